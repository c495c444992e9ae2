#include "base/recurring.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Markup has a '<' every few bytes, style sheets and many scripts have none:
 * where so many bytes are without one begins what is looked for. */
#define PLAIN_BYTES_MIN 2048
/* By so many of them it is known again. */
#define BEGIN_BYTES 512
/* A shorter stretch is not worth a piece of its own. */
#define STRETCH_BYTES_MIN 2048
#define STRETCH_BYTES_MAX (64u << 10)
#define PACKED_BYTES_MAX (2 * STRETCH_BYTES_MAX)
/* With what they are packed to 5 MB, seldom 3. */
#define STRETCHES 64
/* Beginnings that were met once, of which most do not come again. */
#define MET 1024
/* So many that are not known are looked for in one text. */
#define UNKNOWN_MAX 4

struct stretch {
    struct buf text, packed; /* not packed before it came again */
    uint64_t used;
};

struct recurring {
    uint64_t met[MET];       /* hashes of beginnings; 0: none */
    uint64_t tag[STRETCHES]; /* the same of each stretch */
    struct stretch stretch[STRETCHES];
    struct buf scratch;
    uint64_t clock, seed;
    int unknown; /* in this text */
};

struct recurring *
recurring_new(void)
{
    struct recurring *r = mem_new(sizeof *r);

    r->seed = (uint64_t)(uintptr_t)r; /* another in each process */
    r->scratch = BUF_MAX(PACKED_BYTES_MAX);
    for (size_t i = 0; i < STRETCHES; i++)
        r->stretch[i] = (struct stretch){ BUF_MAX(STRETCH_BYTES_MAX),
            BUF_MAX(PACKED_BYTES_MAX), 0 };
    return r;
}

void
recurring_free(struct recurring *r)
{
    if (r == NULL)
        return;
    for (size_t i = 0; i < STRETCHES; i++) {
        buf_clear(&r->stretch[i].text);
        buf_clear(&r->stretch[i].packed);
    }
    buf_clear(&r->scratch);
    free(r);
}

/* Where so many bytes without '<' begin; text.len if nowhere. The last '<' of
 * so many says where the next ones can begin: few bytes are looked at. */
static size_t
next_plain(struct str text, size_t from)
{
    size_t at = from;

    while (text.len - at >= PLAIN_BYTES_MIN) {
        const char *last = memrchr(text.p + at, '<', PLAIN_BYTES_MIN);

        if (last == NULL)
            return at;
        at = (size_t)(last + 1 - text.p);
    }
    return text.len;
}

static size_t
plain_end(struct str text, size_t at)
{
    const char *end = memchr(text.p + at, '<', text.len - at);

    return end == NULL ? text.len : (size_t)(end - text.p);
}

/* Of one that came again: what both have, up to the start of a tag, because
 * what differs within one differs on the next page, too. 0: too little. */
static int
settle(struct recurring *r, struct stretch *s, struct igzip *z, struct str rest)
{
    size_t n = str_shared(buf_str(&s->text), rest);
    const char *tag = n == s->text.len ? NULL : memrchr(s->text.p, '<', n);

    if (tag != NULL)
        n = (size_t)(tag - s->text.p);
    buf_reset(&r->scratch);
    if (n < STRETCH_BYTES_MIN || igzip_add_piece_alone(z, &r->scratch,
                                     str_sub(buf_str(&s->text), 0, n)) != 0)
        return 0;
    buf_cut(&s->text, n);
    buf_adds(&s->packed, buf_str(&r->scratch));
    return 1;
}

static void
remember(struct recurring *r, size_t i, uint64_t tag, struct str rest)
{
    struct stretch *s = &r->stretch[i];

    r->tag[i] = tag;
    s->used = ++r->clock;
    buf_reset(&s->packed);
    buf_reset(&s->text);
    buf_adds(&s->text, str_sub(rest, 0, STRETCH_BYTES_MAX));
}

/* The stretch that begins here, or NULL; then it is known better next time. */
static struct stretch *
look(struct recurring *r, struct igzip *z, struct str rest)
{
    uint64_t tag = str_hash_seeded(str_sub(rest, 0, BEGIN_BYTES), r->seed) | 1;
    size_t at = 0;
    int again = r->met[tag / 2 % MET] == tag;

    for (size_t i = 0; i < STRETCHES; i++) {
        struct stretch *s = &r->stretch[i];

        if (r->stretch[at].used > s->used)
            at = i;
        if (r->tag[i] != tag)
            continue;
        if (s->packed.len == 0) {
            if (settle(r, s, z, rest))
                return s;
            remember(r, i, tag, rest);
            return NULL;
        }
        if (str_starts(rest, buf_str(&s->text)))
            return s;
    }
    r->met[tag / 2 % MET] = tag;
    if (again)
        remember(r, at, tag, rest);
    return NULL;
}

int
recurring_find(struct recurring *r, struct igzip *z, struct str text,
    size_t from, struct recurring_piece *out)
{
    size_t at = next_plain(text, from);

    if (from == 0)
        r->unknown = 0;
    while (at < text.len && r->unknown < UNKNOWN_MAX) {
        struct stretch *s = look(r, z, str_sub(text, at, text.len));

        if (s != NULL) {
            s->used = ++r->clock;
            *out = (struct recurring_piece){ at, s->text.len,
                buf_str(&s->packed) };
            return 1;
        }
        r->unknown++;
        at = next_plain(text, plain_end(text, at));
    }
    return 0;
}
