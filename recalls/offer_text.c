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

/* Attributes that are read; more belong to no product. */
#define ATTRIBUTES_MAX 40

static const enum listing_field single[] = { LISTING_TITLE, LISTING_BRAND,
    LISTING_MODEL, LISTING_MPN, LISTING_SKU, LISTING_LISTING_ID,
    LISTING_MANUFACTURER_NAME };

struct offer_text *
offer_text_new(void)
{
    return mem_new(sizeof(struct offer_text));
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
           !(c >= 0xFF00 && c <= 0xFF0F) && c != UTF8_BAD;
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
    fold_text(&f->folded, f->raw);
    read_words(ot, ot->fields++);
}

void
offer_text_reset(struct offer_text *ot)
{
    ot->fields = 0;
    ot->words = 0;
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

const struct offer_field *
offer_text_find(const struct offer_text *ot, const char *name)
{
    for (size_t i = 0; i < ot->fields; i++)
        if (strcmp(ot->field[i].name, name) == 0)
            return &ot->field[i];
    return NULL;
}
