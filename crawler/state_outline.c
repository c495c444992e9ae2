#include "crawler/state_outline.h"

#include "base/lanes.h"
#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>

/* State objects nest some 40 deep; lenient_json goes as far. */
#define DEPTH_MAX 200
/* More digits than this may not fit a number. */
#define DIGITS_MAX 18
/* Nodes of one text: 16 MB are a node for every eight bytes of a script. */
#define NODES_BYTES_MAX (16u << 20)
/* Names of an object up to here are compared with each other. */
#define NAMES_FEW 32

/* One open container. */
struct level {
    struct state_outline_node *node, *last;
    size_t names;       /* where its names begin among the hashes */
    uint64_t seen;      /* one bit for each word */
    unsigned has_below; /* a container without a word is a member */
};

struct reader {
    struct state_outline *o;
    const struct state_outline_words *words;
    struct str text;
    size_t at;
    struct level level[DEPTH_MAX];
    size_t depth;
};

/* --- Words --- */

static size_t
slot_of(struct str name)
{
    return (name.len * 7 + (unsigned char)name.p[0] * 31u +
               (unsigned char)name.p[name.len / 2] * 5u +
               (unsigned char)name.p[name.len - 1] * 3u) %
           256;
}

static const struct state_outline_word *
find_word(const struct state_outline_words *w, struct str name)
{
    if (name.len == 0)
        return NULL;
    for (size_t i = slot_of(name); w->slot[i] != 0; i = (i + 1) % 256)
        if (str_eq(w->word[w->slot[i] - 1].text, name))
            return &w->word[w->slot[i] - 1];
    return NULL;
}

void
state_outline_words_add(
    struct state_outline_words *w, const char *const *names, unsigned list)
{
    for (unsigned place = 0; names[place] != NULL; place++) {
        struct str name = str_of(names[place]);
        struct state_outline_word *word =
            (struct state_outline_word *)find_word(w, name);
        size_t i = slot_of(name);

        if (word == NULL) {
            assert(w->count < STATE_OUTLINE_WORDS_MAX);
            word = &w->word[w->count++];
            word->text = name;
            while (w->slot[i] != 0)
                i = (i + 1) % 256;
            w->slot[i] = (unsigned char)w->count;
        }
        word->lists |= list;
        word->place = place;
    }
}

/* --- Strings and words of JSON --- */

static char
peek(const struct reader *r)
{
    return r->at < r->text.len ? r->text.p[r->at] : '\0';
}

static void
skip_blank(struct reader *r)
{
    while (r->at < r->text.len &&
           (r->text.p[r->at] == ' ' || r->text.p[r->at] == '\n' ||
               r->text.p[r->at] == '\t' || r->text.p[r->at] == '\r'))
        r->at++;
}

/* The next byte from r->at on that ends a string or stands in none as it is,
 * or the end. */
static void
skip_plain(struct reader *r)
{
    const char *p = r->text.p;

    for (; r->text.len - r->at >= LANES; r->at += LANES) {
        lanes v = lanes_load(p + r->at);
        size_t n = lanes_first(
            (lanes)(v == '"') | (lanes)(v == '\\') | (lanes)(v < ' '));

        r->at += n;
        if (n < LANES)
            return;
        r->at -= n;
    }
    while (r->at < r->text.len && p[r->at] != '"' && p[r->at] != '\\' &&
           (unsigned char)p[r->at] >= ' ')
        r->at++;
}

/* The four hexadecimal digits at r->at; -1 if they are none. */
static int
take_hex(struct reader *r)
{
    int n = 0;

    for (int i = 0; i < 4; i++, r->at++) {
        int digit = str_hex_value(peek(r));

        if (digit < 0)
            return -1;
        n = n << 4 | digit;
    }
    return n;
}

/* What follows a backslash: 1, or 0 if it is no character. */
static int
take_escape(struct reader *r)
{
    char c = peek(r);
    int unit;

    r->at++;
    if (c != 'u')
        return c != '\0' && strchr("\"\\/bfnrt", c) != NULL;
    unit = take_hex(r);
    if (unit < 0xD800 || unit > 0xDFFF)
        return unit >= 0;
    /* Half a pair; the other half must follow. */
    if (unit > 0xDBFF || peek(r) != '\\')
        return 0;
    r->at++;
    if (peek(r) != 'u')
        return 0;
    r->at++;
    unit = take_hex(r);
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

/* A string whose quote stands at r->at; *plain is cleared if it has escapes. */
static int
take_string(struct reader *r, int *plain)
{
    for (r->at++;; r->at++) {
        skip_plain(r);
        if (r->at >= r->text.len)
            return 0;
        if (r->text.p[r->at] == '"') {
            r->at++;
            return 1;
        }
        *plain = 0;
        if (r->text.p[r->at] != '\\')
            return 0;
        r->at++;
        if (!take_escape(r))
            return 0;
        r->at--;
    }
}

static size_t
take_digits(struct reader *r)
{
    size_t from = r->at;

    while (str_is_digit(peek(r)))
        r->at++;
    return r->at - from;
}

static int
take_number(struct reader *r)
{
    size_t from, digits;

    r->at += peek(r) == '-';
    from = r->at;
    digits = take_digits(r);
    if (digits == 0 || digits > DIGITS_MAX ||
        (digits > 1 && r->text.p[from] == '0'))
        return 0;
    if (peek(r) == '.') {
        r->at++;
        digits = take_digits(r);
        if (digits == 0 || digits > DIGITS_MAX)
            return 0;
    }
    return peek(r) != 'e' && peek(r) != 'E';
}

/* A value that is no container; its kind, or -1. */
static int
take_scalar(struct reader *r)
{
    static const struct str words[] = { STR("null"), STR("true"),
        STR("false") };
    int plain;

    if (peek(r) == '"')
        return take_string(r, &plain) ? (int)STATE_OUTLINE_STRING : -1;
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_starts(str_sub(r->text, r->at, 5), words[i])) {
            r->at += words[i].len;
            return i == 0 ? STATE_OUTLINE_NULL : STATE_OUTLINE_SCALAR;
        }
    return take_number(r) ? (int)STATE_OUTLINE_SCALAR : -1;
}

/* --- Containers --- */

static struct state_outline_node *
add_node(struct reader *r, const struct state_outline_word *word, size_t at,
    enum state_outline_kind kind)
{
    struct state_outline_node *n = arena_alloc(&r->o->arena, sizeof *n);
    struct level *l = r->depth > 0 ? &r->level[r->depth - 1] : NULL;

    if (n == NULL)
        return NULL;
    *n = (struct state_outline_node){
        .word = word, .at = (uint32_t)at, .end = (uint32_t)r->at, .kind = kind
    };
    if (l != NULL && l->last != NULL)
        l->last->next = n;
    else if (l != NULL)
        l->node->first = n;
    if (l != NULL)
        l->last = n;
    return n;
}

static int
by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* 1 if no two members of the object have the same name, as far as that
 * matters: of two the last counts. */
static int
names_differ(struct reader *r, const struct level *l)
{
    size_t count = r->o->hash_count - l->names;
    uint32_t *names;

    r->o->hash_count = l->names;
    if (!l->has_below || count < 2)
        return 1;
    names = r->o->hashes + l->names;
    if (count > NAMES_FEW) {
        qsort(names, count, sizeof *names, by_value);
        for (size_t i = 1; i < count; i++)
            if (names[i] == names[i - 1])
                return 0;
        return 1;
    }
    for (size_t i = 1; i < count; i++)
        for (size_t k = 0; k < i; k++)
            if (names[i] == names[k])
                return 0;
    return 1;
}

/* The name and colon of a member. */
static int
take_name(struct reader *r, const struct state_outline_word **word)
{
    struct state_outline *o = r->o;
    struct level *l = &r->level[r->depth - 1];
    size_t from = r->at + 1;
    struct str name;
    int plain = 1;

    if (peek(r) != '"' || !take_string(r, &plain) || !plain)
        return 0;
    name = str_sub(r->text, from, r->at - 1 - from);
    *word = find_word(r->words, name);
    if (*word != NULL) {
        uint64_t bit = UINT64_C(1) << (*word - r->words->word);

        if (l->seen & bit)
            return 0;
        l->seen |= bit;
    }
    o->hashes =
        mem_grow(o->hashes, &o->hash_cap, o->hash_count + 1, sizeof *o->hashes);
    o->hashes[o->hash_count++] = (uint32_t)str_hash_seeded(name, 0);
    skip_blank(r);
    if (peek(r) != ':')
        return 0;
    r->at++;
    skip_blank(r);
    return 1;
}

/* The container that begins at r->at becomes the innermost. */
static int
open_container(struct reader *r, const struct state_outline_word *word)
{
    struct state_outline_node *n;

    if (r->depth == DEPTH_MAX)
        return 0;
    n = add_node(r, word, r->at,
        peek(r) == '{' ? STATE_OUTLINE_OBJECT : STATE_OUTLINE_ARRAY);
    if (n == NULL)
        return 0;
    if (r->depth > 0 && word == NULL)
        r->level[r->depth - 1].has_below = 1;
    r->level[r->depth++] =
        (struct level){ .node = n, .names = r->o->hash_count };
    r->at++;
    return 1;
}

static int
close_container(struct reader *r)
{
    struct level *l = &r->level[r->depth - 1];

    r->at++;
    l->node->end = (uint32_t)r->at;
    r->depth--;
    return names_differ(r, l);
}

/* The member or element at r->at, up to where it ends or a container begins
 * in it. */
static int
take_member(struct reader *r)
{
    struct state_outline_node *n = r->level[r->depth - 1].node;
    const struct state_outline_word *word = NULL;
    size_t at;
    int kind;

    if (n->kind == STATE_OUTLINE_OBJECT && !take_name(r, &word))
        return 0;
    n->count++;
    r->o->values +=
        n->kind == STATE_OUTLINE_ARRAY || peek(r) == '{' || peek(r) == '[';
    if (peek(r) == '{' || peek(r) == '[')
        return open_container(r, word);
    at = r->at;
    kind = take_scalar(r);
    return kind >= 0 &&
           (word == NULL ||
               add_node(r, word, at, (enum state_outline_kind)kind) != NULL);
}

/* One step: a member, or what stands between two. */
static int
step(struct reader *r)
{
    struct state_outline_node *n = r->level[r->depth - 1].node;
    char close = n->kind == STATE_OUTLINE_OBJECT ? '}' : ']';

    skip_blank(r);
    if (peek(r) == close)
        return close_container(r);
    if (n->count > 0) {
        if (peek(r) != ',')
            return 0;
        r->at++;
        skip_blank(r);
    }
    return take_member(r);
}

const struct state_outline_node *
state_outline_read(struct state_outline *o, const struct state_outline_words *w,
    struct str text, size_t *used)
{
    struct reader r = { .o = o, .words = w, .text = text };
    struct state_outline_node *root;

    arena_reset(&o->arena);
    o->hash_count = 0;
    o->values = 1;
    if ((peek(&r) != '{' && peek(&r) != '[') || text.len > UINT32_MAX ||
        !open_container(&r, NULL))
        return NULL;
    root = r.level[0].node;
    while (r.depth > 0)
        if (!step(&r))
            return NULL;
    *used = r.at;
    return root;
}

void
state_outline_init(struct state_outline *o)
{
    *o = (struct state_outline){ .arena = ARENA_MAX(NODES_BYTES_MAX) };
}

void
state_outline_clear(struct state_outline *o)
{
    arena_clear(&o->arena);
    free(o->hashes);
}
