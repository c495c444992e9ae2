#include "classifier/harm_cues.h"

#include "base/arena.h"
#include "base/fold.h"
#include "base/han.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "core/hazard.h"
#include "core/limits.h"

#include <assert.h>
#include <stdlib.h>

/* The file itself, so that it can be edited as a table and needs no
 * installing. Builds run at the top of the tree. */
__asm__(".section .rodata\n"
        ".global harm_cues_begin, harm_cues_end\n"
        "harm_cues_begin:\n"
        ".incbin \"classifier/harm_cues.tsv\"\n"
        "harm_cues_end:\n"
        ".byte 0\n"
        ".previous\n");

extern const char harm_cues_begin[], harm_cues_end[];

/* Elements of one pattern; also the depth of a match. */
#define ELEMENTS_MAX 8
/* What a gap skips at most: words, Chinese characters. */
#define GAP_WORDS 3
#define GAP_HAN 4

enum form {
    WHOLE,
    BEGINS,
    ENDS,
    HAN, /* several tokens */
};

struct alternative {
    struct str text; /* of the arena */
    enum form form;
    uint16_t tokens; /* of HAN */
};

struct element {
    uint32_t first, count; /* alternatives */
    int gap;               /* or up to so many tokens left out */
};

struct cue {
    enum harm_kind kind;
    int hazard;
    uint32_t first, count; /* elements */
};

/* The cues whose first word may begin with a byte, and with which second ones:
 * a bit for each, of 64. */
struct bucket {
    struct start {
        uint32_t cue;
        uint64_t second;
    } * start; /* owned */
    size_t count, cap;
};

struct harm_cues {
    struct han *han;
    struct arena arena;
    struct alternative *alternative; /* owned, as all below */
    size_t alternatives, alternative_cap;
    struct element *element;
    size_t elements, element_cap;
    struct cue *cue;
    size_t cues, cue_cap;
    struct bucket bucket[256];
};

static const char *const kind_names[HARM_KINDS] = { "event", "hurt", "sign",
    "wound", "person", "thing", "deny", "denied", "maybe", "other", "break",
    "mask" };

/* --- the table --- */

static int
add_alternative(struct harm_cues *c, struct str word, struct fail *fail)
{
    struct alternative a = { .form = WHOLE };
    size_t at = 0;

    if (word.p[0] == '*') {
        a.form = ENDS;
        word = str_sub(word, 1, word.len);
    } else if (word.p[word.len - 1] == '*') {
        a.form = BEGINS;
        word.len--;
    } else if (utf8_is_cjk(utf8_next(word, &at))) {
        a.form = HAN;
        a.tokens = (uint16_t)utf8_count(word);
    }
    a.text = arena_dup(&c->arena, word);
    if (a.text.p == NULL)
        return fail_set(fail, "too many words");
    c->alternative = mem_grow(c->alternative, &c->alternative_cap,
        c->alternatives + 1, sizeof *c->alternative);
    c->alternative[c->alternatives++] = a;
    return 0;
}

/* The words of an element: 'a|b', '@set', '~'. */
static int
add_words(struct harm_cues *c, const struct map *sets, struct str words,
    struct element *e, struct fail *fail)
{
    struct str word;

    while (str_next(&words, '|', &word)) {
        struct map_item *set = NULL;
        struct str left;

        if (word.len == 0 || str_is(word, "*"))
            return fail_set(fail, "an empty word");
        if (str_is(word, "~")) {
            e->gap = 1;
            continue;
        }
        if (word.p[0] != '@') {
            if (add_alternative(c, word, fail) != 0)
                return -1;
            continue;
        }
        set = map_find(sets, word);
        if (set == NULL)
            return fail_set(fail, "no set " STR_FMT, STR_ARG(word));
        for (left = str_of(set->value.ptr); str_next(&left, '|', &word);)
            if (word.len == 0 || str_is(word, "*") ||
                add_alternative(c, word, fail) != 0)
                return fail_set(fail, "a set holds words");
    }
    return 0;
}

static int
add_elements(struct harm_cues *c, const struct map *sets, struct str pattern,
    struct cue *cue, struct fail *fail)
{
    struct str part;

    cue->first = (uint32_t)c->elements;
    while (str_next_word(&pattern, &part)) {
        struct element e = { .first = (uint32_t)c->alternatives };

        if (add_words(c, sets, part, &e, fail) != 0)
            return -1;
        e.count = (uint32_t)c->alternatives - e.first;
        c->element = mem_grow(
            c->element, &c->element_cap, c->elements + 1, sizeof *c->element);
        c->element[c->elements++] = e;
    }
    cue->count = (uint32_t)c->elements - cue->first;
    if (cue->count == 0 || cue->count > ELEMENTS_MAX)
        return fail_set(fail, "a pattern has 1 to %d words", ELEMENTS_MAX);
    if (c->element[cue->first].gap)
        return fail_set(fail, "a pattern begins with a word");
    return 0;
}

/* File the cue under the first two bytes of its first word. */
static void
add_to_buckets(struct harm_cues *c, uint32_t number)
{
    const struct element *e = &c->element[c->cue[number].first];

    for (uint32_t i = e->first; i < e->first + e->count; i++) {
        const struct alternative *a = &c->alternative[i];
        unsigned char byte = (unsigned char)a->text.p[0];
        size_t from = a->form == ENDS ? 0 : byte;
        size_t to = a->form == ENDS ? COUNT(c->bucket) : from + 1;
        uint64_t second = a->form == ENDS || a->text.len < 2
                              ? ~0ull
                              : 1ull << (a->text.p[1] & 63);

        for (size_t k = from; k < to; k++) {
            struct bucket *b = &c->bucket[k];

            if (b->count == 0 || b->start[b->count - 1].cue != number) {
                b->start = mem_grow(
                    b->start, &b->cap, b->count + 1, sizeof b->start[0]);
                b->start[b->count++] = (struct start){ number, 0 };
            }
            b->start[b->count - 1].second |= second;
        }
    }
}

static int
kind_find(struct str name)
{
    for (int i = 0; i < HARM_KINDS; i++)
        if (str_is(name, kind_names[i]))
            return i;
    return -1;
}

static int
add_line(
    struct harm_cues *c, struct map *sets, struct str line, struct fail *fail)
{
    struct str kind, name, pattern;
    struct cue cue = { .hazard = -1 };
    enum hazard hazard;
    int number;

    if (!str_next(&line, '\t', &kind) || !str_next(&line, '\t', &name) ||
        !str_next(&line, '\t', &pattern) || str_next(&line, '\t', &line))
        return fail_set(fail, "a line has three columns");
    if (str_is(kind, "set")) {
        map_put(sets, name, str_dup(pattern));
        return 0;
    }
    if ((number = kind_find(kind)) < 0)
        return fail_set(fail, "no kind " STR_FMT, STR_ARG(kind));
    cue.kind = (enum harm_kind)number;
    if (hazard_find(&hazard, name) == 0)
        cue.hazard = (int)hazard;
    if ((cue.hazard >= 0) != (cue.kind <= HARM_SIGN))
        return fail_set(fail,
            "hazard " STR_FMT ": event, hurt and sign name one, others '-'",
            STR_ARG(name));
    if (add_elements(c, sets, pattern, &cue, fail) != 0)
        return -1;
    c->cue = mem_grow(c->cue, &c->cue_cap, c->cues + 1, sizeof *c->cue);
    c->cue[c->cues] = cue;
    add_to_buckets(c, (uint32_t)c->cues++);
    return 0;
}

int
harm_cues_parse(
    struct harm_cues **out, struct str text, const char *name, struct fail *f)
{
    struct harm_cues *c = mem_new(sizeof *c);
    struct map *sets = map_new(free);
    struct str line;
    int rc = 0;

    c->han = han_new();
    c->arena = ARENA_MAX(LIMIT_CONFIG_BYTES);
    for (size_t n = 1; rc == 0 && str_next_line(&text, &line); n++)
        if (line.len > 0 && line.p[0] != '#' && add_line(c, sets, line, f) != 0)
            rc = fail_wrap(f, "%s:%zu", name, n);
    map_free(sets);
    if (rc != 0)
        harm_cues_free(c);
    else
        *out = c;
    return rc;
}

struct harm_cues *
harm_cues_new(void)
{
    struct str text = { harm_cues_begin,
        (size_t)(harm_cues_end - harm_cues_begin) };
    struct harm_cues *c = NULL;
    int rc = harm_cues_parse(&c, text, "harm_cues.tsv", NULL);

    assert(rc == 0); /* part of the program; a test reads it */
    return c;
}

void
harm_cues_free(struct harm_cues *c)
{
    if (c == NULL)
        return;
    han_free(c->han);
    arena_clear(&c->arena);
    free(c->alternative);
    free(c->element);
    free(c->cue);
    for (size_t i = 0; i < COUNT(c->bucket); i++)
        free(c->bucket[i].start);
    free(c);
}

/* --- the words of a sentence --- */

/* Append a folded letter the way the table is written. */
static void
put_letter(struct buf *out, uint32_t c)
{
    switch (c) {
    case 0xE4:
        buf_addz(out, "ae");
        break;
    case 0xF6:
        buf_addz(out, "oe");
        break;
    case 0xFC:
        buf_addz(out, "ue");
        break;
    default:
        buf_add_utf8(out, c);
    }
}

static int
is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2019 || c == '`' || c == 0xB4;
}

/* The Chinese enumeration comma goes on with what was said. */
static int
parts_clauses(uint32_t c)
{
    return c == ',' || c == ';' || c == ':' || c == '(' || c == ')' ||
           c == '.' || c == '!' || c == 0x3002 || c == 0xFF01 || c == 0xFF0C ||
           c == 0xFF1B || c == 0xFF1A || c == 0x2013 || c == 0x2014;
}

static void
put_token(struct harm_tokens *t, struct harm_token token)
{
    t->item = mem_grow(t->item, &t->cap, t->count + 1, sizeof *t->item);
    t->item[t->count++] = token;
}

void
harm_cues_read(
    const struct harm_cues *c, struct harm_tokens *out, struct str sentence)
{
    struct harm_token word = { 0 };
    size_t at = 0;
    int inside = 0;
    struct str in;

    out->folded.max = out->text.max = 2 * LIMIT_FIELD_BYTES;
    buf_reset(&out->folded);
    buf_reset(&out->text);
    out->count = 0;
    fold_key(&out->folded, sentence);
    han_simplify(c->han, out->folded.p, out->folded.len);
    in = buf_str(&out->folded);
    while (at < in.len && out->count < HARM_TOKENS_MAX) {
        uint32_t letter = utf8_next(in, &at);
        int han = utf8_is_cjk(letter);

        if (is_apostrophe(letter))
            continue;
        if (inside && (han || !utf8_is_letter(letter))) {
            word.end = (uint32_t)out->text.len;
            put_token(out, word);
            inside = 0;
        }
        if (parts_clauses(letter) && word.clause < HARM_TOKENS_MAX)
            word.clause++;
        if (!han && !utf8_is_letter(letter))
            buf_addc(&out->text, ' ');
        else if (!inside)
            word.start = (uint32_t)out->text.len;
        if (han || utf8_is_letter(letter))
            put_letter(&out->text, letter);
        if (han)
            put_token(out, (struct harm_token){ word.start,
                               (uint32_t)out->text.len, word.clause, 1 });
        inside = !han && utf8_is_letter(letter);
    }
    word.end = (uint32_t)out->text.len;
    if (inside && out->count < HARM_TOKENS_MAX)
        put_token(out, word);
}

void
harm_cues_clear_tokens(struct harm_tokens *t)
{
    buf_clear(&t->folded);
    buf_clear(&t->text);
    free(t->item);
    *t = (struct harm_tokens){ 0 };
}

/* --- matching --- */

/* How many tokens from i on the alternative is, or 0. */
static size_t
take(const struct alternative *a, const struct harm_tokens *t, size_t i)
{
    const struct harm_token *token = &t->item[i];
    struct str text = buf_str(&t->text);
    struct str word = str_sub(text, token->start, token->end - token->start);

    switch (a->form) {
    case WHOLE:
        return str_eq(word, a->text);
    case BEGINS:
        return str_starts(word, a->text);
    case ENDS:
        return str_ends(word, a->text);
    case HAN:
        break;
    }
    if (!token->han ||
        !str_starts(str_sub(text, token->start, text.len), a->text))
        return 0;
    return a->tokens;
}

/* The token behind a match of the pattern's elements from e on at token i,
 * or 0. Depth and branches are bounded by ELEMENTS_MAX and the gaps. */
static size_t
match(const struct harm_cues *c, const struct cue *cue, uint32_t e,
    const struct harm_tokens *t, size_t i, uint16_t clause)
{
    const struct element *element = &c->element[cue->first + e];
    size_t end, gap = 0;

    if (e == cue->count)
        return i;
    for (uint32_t k = 0; k < element->count; k++) {
        const struct alternative *a = &c->alternative[element->first + k];
        size_t taken =
            i < t->count && t->item[i].clause == clause ? take(a, t, i) : 0;

        if (taken > 0 && (end = match(c, cue, e + 1, t, i + taken, clause)) > 0)
            return end;
    }
    if (!element->gap)
        return 0;
    while ((end = match(c, cue, e + 1, t, i + gap, clause)) == 0) {
        if (i + gap >= t->count || t->item[i + gap].clause != clause ||
            gap == (t->item[i + gap].han ? GAP_HAN : GAP_WORDS))
            return 0;
        gap++;
    }
    return end;
}

size_t
harm_cues_find(const struct harm_cues *c, const struct harm_tokens *t,
    struct harm_hit *hits, size_t max)
{
    struct str text = buf_str(&t->text);
    size_t count = 0;

    for (size_t i = 0; i < t->count; i++) {
        struct str word = str_sub(text, t->item[i].start, 2);
        const struct bucket *b = &c->bucket[(unsigned char)word.p[0]];
        uint64_t second = word.len < 2 ? 1 : 1ull << (word.p[1] & 63);

        for (size_t k = 0; k < b->count && count < max; k++) {
            const struct cue *cue;
            size_t end;

            if ((b->start[k].second & second) == 0)
                continue;
            cue = &c->cue[b->start[k].cue];
            end = match(c, cue, 0, t, i, t->item[i].clause);
            if (end > 0)
                hits[count++] = (struct harm_hit){ (uint16_t)i, (uint16_t)end,
                    (unsigned char)cue->kind,
                    (unsigned char)(cue->hazard < 0 ? 0 : cue->hazard) };
        }
    }
    return count;
}
