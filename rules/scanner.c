#include "rules/scanner.h"

#include "base/mem.h"
#include "rules/prefilter.h"
#include "rules/vectorscan.h"

#include <stdlib.h>
#include <string.h>

/* More hits in a listing than these are not told apart: nobody writes so. */
#define HITS_MAX 4096

/* Whose a literal is: of a pattern, or of a group of partners. */
struct owner {
    uint32_t pattern; /* or IS_GROUP and the number of the group */
    uint32_t partner; /* number of a group, or NO_PARTNER */
    struct reach reach, span;
    unsigned branch;
};

#define IS_GROUP 0x80000000u
#define NO_PARTNER 0xFFFFFFFFu

struct scanner {
    struct str *literal; /* owned array, each once; the texts stand in hold */
    size_t count;
    uint32_t *first;     /* owned; by literal, its first owner */
    struct owner *owner; /* owned; owners, of one literal after another */
    size_t groups;
    uint64_t *fields; /* owned; by pattern */
    uint64_t *always; /* owned; patterns that cannot be looked for */
    int any_always;
    size_t words;
    uint64_t last;               /* bits of the patterns in the last word */
    char *hold;                  /* owned */
    struct prefilter *prefilter; /* owned; one of the two is NULL */
#ifdef SHELFWATCH_VECTORSCAN
    struct vectorscan *vectorscan; /* owned */
#endif
};

/* A literal of a pattern was found. */
struct found {
    const struct owner *owner;
    size_t end;
};

struct scanner_scratch {
#ifdef SHELFWATCH_VECTORSCAN
    struct vectorscan_scratch *space; /* owned */
#endif
    uint64_t *where;     /* owned; by group, in which parts of the text it is */
    uint32_t *touched;   /* owned; groups that are anywhere */
    struct found *found; /* owned, HITS_MAX of them */
    /* Of the scan under way. */
    size_t count, touches;
    int flood;
    const struct scanner *scanner;
    const struct scanner_text *text;
    unsigned shift; /* of a place to the part of the text: 64 of them */
    size_t part;    /* in which the last literal ended */
};

struct scanner_options
scanner_options_default(struct buf *hold)
{
    const char *engine = getenv("SHELFWATCH_SCANNER");
    const char *cache = getenv("SHELFWATCH_CACHE");
    const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    struct scanner_options o = { 0 };

    o.portable = engine == NULL || strcmp(engine, "vectorscan") != 0;
    if (cache != NULL)
        buf_addz(hold, cache);
    else if (xdg != NULL && xdg[0] == '/')
        buf_addf(hold, "%s/shelfwatch", xdg);
    else if (home != NULL && home[0] == '/')
        buf_addf(hold, "%s/.cache/shelfwatch", home);
    if (hold->len > 0)
        o.cache_dir = buf_text(hold);
    return o;
}

/* --- making --- */

/* Claims are sorted by so many bits of their hash first. */
#define SORT_BITS 16

/* A literal and one of its owners. */
struct claim {
    struct str text;
    uint64_t hash; /* of the text */
    struct owner owner;
};

static int
claim_cmp(const void *a, const void *b)
{
    const struct claim *x = a, *y = b;
    int c;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    if ((c = str_cmp(x->text, y->text)) != 0)
        return c;
    if (x->owner.pattern != y->owner.pattern)
        return x->owner.pattern < y->owner.pattern ? -1 : 1;
    if (x->owner.branch != y->owner.branch)
        return x->owner.branch < y->owner.branch ? -1 : 1;
    return x->owner.partner < y->owner.partner
               ? -1
               : x->owner.partner > y->owner.partner;
}

static void
widen(struct reach *reach, struct reach other)
{
    if (other.bytes > reach->bytes)
        reach->bytes = other.bytes;
    if (other.runs > reach->runs)
        reach->runs = other.runs;
}

/* Number the literals; claims are sorted. */
static void
number_literals(struct scanner *s, const struct claim *claim, size_t claims)
{
    size_t bytes = 0, at = 0, owners = 0;

    for (size_t i = 0; i < claims; i++)
        bytes += claim[i].text.len;
    s->hold = mem_array(bytes + 1, 1);
    s->literal = mem_array(claims + 1, sizeof s->literal[0]);
    s->first = mem_array(claims + 2, sizeof s->first[0]);
    s->owner = mem_array(claims + 1, sizeof s->owner[0]);
    for (size_t i = 0; i < claims; i++) {
        const struct owner *o = &claim[i].owner;

        if (i == 0 || !str_eq(claim[i].text, claim[i - 1].text)) {
            memcpy(s->hold + at, claim[i].text.p, claim[i].text.len);
            s->literal[s->count] =
                (struct str){ s->hold + at, claim[i].text.len };
            s->first[s->count++] = (uint32_t)owners;
            at += claim[i].text.len;
        } else if (o->pattern == s->owner[owners - 1].pattern &&
                   o->branch == s->owner[owners - 1].branch &&
                   o->partner == s->owner[owners - 1].partner) {
            widen(&s->owner[owners - 1].reach, o->reach);
            widen(&s->owner[owners - 1].span, o->span);
            continue;
        }
        s->owner[owners++] = *o;
    }
    s->first[s->count] = (uint32_t)owners;
}

static struct claim
claim_of(const struct scanner *s, const struct literal *l, size_t pattern)
{
    struct claim c = { literal_text(l), 0,
        { (uint32_t)pattern, NO_PARTNER, l->reach, l->span, l->branch } };

    c.hash = str_hash(c.text);
    if (l->group > 0)
        c.owner.pattern = (uint32_t)(s->groups + l->group - 1) | IS_GROUP;
    else if (l->partner > 0)
        c.owner.partner = (uint32_t)(s->groups + l->partner - 1);
    return c;
}

/* Claims by the upper bits of their hash, then those of one place: they are
 * few, mostly of one text. Frees what it is given. */
static struct claim *
sort_claims(struct claim *claim, size_t count)
{
    struct claim *sorted = mem_array(count + 1, sizeof *sorted);
    size_t *end = mem_array((1u << SORT_BITS) + 1, sizeof *end), at = 0;

    for (size_t i = 0; i < count; i++)
        end[(claim[i].hash >> (64 - SORT_BITS)) + 1]++;
    for (size_t i = 0; i < 1u << SORT_BITS; i++)
        end[i + 1] += end[i];
    for (size_t i = 0; i < count; i++)
        sorted[end[claim[i].hash >> (64 - SORT_BITS)]++] = claim[i];
    for (size_t i = 0; i < 1u << SORT_BITS; at = end[i++])
        if (end[i] - at > 1)
            qsort(sorted + at, end[i] - at, sizeof *sorted, claim_cmp);
    free(end);
    free(claim);
    return sorted;
}

static void
gather(struct scanner *s, const struct scanner_pattern *patterns, size_t count)
{
    struct claim *claim = NULL;
    size_t claims = 0, cap = 0;

    for (size_t i = 0; i < count; i++) {
        const struct literal_set *t = &patterns[i].literals;

        s->fields[i] = patterns[i].fields;
        for (size_t k = 0; k < t->count; k++) {
            claim = mem_grow(claim, &cap, claims + 1, sizeof *claim);
            claim[claims++] = claim_of(s, &t->item[k], i);
        }
        s->groups += t->groups;
        if (t->count == 0) {
            s->always[i / 64] |= 1ull << (i % 64);
            s->any_always = 1;
        }
    }
    claim = sort_claims(claim, claims);
    number_literals(s, claim, claims);
    free(claim);
}

int
scanner_new(struct scanner **out, const struct scanner_pattern *patterns,
    size_t count, const struct scanner_options *o, struct fail *fail)
{
    struct scanner *s = mem_new(sizeof *s);
    int portable = o->portable;

    s->words = (count + 63) / 64;
    s->last = ~0ull >> (63 - (count + 63) % 64);
    s->fields = mem_array(count + 1, sizeof s->fields[0]);
    s->always = mem_array(s->words + 1, sizeof s->always[0]);
    gather(s, patterns, count);
#ifdef SHELFWATCH_VECTORSCAN
    if (!portable)
        portable = vectorscan_new(&s->vectorscan, s->literal, s->count,
                       o->cache_dir, fail) != 0;
#else
    (void)fail;
    portable = 1;
#endif
    if (portable)
        s->prefilter = prefilter_new(s->literal, s->count);
    *out = s;
    return 0;
}

void
scanner_free(struct scanner *s)
{
    if (s == NULL)
        return;
    prefilter_free(s->prefilter);
#ifdef SHELFWATCH_VECTORSCAN
    vectorscan_free(s->vectorscan);
#endif
    free(s->literal);
    free(s->first);
    free(s->owner);
    free(s->fields);
    free(s->always);
    free(s->hold);
    free(s);
}

const char *
scanner_engine(const struct scanner *s)
{
#ifdef SHELFWATCH_VECTORSCAN
    if (s->vectorscan != NULL)
        return vectorscan_name(s->vectorscan);
#endif
    (void)s;
    return "portable";
}

int
scanner_was_cached(const struct scanner *s)
{
#ifdef SHELFWATCH_VECTORSCAN
    if (s->vectorscan != NULL)
        return vectorscan_was_cached(s->vectorscan);
#endif
    (void)s;
    return 0;
}

int
scanner_looks_for(const struct scanner *s, size_t pattern)
{
    return !(s->always[pattern / 64] >> (pattern % 64) & 1);
}

uint64_t
scanner_fields(const struct scanner *s, size_t pattern)
{
    return s->fields[pattern];
}

/* --- looking --- */

void
scanner_hits_clear(struct scanner_hits *h)
{
    free(h->hit);
    free(h->first);
    free(h->last);
    *h = (struct scanner_hits){ .hit = NULL };
}

struct scanner_scratch *
scanner_scratch_new(const struct scanner *s)
{
    struct scanner_scratch *x = mem_new(sizeof *x);

    x->where = mem_array(s->groups + 1, sizeof x->where[0]);
    x->touched = mem_array(s->groups + 1, sizeof x->touched[0]);
    x->found = mem_array(HITS_MAX, sizeof x->found[0]);
#ifdef SHELFWATCH_VECTORSCAN
    if (s->vectorscan != NULL)
        x->space = vectorscan_scratch_new(s->vectorscan);
#endif
    return x;
}

void
scanner_scratch_free(struct scanner_scratch *x)
{
    if (x == NULL)
        return;
#ifdef SHELFWATCH_VECTORSCAN
    vectorscan_scratch_free(x->space);
#endif
    free(x->where);
    free(x->touched);
    free(x->found);
    free(x);
}

static void
note_group(struct scanner_scratch *x, uint32_t group, size_t end)
{
    if (x->where[group] == 0)
        x->touched[x->touches++] = group;
    x->where[group] |= 1ull << (end >> x->shift);
}

static int
on_literal(size_t literal, size_t end, void *arg)
{
    struct scanner_scratch *x = arg;
    const struct scanner *s = x->scanner;
    const struct scanner_part *part = x->text->part;

    end += x->text->from;
    /* Places come nearly in order. */
    while (x->part > 0 && end <= part[x->part - 1].end)
        x->part--;
    while (end > part[x->part].end)
        x->part++;
    for (uint32_t k = s->first[literal]; k < s->first[literal + 1]; k++) {
        const struct owner *o = &s->owner[k];

        if (o->pattern & IS_GROUP)
            note_group(x, o->pattern & ~IS_GROUP, end);
        else if ((s->fields[o->pattern] & part[x->part].fields) == 0)
            continue;
        else if (x->count == HITS_MAX)
            x->flood = 1;
        else
            x->found[x->count++] = (struct found){ o, end };
    }
    return 0;
}

/* 1 if the partner of what was found is near. */
static int
has_partner(const struct scanner_scratch *x, const struct found *f)
{
    struct reach span = f->owner->span;
    uint64_t where;
    size_t bytes, low, high;

    if (f->owner->partner == NO_PARTNER)
        return 1;
    where = x->where[f->owner->partner];
    if (where == 0 || span.bytes >= REACH_FAR || span.runs >= REACH_FAR)
        return where != 0;
    /* Plain text is longer by blanks between Latin and Chinese. */
    bytes = 2 * (span.bytes + span.runs * x->text->longest_run + 4);
    low = (f->end > bytes ? f->end - bytes : 0) >> x->shift;
    high = (f->end + bytes) >> x->shift;
    where >>= low;
    return high - low >= 63 ? where != 0
                            : (where & ((2ull << (high - low)) - 1)) != 0;
}

/* Add a hit to those of its pattern; they come nearly in order. */
static void
add_hit(struct scanner_hits *h, uint64_t *bits, const struct found *f)
{
    uint32_t pattern = f->owner->pattern, i = (uint32_t)h->count;
    uint32_t *link = &h->first[pattern];

    h->hit = mem_grow(h->hit, &h->cap, h->count + 1, sizeof h->hit[0]);
    h->hit[h->count++] = (struct scanner_hit){ (uint32_t)f->end,
        f->owner->branch, f->owner->reach, SCANNER_NO_HIT };
    if ((bits[pattern / 64] >> (pattern % 64) & 1) == 0) {
        bits[pattern / 64] |= 1ull << (pattern % 64);
        h->first[pattern] = h->last[pattern] = i;
        return;
    }
    if (h->hit[h->last[pattern]].end <= f->end) {
        link = &h->hit[h->last[pattern]].next;
        h->last[pattern] = i;
    } else {
        while (h->hit[*link].end <= f->end)
            link = &h->hit[*link].next;
        h->hit[i].next = *link;
    }
    *link = i;
}

static void
look(const struct scanner *s, struct scanner_scratch *x,
    const struct scanner_text *text)
{
    struct str plain = str_sub(text->plain, text->from, text->plain.len);

    x->scanner = s;
    x->text = text;
    x->part = x->count = 0;
    x->flood = 0;
    for (x->shift = 0; text->plain.len >> x->shift >= 64;)
        x->shift++;
    while (x->touches > 0)
        x->where[x->touched[--x->touches]] = 0;
#ifdef SHELFWATCH_VECTORSCAN
    if (s->vectorscan != NULL) {
        vectorscan_scan(s->vectorscan, x->space, plain, on_literal, x);
        return;
    }
#endif
    prefilter_scan(s->prefilter, plain, on_literal, x);
}

void
scanner_scan(const struct scanner *s, struct scanner_scratch *x,
    const struct scanner_text *text, uint64_t *bits, struct scanner_hits *hits)
{
    if (text->from == 0) {
        hits->count = 0;
        hits->flood = 0;
        memset(bits, 0, s->words * sizeof bits[0]);
    }
    if (text->parts == 0)
        return;
    if (hits->first == NULL) {
        hits->first = mem_array(64 * s->words + 1, sizeof hits->first[0]);
        hits->last = mem_array(64 * s->words + 1, sizeof hits->last[0]);
    }
    look(s, x, text);
    hits->flood |= x->flood;
    if (hits->flood) { /* any pattern there is, and none that there is not */
        memset(bits, 0xFF, s->words * sizeof bits[0]);
        if (s->words > 0)
            bits[s->words - 1] = s->last;
        return;
    }
    for (size_t i = 0; i < x->count; i++)
        if (has_partner(x, &x->found[i]))
            add_hit(hits, bits, &x->found[i]);
    for (size_t i = 0; i < s->words && s->any_always; i++)
        bits[i] |= s->always[i];
}
