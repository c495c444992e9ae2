#include "recalls/offer_text.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"
#include "recalls/recall_words.h"

#include <stdlib.h>
#include <string.h>

/* What is read of one field; OFFER_WORDS_MAX words are about as much. */
#define FIELD_BYTES_MAX (24u << 10)

/* Longer names are descriptions in the wrong place. */
#define KIND_BYTES_MAX 600

/* What the names of attributes begin with in spans. */
#define ATTRIBUTES "attributes."

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
    ot->folds = ot->own_folds = folds_new();
    ot->roles = offer_role_memo_new();
    return ot;
}

void
offer_text_free(struct offer_text *ot)
{
    if (ot == NULL)
        return;
    for (size_t i = 0; i < OFFER_FIELDS_MAX; i++)
        buf_clear(&ot->field[i].simple);
    folds_free(ot->own_folds);
    offer_role_memo_free(ot->roles);
    free(ot);
}

void
offer_text_share(struct offer_text *ot, struct folds *folds)
{
    ot->folds = folds != NULL ? folds : ot->own_folds;
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

/* Bytes of the three that begin here, of unified ideographs from U+5000 on:
 * what most of a Chinese text is. */
static int
is_ideograph(const unsigned char *p)
{
    return p[0] >= 0xE5 && p[0] <= 0xE9;
}

/* Step over one word that starts at *at, filling w. */
static void
scan_word(struct str t, size_t *at, struct offer_word *w)
{
    size_t i = *at;
    unsigned digits = 0;
    int cjk = 0;

    while (i < t.len) {
        size_t next = i;
        uint32_t c = (unsigned char)t.p[i];

        if (c < 0x80) {
            if (!str_is_alnum((char)c) || cjk)
                break;
            digits += c <= '9';
            i++;
            continue;
        }
        if (cjk && is_ideograph((const unsigned char *)t.p + i)) {
            i += 3;
            continue;
        }
        c = utf8_next(t, &next);
        if (!is_letter(c))
            break;
        if (utf8_is_cjk(c) != cjk) {
            if (i > *at)
                break;
            cjk = 1;
        }
        i = next;
    }
    w->start = (uint32_t)*at;
    w->end = (uint32_t)i;
    w->cjk = (uint8_t)cjk;
    w->digits = (uint8_t)(digits < 255 ? digits : 255);
    w->plus = i < t.len && t.p[i] == '+';
    *at = i;
}

static void
read_words(struct offer_text *ot, size_t field)
{
    struct str t = ot->field[field].text;
    struct gap gap = { 0 };
    int first = 1;

    for (size_t i = 0; i < t.len && ot->words < OFFER_WORDS_MAX;) {
        size_t next = i;
        uint32_t c = utf8_next(t, &next);

        if (c < 0x80 ? str_is_alnum((char)c) : is_letter(c)) {
            struct offer_word *w = &ot->word[ot->words++];

            w->field = (uint16_t)field;
            w->joint = (uint8_t)joint_of(&gap, first);
            scan_word(t, &i, w);
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
    size_t count = glossary_find(g, utf8_cut(f->text, KIND_BYTES_MAX), hits,
        OFFER_KINDS_MAX - ot->kinds);

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

/* The next field, with its name: two parts of it, cut to what there is room
 * for; NULL if there are enough. */
static struct offer_field *
new_field(struct offer_text *ot, const char *name, const char *part)
{
    struct offer_field *f;
    size_t len = strlen(name), more = strlen(part);

    if (ot->fields >= OFFER_FIELDS_MAX)
        return NULL;
    f = &ot->field[ot->fields];
    if (len > sizeof f->name - 1)
        len = sizeof f->name - 1;
    if (more > sizeof f->name - 1 - len)
        more = sizeof f->name - 1 - len;
    memcpy(f->name, name, len);
    memcpy(f->name + len, part, more);
    f->name[len + more] = '\0';
    return f;
}

static void
set_text(struct offer_text *ot, struct offer_field *f, unsigned roles,
    struct str raw)
{
    f->roles = roles;
    f->raw = utf8_cut(raw, FIELD_BYTES_MAX);
    f->folded = folds_of(ot->folds, f->raw);
    f->text = buf_str(&f->folded->text);
    f->has_digit = str_has_digit(f->text);
    f->first = f->end = ot->words;
    ot->fields++;
}

/* Folding knows no Traditional characters; few texts have any. */
static void
simplify(struct offer_text *ot, struct offer_field *f)
{
    if (vocabulary_is_simple(ot->vocabulary, f->text))
        return;
    f->simple.max = f->text.len;
    buf_reset(&f->simple);
    buf_adds(&f->simple, f->text);
    vocabulary_simplify(ot->vocabulary, f->simple.p, f->simple.len);
    f->text = buf_str(&f->simple);
}

/* Nothing is asked of a description but what stands at numbers, and whether
 * the offer is said to be under no recall. */
static int
is_asked(const struct offer_field *f)
{
    return f->roles != OFFER_PROSE || f->has_digit || recall_words_in(f->text);
}

static void
finish_field(struct offer_text *ot, struct offer_field *f)
{
    simplify(ot, f);
    if (is_asked(f))
        read_words(ot, (size_t)(f - ot->field));
    f->end = ot->words;
    if (f->roles & OFFER_NAMES)
        read_kinds(ot, f);
}

static void
add_field(struct offer_text *ot, struct offer_field *f, unsigned roles,
    struct str raw)
{
    set_text(ot, f, roles, raw);
    finish_field(ot, f);
}

void
offer_text_reset(struct offer_text *ot)
{
    folds_begin(ot->own_folds);
    ot->fields = 0;
    ot->waits = 0;
    ot->words = 0;
    ot->kinds = 0;
}

void
offer_text_add(struct offer_text *ot, const char *name, struct str raw)
{
    struct offer_field *f = new_field(ot, name, "");

    if (f != NULL)
        add_field(ot, f, offer_role_of(f->name), raw);
}

static void
add_description(struct offer_text *ot, struct str raw)
{
    struct offer_field *f = new_field(ot, "description", "");

    if (f == NULL)
        return;
    set_text(ot, f, offer_role_of(f->name), raw);
    ot->waits = f->roles == OFFER_PROSE && !f->has_digit;
    if (!ot->waits)
        finish_field(ot, f);
}

void
offer_text_read(struct offer_text *ot, const struct listing *l)
{
    static const char *const gtin_names[] = { "gtins[0]", "gtins[1]",
        "gtins[2]", "gtins[3]", "gtins[4]", "gtins[5]", "gtins[6]",
        "gtins[7]" };
    const struct texts *gtins = &l->list[LISTING_GTINS];
    struct offer_field *f;

    offer_text_reset(ot);
    for (size_t i = 0; i < COUNT(single); i++)
        if (i == 0 || l->text[single[i]] != NULL)
            offer_text_add(
                ot, listing_field_name(single[i]), listing_get(l, single[i]));
    for (size_t i = 0; i < gtins->count && i < COUNT(gtin_names); i++)
        offer_text_add(ot, gtin_names[i], str_of(gtins->item[i]));
    for (size_t i = 0; i < l->attribute_count && i < ATTRIBUTES_MAX; i++) {
        f = new_field(ot, ATTRIBUTES, l->attributes[i].name);
        if (f != NULL)
            add_field(ot, f,
                offer_role_memo_of(ot->roles, f->name + strlen(ATTRIBUTES)),
                str_of(l->attributes[i].value));
    }
    if (l->text[LISTING_DESCRIPTION] != NULL)
        add_description(ot, listing_get(l, LISTING_DESCRIPTION));
}

void
offer_text_finish(struct offer_text *ot)
{
    if (ot->waits)
        finish_field(ot, &ot->field[ot->fields - 1]);
    ot->waits = 0;
}

struct str
offer_text_folded(const struct offer_text *ot, size_t field)
{
    return ot->field[field].text;
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
        f->folded, ot->word[from].start, ot->word[to - 1].end, &start, &end);
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
