#include "core/glossary.h"

#include "base/arena.h"
#include "base/fold.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Forms are looked up by their first nine bytes (three Chinese characters),
 * those that are shorter by their first six or three. */
#define KEY_BITS 14
#define TIERS 3
/* What most texts have is in no form: a bit per hash says so from the nearest
 * memory. */
#define SEEN_BITS 18
/* Bits of a line of memory: those of all tiers that begin alike are in one. */
#define LINE_BITS 9
/* Three bytes that a form begins with, and one which may begin inside a word.
 */
#define BEGIN_BITS 16 /* 15 of letters, 15 of ideographs */
/* German forms that are shorter end too many other words ("Preis"). */
#define COMPOUND_BYTES 5
#define NONE UINT32_MAX
/* Of a form, folded. */
#define FORM_BYTES_MAX 4096
/* Forms take at most so many times the bytes of the table. */
#define FOLDED_FACTOR 20

struct form {
    struct str text; /* folded, in the glossary's arena */
    uint32_t concept;
    enum glossary_language language;
    int open_end;
};

/* Forms that share a place in a tier, apart from them: most are passed by. */
struct link {
    uint32_t hash; /* of what the form is looked up by */
    uint32_t next;
};

struct glossary {
    char *text;          /* owned: what the concepts' forms point into */
    struct arena folded; /* the forms */
    struct buf hold;     /* owned; of the form under way */
    struct form *form;   /* owned */
    struct link *link;   /* owned, by form */
    size_t form_count, form_cap;
    struct glossary_concept *concept; /* owned */
    size_t concept_count, concept_cap;
    uint32_t first[TIERS][1u << KEY_BITS]; /* of 3, 6 and 9 bytes */
    unsigned char seen[1u << (SEEN_BITS - 3)];
    unsigned char begin[1u << (BEGIN_BITS - 3)];
    unsigned char inside[1u << (BEGIN_BITS - 3)];
};

static uint32_t
three_of(const char *p)
{
    return (uint32_t)(unsigned char)p[0] | (uint32_t)(unsigned char)p[1] << 8 |
           (uint32_t)(unsigned char)p[2] << 16;
}

/* The hashes of all tiers up to this one. */
static void
hash_tiers(uint32_t hash[TIERS], const char *p, int tier)
{
    hash[0] = three_of(p) * 2654435761u;
    if (tier > 0)
        hash[1] = (hash[0] ^ three_of(p + 3)) * 2246822519u;
    if (tier > 1)
        hash[2] = (hash[1] ^ three_of(p + 6)) * 3266489917u;
}

static int
tier_of(size_t len)
{
    return len >= 9 ? 2 : len >= 6 ? 1 : 0;
}

/* The bit of a tier among those that say whether a form may be there. */
static uint32_t
seen_of(const uint32_t hash[TIERS], int tier)
{
    uint32_t line = hash[0] >> (32 - (SEEN_BITS - LINE_BITS));
    uint32_t bit = hash[tier] >> (32 - SEEN_BITS) & ((1u << LINE_BITS) - 1);

    return line << LINE_BITS | bit;
}

static void
set_bit(unsigned char *bits, uint32_t i)
{
    bits[i / 8] |= (unsigned char)(1u << i % 8);
}

static int
has_bit(const unsigned char *bits, uint32_t i)
{
    return bits[i / 8] >> i % 8 & 1;
}

/* Five bits of each letter, or most of an ideograph: what is alike stands side
 * by side, so that a text needs few lines of the table. */
static uint32_t
begin_of(const char *p)
{
    uint32_t a = (unsigned char)p[0], b = (unsigned char)p[1],
             c = (unsigned char)p[2];

    if (a < 0xE3)
        return (a & 31) << 10 | (b & 31) << 5 | (c & 31);
    return 0x8000 | ((a & 7) << 12 | (b & 63) << 6 | (c & 63));
}

/* The same one byte later, of what begins with a letter of ASCII or a digit
 * and goes on so: `third` is the last of the three bytes then. */
static uint32_t
begin_after(uint32_t begin, char third)
{
    return (begin << 5 & 0x7FFF) | ((unsigned char)third & 31);
}

static int
add_form(struct glossary *g, struct str s, enum glossary_language language)
{
    struct glossary_concept *c = &g->concept[g->concept_count - 1];
    size_t n = g->form_count;
    int open_end = str_ends(s, STR("*"));

    if (open_end)
        s.len--;
    if (c->form_count[language] < COUNT(c->form[language]))
        c->form[language][c->form_count[language]++] = s;
    g->form = mem_grow(g->form, &g->form_cap, n + 1, sizeof g->form[0]);
    buf_reset(&g->hold);
    fold_key(&g->hold, s);
    g->form[n] = (struct form){ arena_dup(&g->folded, buf_str(&g->hold)),
        (uint32_t)(g->concept_count - 1), language, open_end };
    g->form_count++;
    return g->form[n].text.len < 3 ? -1 : 0;
}

static int
read_row(struct glossary *g, struct str line, const char *name, int number,
    struct fail *fail)
{
    struct str column[6] = { 0 }, rest = line, part;
    struct glossary_concept *c;
    size_t n = 0;

    while (n < COUNT(column) && str_next(&rest, '\t', &column[n]))
        n++;
    if (n != COUNT(column) || column[1].len != 1 ||
        strchr("-ro", column[1].p[0]) == NULL || column[0].len == 0)
        return fail_set(fail,
            "%s:%d: a row has name, kind (-, r or o), class and the forms in "
            "English, German and Chinese, separated by tabs",
            name, number);
    g->concept = mem_grow(g->concept, &g->concept_cap, g->concept_count + 1,
        sizeof g->concept[0]);
    c = &g->concept[g->concept_count++];
    *c = (struct glossary_concept){ .name = str_dup(column[0]),
        .class_name = str_dup(column[2]) };
    c->kind = column[1].p[0] == 'r'   ? GLOSSARY_RECALLED
              : column[1].p[0] == 'o' ? GLOSSARY_ORDINARY
                                      : GLOSSARY_OPEN;
    for (size_t l = 0; l < GLOSSARY_LANGUAGES; l++) {
        rest = column[3 + l];
        while (rest.len > 0 && str_next(&rest, '|', &part))
            if (add_form(g, str_trim(part), (enum glossary_language)l) != 0)
                return fail_set(fail,
                    "%s:%d: \"" STR_FMT "\": a form has at least three bytes",
                    name, number, STR_ARG(part));
    }
    return 0;
}

/* Shortest first, those of one length as they came. */
static void
sort_forms(struct glossary *g)
{
    struct form *sorted = mem_array(g->form_count + 1, sizeof *sorted);
    size_t longest = 0, *place;

    for (size_t i = 0; i < g->form_count; i++)
        if (g->form[i].text.len > longest)
            longest = g->form[i].text.len;
    place = mem_array(longest + 2, sizeof *place);
    for (size_t i = 0; i < g->form_count; i++)
        place[g->form[i].text.len + 1]++;
    for (size_t len = 1; len <= longest; len++)
        place[len] += place[len - 1];
    for (size_t i = 0; i < g->form_count; i++)
        sorted[place[g->form[i].text.len]++] = g->form[i];
    free(place);
    free(g->form);
    g->form = sorted;
}

/* 1 if the form may also stand behind other letters. */
static int
begins_inside(const struct form *f)
{
    return f->language == GLOSSARY_ZH ||
           (f->language == GLOSSARY_DE && !f->open_end &&
               f->text.len >= COMPOUND_BYTES);
}

/* Each chain grows at its head, so it has the longest form in front. */
static void
index_forms(struct glossary *g)
{
    memset(g->first, 0xFF, sizeof g->first);
    g->link = mem_array(g->form_count + 1, sizeof g->link[0]);
    sort_forms(g);
    for (size_t i = 0; i < g->form_count; i++) {
        struct form *f = &g->form[i];
        int tier = tier_of(f->text.len);
        uint32_t hash[TIERS], *first;

        hash_tiers(hash, f->text.p, tier);
        set_bit(g->seen, seen_of(hash, tier));
        first = &g->first[tier][hash[tier] >> (32 - KEY_BITS)];
        g->link[i] = (struct link){ hash[tier], *first };
        *first = (uint32_t)i;
        set_bit(g->begin, begin_of(f->text.p));
        if (begins_inside(f))
            set_bit(g->inside, begin_of(f->text.p));
    }
}

int
glossary_parse(
    struct glossary **out, struct str text, const char *name, struct fail *fail)
{
    struct glossary *g = mem_new(sizeof *g);
    struct str rest, line;
    int number = 0;

    g->folded = ARENA_MAX((text.len + FORM_BYTES_MAX) * FOLDED_FACTOR);
    g->hold = BUF_MAX(FORM_BYTES_MAX);
    g->text = str_dup(text);
    rest = (struct str){ g->text, text.len };
    while (str_next_line(&rest, &line)) {
        number++;
        if (line.len == 0 || line.p[0] == '#')
            continue;
        if (!utf8_valid(line)) {
            fail_set(fail, "%s:%d: is not UTF-8", name, number);
            goto bad;
        }
        if (read_row(g, line, name, number, fail) != 0)
            goto bad;
    }
    index_forms(g);
    *out = g;
    return 0;
bad:
    glossary_free(g);
    return -1;
}

void
glossary_free(struct glossary *g)
{
    if (g == NULL)
        return;
    arena_clear(&g->folded);
    buf_clear(&g->hold);
    for (size_t i = 0; i < g->concept_count; i++) {
        free(g->concept[i].name);
        free(g->concept[i].class_name);
    }
    free(g->form);
    free(g->link);
    free(g->concept);
    free(g->text);
    free(g);
}

size_t
glossary_count(const struct glossary *g)
{
    return g->concept_count;
}

const struct glossary_concept *
glossary_at(const struct glossary *g, size_t i)
{
    return &g->concept[i];
}

static int
letter_at(struct str s, size_t at)
{
    uint32_t c;

    if (at >= s.len)
        return 0;
    if ((unsigned char)s.p[at] < 0x80)
        return str_is_alnum(s.p[at]);
    c = utf8_next(s, &at);
    return utf8_is_letter(c) && !utf8_is_cjk(c);
}

/* 1 if only an inflection stands between `at` and the end of the word; sets
 * *end behind it. */
static int
word_ends(struct str s, size_t at, enum glossary_language language, size_t *end)
{
    static const char *const endings[GLOSSARY_LANGUAGES][7] = {
        { "s", "es", "'s", NULL },
        { "n", "en", "e", "er", "s", NULL },
    };

    if (!letter_at(s, at)) {
        *end = at;
        return 1;
    }
    for (const char *const *e = endings[language]; *e != NULL; e++) {
        size_t len = strlen(*e);

        if (str_eq(str_sub(s, at, len), str_of(*e)) &&
            !letter_at(s, at + len)) {
            *end = at + len;
            return 1;
        }
    }
    return 0;
}

static int
fits(const struct form *f, struct str s, size_t at, int word_start, size_t *end)
{
    if (f->text.len > s.len - at ||
        memcmp(f->text.p, s.p + at, f->text.len) != 0)
        return 0;
    *end = at + f->text.len;
    if (f->language == GLOSSARY_ZH)
        return 1;
    if (!word_start && !begins_inside(f))
        return 0;
    return f->open_end || word_ends(s, *end, f->language, end);
}

/* The longest form that stands at `at`. */
static uint32_t
form_at(const struct glossary *g, struct str s, size_t at, int word_start,
    size_t *end)
{
    uint32_t i = NONE, hash[TIERS];
    int longest = tier_of(s.len - at);

    hash_tiers(hash, s.p + at, longest);
    for (int tier = longest; tier >= 0; tier--) {
        if (!has_bit(g->seen, seen_of(hash, tier)))
            continue;
        i = g->first[tier][hash[tier] >> (32 - KEY_BITS)];
        while (i != NONE && (g->link[i].hash != hash[tier] ||
                                !fits(&g->form[i], s, at, word_start, end)))
            i = g->link[i].next;
        if (i != NONE)
            return i;
    }
    return NONE;
}

/* The next place in a word of ASCII, behind `at`, where a form may begin, or
 * what is no letter or digit of ASCII; or the last that has three bytes. */
static size_t
skip_letters(const struct glossary *g, struct str s, size_t at)
{
    uint32_t begin = begin_of(s.p + at);

    while (at + 3 < s.len) {
        begin = begin_after(begin, s.p[at + 3]);
        at++;
        if (!str_is_alnum(s.p[at]) || has_bit(g->inside, begin))
            return at;
    }
    return at + 1;
}

size_t
glossary_find(const struct glossary *g, struct str s, struct glossary_hit *hits,
    size_t max)
{
    size_t count = 0, at = 0;
    int word_start = 1;

    while (at + 3 <= s.len && count < max) {
        unsigned char c = (unsigned char)s.p[at];
        size_t end = 0;
        uint32_t i = NONE;

        if (c < 0x80 && !str_is_alnum(s.p[at])) {
            word_start = 1;
            at++;
            continue;
        }
        /* Where most of a text begins no form does. */
        if (has_bit(word_start ? g->begin : g->inside, begin_of(s.p + at)))
            i = form_at(g, s, at, word_start, &end);
        if (i != NONE) {
            hits[count++] = (struct glossary_hit){ g->form[i].concept,
                (uint32_t)at, (uint32_t)end, g->form[i].language };
            /* What follows an open end may be a name of its own. */
            word_start = 1;
            at = end;
        } else if (c < 0x80) {
            word_start = 0;
            at = skip_letters(g, s, at);
        } else {
            /* Han from U+5000 on needs no look. */
            word_start = (c >= 0xE5 && c <= 0xE9) || !letter_at(s, at);
            at += utf8_width(c);
        }
    }
    return count;
}
