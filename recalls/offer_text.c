#include "recalls/offer_text.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is read of one field; OFFER_WORDS_MAX words are about as much. */
#define FIELD_BYTES_MAX (24u << 10)

/* Longer names are descriptions in the wrong place. */
#define KIND_BYTES_MAX 600

/* Attributes that are read; more belong to no product. */
#define ATTRIBUTES_MAX 40

static const enum listing_field single[] = { LISTING_TITLE, LISTING_BRAND,
    LISTING_MODEL, LISTING_MPN, LISTING_SKU, LISTING_LISTING_ID,
    LISTING_MANUFACTURER_NAME };

struct offer_text *
offer_text_new(const struct vocabulary *vb)
{
    struct offer_text *ot = mem_new(sizeof *ot);

    ot->vocabulary = vb;
    return ot;
}

void
offer_text_free(struct offer_text *ot)
{
    if (ot == NULL)
        return;
    for (size_t i = 0; i < OFFER_FIELDS_MAX; i++)
        fold_clear(&ot->field[i].folded);
    free(ot);
}

/* Letters beyond ASCII; what is no letter there is a sign. */
static int
is_letter(uint32_t c)
{
    if (c < 0xC0)
        return c == 0xAA || c == 0xB5 || c == 0xBA;
    return c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x2BFF) &&
           !(c >= 0x3000 && c <= 0x303F) && !(c >= 0xFE30 && c <= 0xFE4F) &&
           !(c >= 0xFF00 && c <= 0xFF0F) && !(c >= 0xE000 && c <= 0xF8FF) &&
           !(c >= 0x1F000 && c <= 0x1FBFF) && c != UTF8_BAD;
}

static int
is_dash(uint32_t c)
{
    return c == '-' || c == '.' || c == '_' || c == '\'' || c == '&' ||
           (c >= 0x2010 && c <= 0x2015) || c == 0x2019;
}

/* What stands between two words. */
struct gap {
    unsigned signs, blanks;
    uint32_t last;
};

static enum offer_joint
joint_of(const struct gap *g, int first)
{
    if (first)
        return OFFER_APART;
    if (g->signs == 0)
        return g->blanks > 0 ? OFFER_BLANK : OFFER_GLUED;
    if (g->signs == 1 && g->blanks == 0 && g->last == '/')
        return OFFER_SLASH;
    if (g->signs == 1 && g->blanks == 0 && is_dash(g->last))
        return OFFER_DASH;
    return OFFER_APART;
}

/* Step over one word that starts at *at, filling w. */
static void
scan_word(struct str t, size_t *at, struct offer_word *w)
{
    size_t i = *at;

    w->start = (uint32_t)i;
    w->cjk = 0;
    w->digits = 0;
    while (i < t.len) {
        size_t next = i;
        uint32_t c = (unsigned char)t.p[i];

        if (c < 0x80) {
            if (!str_is_alnum((char)c) || w->cjk)
                break;
            if (c <= '9' && w->digits < 255)
                w->digits++;
            i++;
            continue;
        }
        c = utf8_next(t, &next);
        if (!is_letter(c))
            break;
        if (utf8_is_cjk(c) != w->cjk) {
            if (i > *at)
                break;
            w->cjk = 1;
        }
        i = next;
    }
    w->end = (uint32_t)i;
    w->plus = i < t.len && t.p[i] == '+';
    *at = i;
}

static void
read_words(struct offer_text *ot, size_t field)
{
    struct str t = buf_str(&ot->field[field].folded.text);
    struct gap gap = { 0 };
    int first = 1;

    ot->field[field].first = ot->words;
    for (size_t i = 0; i < t.len && ot->words < OFFER_WORDS_MAX;) {
        struct offer_word *w = &ot->word[ot->words];
        size_t next = i;
        uint32_t c = utf8_next(t, &next);

        if ((c < 0x80 && str_is_alnum((char)c)) ||
            (c >= 0x80 && is_letter(c))) {
            w->field = (uint16_t)field;
            w->joint = (uint8_t)joint_of(&gap, first);
            scan_word(t, &i, w);
            ot->words++;
            first = 0;
            gap = (struct gap){ 0 };
            continue;
        }
        if (c == ' ')
            gap.blanks++;
        else
            gap.signs++;
        gap.last = c;
        i = next;
    }
    ot->field[field].end = ot->words;
}

/* The word that holds this byte of the field, or the one behind it. */
static size_t
word_at(const struct offer_text *ot, const struct offer_field *f, size_t byte)
{
    size_t low = f->first, high = f->end;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (ot->word[mid].end <= byte)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static void
read_kinds(struct offer_text *ot, const struct offer_field *f)
{
    const struct glossary *g = vocabulary_glossary(ot->vocabulary);
    struct glossary_hit hits[OFFER_KINDS_MAX];
    size_t count =
        glossary_find(g, utf8_cut(buf_str(&f->folded.text), KIND_BYTES_MAX),
            hits, OFFER_KINDS_MAX - ot->kinds);

    for (size_t i = 0; i < count; i++) {
        const struct glossary_concept *c = glossary_at(g, hits[i].concept);
        struct offer_kind *k = &ot->kind[ot->kinds];

        if (strcmp(c->class_name, "cue") == 0)
            continue; /* words of harm, no product */
        k->from = word_at(ot, f, hits[i].start);
        k->to = word_at(ot, f, hits[i].end - 1) + 1;
        k->start = hits[i].start;
        k->end = hits[i].end;
        k->language = hits[i].language;
        /* No word hashes to the complement of a name. */
        k->token = ~str_hash(str_of(c->name));
        ot->kinds += k->to <= f->end && k->from < k->to;
    }
}

static void add_field(struct offer_text *ot, struct str raw, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

static void
add_field(struct offer_text *ot, struct str raw, const char *format, ...)
{
    struct offer_field *f;
    va_list ap;

    if (ot->fields >= OFFER_FIELDS_MAX)
        return;
    f = &ot->field[ot->fields];
    va_start(ap, format);
    vsnprintf(f->name, sizeof f->name, format, ap);
    va_end(ap);
    f->raw = utf8_cut(raw, FIELD_BYTES_MAX);
    f->roles = offer_role_of(f->name);
    fold_text(&f->folded, f->raw);
    vocabulary_simplify(ot->vocabulary, f->folded.text.p, f->folded.text.len);
    read_words(ot, ot->fields++);
    if (f->roles & OFFER_NAMES)
        read_kinds(ot, f);
}

void
offer_text_reset(struct offer_text *ot)
{
    ot->fields = 0;
    ot->words = 0;
    ot->kinds = 0;
}

void
offer_text_add(struct offer_text *ot, const char *name, struct str raw)
{
    add_field(ot, raw, "%s", name);
}

void
offer_text_read(struct offer_text *ot, const struct listing *l)
{
    const struct texts *gtins = &l->list[LISTING_GTINS];

    offer_text_reset(ot);
    for (size_t i = 0; i < COUNT(single); i++)
        if (i == 0 || l->text[single[i]] != NULL)
            add_field(ot, listing_get(l, single[i]), "%s",
                listing_field_name(single[i]));
    for (size_t i = 0; i < gtins->count && i < 8; i++)
        add_field(ot, str_of(gtins->item[i]), "gtins[%zu]", i);
    for (size_t i = 0; i < l->attribute_count && i < ATTRIBUTES_MAX; i++)
        add_field(ot, str_of(l->attributes[i].value), "attributes.%s",
            l->attributes[i].name);
    if (l->text[LISTING_DESCRIPTION] != NULL)
        add_field(ot, listing_get(l, LISTING_DESCRIPTION), "description");
}

struct str
offer_text_folded(const struct offer_text *ot, size_t field)
{
    return buf_str(&ot->field[field].folded.text);
}

struct str
offer_text_word(const struct offer_text *ot, size_t word)
{
    return offer_text_words(ot, word, word + 1);
}

struct str
offer_text_words(const struct offer_text *ot, size_t from, size_t to)
{
    const struct offer_word *a = &ot->word[from], *b = &ot->word[to - 1];

    return str_sub(
        offer_text_folded(ot, a->field), a->start, b->end - a->start);
}

struct str
offer_text_raw(const struct offer_text *ot, size_t from, size_t to)
{
    const struct offer_field *f = &ot->field[ot->word[from].field];
    size_t start, end;

    fold_span(
        &f->folded, ot->word[from].start, ot->word[to - 1].end, &start, &end);
    return str_sub(f->raw, start, end - start);
}

int
offer_text_parted(const struct offer_text *ot, size_t i, const char *signs)
{
    struct str t = offer_text_folded(ot, ot->word[i].field);

    for (size_t k = ot->word[i].end; k < ot->word[i + 1].start; k++) {
        struct str rest = str_sub(t, k, 3);

        if (((unsigned char)t.p[k] < 0x80 && t.p[k] != '\0' &&
                strchr(signs, t.p[k]) != NULL) ||
            str_starts(rest, STR("。")) || str_starts(rest, STR("、")))
            return 1;
    }
    return 0;
}

const struct offer_field *
offer_text_find(const struct offer_text *ot, const char *name)
{
    for (size_t i = 0; i < ot->fields; i++)
        if (strcmp(ot->field[i].name, name) == 0)
            return &ot->field[i];
    return NULL;
}
