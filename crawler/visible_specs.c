#include "crawler/visible.h"

#include "base/mem.h"
#include "core/gtin.h"
#include "core/limits.h"
#include "crawler/label_split.h"

#include <stdlib.h>
#include <string.h>

#define SPECS_LABEL_MAX 60
#define SPECS_VALUE_MAX 1000
/* Numbers and names of products are short. */
#define SPECS_CODE_MAX 48
#define SPECS_NAME_MAX 80
#define SPECS_WARNING_MAX 2000
#define SPECS_BRAND_LINES 8
#define SPECS_EAN_BYTES 13
#define SPECS_RUNS_MAX 160

/* --- One pair --- */

/* 1 if one of the marks below may begin or end with these bytes. */
static int
specs_may_be_mark(struct str s)
{
    unsigned char first = (unsigned char)s.p[0];
    unsigned char last = (unsigned char)s.p[s.len - 1];

    return first == ':' || first == '*' || first == '-' || first == 0xC2 ||
           first == 0xE2 || first == 0xEF || last == ':' || last == '*' ||
           last == '-' || last == 0x9A || last == 0xB7 || last == 0xA2 ||
           last == 0x93;
}

static struct str
specs_trim_label(struct str s)
{
    static const char *const ends[] = { ":", "：", "*", "·", "•", "-", "–" };
    int again = 1;

    if (s.len > 0 && str_is_alnum(s.p[0]) && str_is_alnum(s.p[s.len - 1]))
        return s; /* as most are */
    s = str_trim(s);
    while (again && s.len > 0 && specs_may_be_mark(s)) {
        again = 0;
        for (size_t i = 0; i < COUNT(ends); i++) {
            struct str e = str_of(ends[i]);

            if (s.len > e.len && str_ends(s, e)) {
                s = str_trim(str_sub(s, 0, s.len - e.len));
                again = 1;
            }
            if (s.len > e.len && str_starts(s, e)) {
                s = str_trim(str_sub(s, e.len, s.len));
                again = 1;
            }
        }
    }
    return s;
}

static struct str
specs_trim_value(struct str s)
{
    s = str_trim(s);
    while (s.len > 0 && (s.p[0] == ':' || s.p[0] == '#' ||
                            (s.len > 1 && s.p[0] == '-' && s.p[1] == ' ')))
        s = str_trim(str_sub(s, 1, s.len));
    if (str_starts(s, STR("：")))
        s = str_trim(str_sub(s, 3, s.len));
    return s;
}

/* "WCB-L": capitals and a hyphen make a number of an article, too. */
static int
specs_is_capitals(struct str word)
{
    int hyphens = 0;

    for (size_t i = 0; i < word.len; i++) {
        hyphens += word.p[i] == '-';
        if (word.p[i] != '-' && !(word.p[i] >= 'A' && word.p[i] <= 'Z'))
            return 0;
    }
    return hyphens > 0 && word.len >= 4;
}

/* The number of an article: the value's first word, if it has a digit. */
static struct str
specs_code(struct str value)
{
    struct str word, rest = value;
    int digits = 0;

    if (!str_next_word(&rest, &word))
        return STR_NONE;
    /* Up to the first character that no number has: "M148〉". */
    for (size_t i = 0; i < word.len; i++) {
        if ((unsigned char)word.p[i] >= 0x80)
            word.len = i;
    }
    while (word.len > 0 && strchr(".,;)(|", word.p[word.len - 1]))
        word.len--;
    while (word.len > 0 && strchr("(#:", word.p[0]))
        word = str_sub(word, 1, word.len);
    for (size_t i = 0; i < word.len; i++)
        digits += str_is_digit(word.p[i]);
    if (word.len < 2 || word.len > SPECS_CODE_MAX ||
        (digits == 0 && !specs_is_capitals(word)))
        return STR_NONE;
    return word;
}

static void
specs_set(struct listing *l, enum listing_field f, struct str value)
{
    if (!l->text[f])
        listing_set(l, f, value);
}

static void
specs_gtins(struct listing *l, struct str value, int isbn10)
{
    char out[GTIN_BYTES];
    struct str rest = value, part;

    /* "9780310 ... / 031..." : each run between commas and slashes. */
    for (size_t i = 0; i <= rest.len; i++) {
        if (i < rest.len && !strchr(",;/|\n(", rest.p[i]))
            continue;
        part = str_trim(str_sub(rest, 0, i));
        while (part.len > 0 && strchr(".)", part.p[part.len - 1]))
            part.len--;
        if (gtin_parse(part, out) == 0 ||
            (isbn10 && gtin_parse_isbn10(part, out) == 0))
            listing_add(l, LISTING_GTINS, str_of(out));
        rest = str_sub(rest, i + 1, rest.len);
        i = (size_t)-1;
        if (rest.len == 0)
            return;
    }
}

static void
specs_condition(struct listing *l, struct str lower)
{
    static const struct {
        const char *word, *condition;
    } words[] = {
        { "neu", "new" },
        { "new", "new" },
        { "全新", "new" },
        { "neuf", "new" },
        { "nuevo", "new" },
        { "nuovo", "new" },
        { "nieuw", "new" },
        { "novo", "new" },
        { "now", "new" },
        { "нов", "new" },
        { "used", "used" },
        { "gebraucht", "used" },
        { "pre-owned", "used" },
        { "二手", "used" },
        { "成新", "used" },
        { "occasion", "used" },
        { "usado", "used" },
        { "usato", "used" },
        { "używan", "used" },
        { "б/у", "used" },
        { "very good", "used" },
        { "sehr gut", "used" },
        { "refurb", "refurbished" },
        { "generalüberholt", "refurbished" },
        { "翻新", "refurbished" },
        { "recondition", "refurbished" },
        { "renewed", "refurbished" },
    };

    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_starts(lower, str_of(words[i].word)) ||
            ((unsigned char)words[i].word[0] >= 0xE0 &&
                str_find(lower, str_of(words[i].word), 0) >= 0)) {
            specs_set(l, LISTING_CONDITION, str_of(words[i].condition));
            return;
        }
    }
}

/* CCC: 16 digits, "WEEE-Reg.-Nr. DE 12345678", KC numbers. */
static void
specs_certificate(struct listing *l, struct str label, struct str value)
{
    char digits[40];
    size_t n = 0, letters = 0;
    const char *kind = "certificate";

    if (value.len > 60)
        return;
    for (size_t i = 0; i < value.len && n + 1 < sizeof digits; i++) {
        if (str_is_digit(value.p[i]))
            digits[n++] = value.p[i];
        letters += str_is_alpha(value.p[i]);
    }
    if (n < 6)
        return;
    if (str_find(label, STR("weee"), 0) >= 0)
        kind = "WEEE";
    else if (str_find(label, STR("lucid"), 0) >= 0)
        kind = "LUCID";
    else if (str_find(label, STR("kc"), 0) >= 0 ||
             str_find(label, STR("인증"), 0) >= 0)
        kind = "KC";
    else if (n == 16 && letters == 0)
        kind = "CCC";
    if (strcmp(kind, "CCC") == 0)
        value = (struct str){ digits, n };
    listing_add_certificate(l, str_of(kind), value);
}

static void
specs_known(struct listing *l, unsigned label, struct str name,
    struct str value, struct str lower_value)
{
    switch (label) {
    case LABEL_SKU:
        specs_set(l, LISTING_SKU, specs_code(value));
        /* Some shops number their articles by EAN. */
        if (specs_code(value).len == SPECS_EAN_BYTES)
            specs_gtins(l, specs_code(value), 0);
        break;
    case LABEL_GTIN:
        specs_gtins(l, value, 1);
        break;
    case LABEL_ISBN10:
        if (l->list[LISTING_GTINS].count == 0)
            specs_gtins(l, value, 1);
        break;
    case LABEL_BRAND:
        if (value.len <= SPECS_NAME_MAX)
            specs_set(l, LISTING_BRAND, value);
        break;
    case LABEL_MODEL:
        if (value.len <= SPECS_NAME_MAX)
            specs_set(l, LISTING_MODEL, value);
        break;
    case LABEL_MPN:
        if (value.len <= SPECS_NAME_MAX)
            specs_set(l, LISTING_MPN, value);
        break;
    case LABEL_CONDITION:
        specs_condition(l, lower_value);
        break;
    case LABEL_INGREDIENTS:
        specs_set(l, LISTING_INGREDIENTS, value);
        break;
    case LABEL_WARNINGS:
        if (value.len > 3 && value.len < SPECS_WARNING_MAX)
            listing_add(l, LISTING_WARNINGS, value);
        break;
    case LABEL_CERTIFICATE:
        specs_certificate(l, name, value);
        break;
    default:
        break;
    }
}

/* A label and its value, both views into the text of the view. `table` says
 * that the page itself sets them apart, so any label counts. */
static void
specs_pair(struct visible *s, struct listing *l, struct str name,
    struct str value, int table)
{
    const struct view *v = s->view;
    struct str lower, lower_value;
    struct lexicon_hit hit;
    int known;

    name = specs_trim_label(name);
    value = specs_trim_value(value);
    if (name.len == 0 || name.len > SPECS_LABEL_MAX || value.len == 0 ||
        value.len > SPECS_VALUE_MAX)
        return;
    lower = (struct str){ v->lower.p + (name.p - v->text.p), name.len };
    lower_value = (struct str){ v->lower.p + (value.p - v->text.p), value.len };
    known = lexicon_find(v->lexicon, lower, &hit) && hit.sense == LEXICON_LABEL;
    if (known)
        specs_known(l, hit.value, lower, value, lower_value);
    if (table || known)
        listing_add_attribute(l, name, value);
}

/* --- Where pairs stand --- */

static int
specs_elsewhere(const struct visible *s, const struct view_line *line)
{
    /* Numbers are shown beside breadcrumbs, too. */
    if ((line->any & VIEW_CRUMB) && !(line->any & VIEW_LINK))
        return 0;
    return (line->any & (VIEW_NAV | VIEW_ASIDE | VIEW_REVIEW | VIEW_DIALOG |
                            VIEW_CART)) ||
           s->inside[line->run];
}

static void
specs_row(struct visible *s, struct listing *l, const struct html_node *row)
{
    const struct html_node *cell[3] = { NULL, NULL, NULL };
    size_t cells = 0, line = view_line_at(s->view, row->order);

    if (line >= s->view->line_count || s->view->lines[line].order >= row->end ||
        specs_elsewhere(s, &s->view->lines[line]))
        return;
    for (const struct html_node *n = row->first; n; n = n->next) {
        if (n->kind != HTML_ELEMENT || view_node_text(s->view, n).len == 0)
            continue;
        if (cells == COUNT(cell))
            return;
        cell[cells++] = n;
    }
    if (cells == 2)
        specs_pair(s, l, view_node_text(s->view, cell[0]),
            view_node_text(s->view, cell[1]), 1);
}

static void
specs_term(struct visible *s, struct listing *l, const struct html_node *dt)
{
    const struct html_node *dd = dt->next;
    size_t line = view_line_at(s->view, dt->order);

    while (dd && dd->kind != HTML_ELEMENT)
        dd = dd->next;
    if (!html_is(dd, "dd") || line >= s->view->line_count ||
        specs_elsewhere(s, &s->view->lines[line]))
        return;
    specs_pair(
        s, l, view_node_text(s->view, dt), view_node_text(s->view, dd), 1);
}

/* 1 if a line that is one label is set apart from its value: by a colon, or
 * by an element of its own beside the value's. */
static int
specs_label_alone(const struct view *v, size_t i)
{
    const struct view_line *a = &v->lines[i], *b = &v->lines[i + 1];
    const struct html_node *x = v->runs[a->run].node;
    const struct html_node *y = v->runs[b->run].node;

    if (view_line_text(v, i).p[a->len - 1] == ':')
        return 1;
    if (a->len >= 3 && memcmp(v->text.p + a->at + a->len - 3, "：", 3) == 0)
        return 1;
    for (int up = 0; up < 3 && x; up++, x = x->parent) {
        const struct html_node *z = y;

        for (int to = 0; to < 3 && z; to++, z = z->parent) {
            if (x->parent == z->parent && x != z)
                return 1;
        }
    }
    return 0;
}

/* "SKU 12345" without a colon: the label's word and a number behind it. */
static void
specs_bare(struct visible *s, struct listing *l, size_t i)
{
    const struct view *v = s->view;
    const struct view_line *line = &v->lines[i];
    size_t h = s->hit_at[i];
    struct str value;

    if (h >= v->hit_count || v->hits[h].at != line->at || line->len > 60 ||
        v->hits[h].sense != LEXICON_LABEL)
        return;
    if (v->hits[h].value != LABEL_SKU && v->hits[h].value != LABEL_GTIN &&
        v->hits[h].value != LABEL_MPN && v->hits[h].value != LABEL_MODEL &&
        v->hits[h].value != LABEL_CERTIFICATE)
        return;
    value = str_sub(view_line_text(v, i), v->hits[h].len, line->len);
    value = specs_trim_value(value);
    if ((specs_code(value).len == value.len && value.len >= 4) ||
        v->hits[h].value == LABEL_CERTIFICATE)
        specs_pair(
            s, l, str_sub(view_line_text(v, i), 0, v->hits[h].len), value, 0);
    else if (v->hits[h].value == LABEL_GTIN)
        specs_gtins(l, value, 1);
}

/* A brand without a label stands close to the title. */
static int
specs_near_title(const struct visible *s, size_t line)
{
    return s->has_title && line + SPECS_BRAND_LINES >= s->title_line &&
           line <= s->title_line + SPECS_BRAND_LINES;
}

/* "<span>Make</span> <span>Acme</span>": a label in an element of its own, and
 * the value in the next. */
static int
specs_runs(struct visible *s, struct listing *l, size_t i)
{
    const struct view *v = s->view;
    const struct view_line *line = &v->lines[i];
    const struct view_run *first = &v->runs[line->run];
    struct str label = { v->lower.p + first->at, first->len };
    struct lexicon_hit hit;

    if (line->runs < 2 || line->len > SPECS_RUNS_MAX ||
        first[0].node == first[1].node)
        return 0;
    if (!lexicon_find(v->lexicon, specs_trim_label(label), &hit) ||
        hit.sense != LEXICON_LABEL)
        return 0;
    specs_pair(s, l, (struct str){ v->text.p + first->at, first->len },
        str_sub(
            view_line_text(v, i), first->at - line->at + first->len, line->len),
        0);
    return 1;
}

/* "Visit the Acme Store" near the title names the brand. */
static void
specs_shop_line(struct visible *s, struct listing *l, size_t i)
{
    static const char *const heads[] = { "visit the ", "besuche den ",
        "besuchen sie den ", "visiter la boutique ", "visita lo store di ",
        "visita la tienda de ", "bezoek de ", "visite a loja ",
        "odwiedź sklep " };
    static const char *const tails[] = { " store", "-store", " shop", "-shop",
        "-winkel" };
    struct str lower = view_line_lower(s->view, i);
    struct str text = view_line_text(s->view, i);

    if (l->text[LISTING_BRAND] || text.len > SPECS_NAME_MAX ||
        !specs_near_title(s, i))
        return;
    for (size_t h = 0; h < COUNT(heads); h++) {
        if (!str_starts(lower, str_of(heads[h])))
            continue;
        text = str_sub(text, strlen(heads[h]), text.len);
        lower = str_sub(lower, strlen(heads[h]), lower.len);
        for (size_t t = 0; t < COUNT(tails); t++) {
            if (str_ends(lower, str_of(tails[t])))
                text.len = lower.len - strlen(tails[t]);
        }
        specs_set(l, LISTING_BRAND, text);
        return;
    }
}

/* Several pairs on one line: "ISBN: 0310 Publisher: X": the known labels
 * inside it, each up to the next. */
static void
specs_inside(struct visible *s, struct listing *l, size_t i)
{
    const struct view *v = s->view;
    const struct view_line *line = &v->lines[i];
    struct str t = view_line_text(v, i);

    if (line->len > 400)
        return;
    for (size_t h = s->hit_at[i]; h < s->hit_at[i + 1]; h++) {
        const struct lexicon_hit *hit = &v->hits[h];
        size_t end = hit->at - line->at + hit->len;
        struct str value, code;

        if (hit->at == line->at || hit->sense != LEXICON_LABEL || end >= t.len)
            continue;
        value = specs_trim_value(str_sub(t, end, t.len));
        if (t.p[end] != ':' && t.p[end] != '#' &&
            !str_starts(str_sub(t, end, 3), STR("：")))
            continue;
        code = specs_code(value);
        if (hit->value == LABEL_GTIN || hit->value == LABEL_SKU ||
            hit->value == LABEL_MPN)
            specs_pair(s, l, str_sub(t, hit->at - line->at, hit->len), code, 0);
    }
}

static void
specs_line(struct visible *s, struct listing *l, size_t i)
{
    const struct view *v = s->view;
    const struct view_line *line = &v->lines[i];
    struct str t = view_line_text(v, i);
    size_t skip = 0, at;
    struct lexicon_hit hit;
    struct str lower;

    if (specs_elsewhere(s, line) || t.len < 2)
        return;
    at = label_split(t, SPECS_LABEL_MAX, &skip);
    if (at > 0 && at + skip < t.len) {
        specs_pair(s, l, str_sub(t, 0, at), str_sub(t, at + skip, t.len), 0);
        specs_inside(s, l, i);
        return;
    }
    if (specs_runs(s, l, i))
        return;
    specs_shop_line(s, l, i);
    if (t.len > SPECS_LABEL_MAX) {
        specs_inside(s, l, i);
        return;
    }
    lower = specs_trim_label(view_line_lower(v, i));
    if (lexicon_find(v->lexicon, lower, &hit) && hit.sense == LEXICON_LABEL &&
        i + 1 < v->line_count && specs_label_alone(v, i)) {
        specs_pair(s, l, str_sub(t, 0, t.len), view_line_text(v, i + 1), 0);
        return;
    }
    specs_bare(s, l, i);
}

/* Text marked by class or itemprop alone. */
static void
specs_marked(struct visible *s, struct listing *l)
{
    const struct view *v = s->view;

    if (!(v->any & (VIEW_SKU | VIEW_BRAND)))
        return;
    for (size_t i = 0; i < v->run_count; i++) {
        const struct view_run *r = &v->runs[i];
        struct str t = { v->text.p + r->at, r->len };

        if (!(r->flags & (VIEW_SKU | VIEW_BRAND)) ||
            (r->flags & (VIEW_NAV | VIEW_FOOTER | VIEW_ASIDE | VIEW_REVIEW |
                            VIEW_HIDDEN | VIEW_PRICE)) ||
            s->inside[i] || t.len > SPECS_NAME_MAX)
            continue;
        if (r->flags & VIEW_SKU) {
            struct str code = specs_code(t);

            if (code.len == t.len && code.len >= 4)
                specs_set(l, LISTING_SKU, code);
        } else if (t.len >= 2 && !memchr(t.p, ':', t.len) &&
                   specs_near_title(s, r->line)) {
            struct lexicon_hit hit;
            struct str lower = { v->lower.p + r->at, r->len };

            if (!lexicon_find(v->lexicon, lower, &hit))
                specs_set(l, LISTING_BRAND, t);
        }
    }
}

void
visible_specs_read(struct visible *s, struct listing *l)
{
    for (size_t i = 0; i < s->view->row_count; i++) {
        if (html_is(s->view->rows[i], "tr"))
            specs_row(s, l, s->view->rows[i]);
        else
            specs_term(s, l, s->view->rows[i]);
    }
    for (size_t i = 0; i < s->view->line_count; i++)
        specs_line(s, l, i);
    specs_marked(s, l);
}
