#include "rules/rule_view.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const char *const extra_names[] = { "attributes", "certificates",
    "reviews" };

const char *
rule_field_name(enum rule_field f)
{
    if (f < RULE_FIELD_LISTS)
        return listing_field_name((enum listing_field)f);
    if (f < RULE_FIELD_ATTRIBUTES)
        return listing_list_name((enum listing_list)(f - RULE_FIELD_LISTS));
    return extra_names[f - RULE_FIELD_ATTRIBUTES];
}

uint64_t
rule_field_find(struct str name)
{
    uint64_t parts = 0;

    if (str_is(name, "offer"))
        return RULE_OFFER;
    for (int f = 0; f < RULE_FIELDS; f++) {
        struct str known = str_of(rule_field_name((enum rule_field)f));

        if (str_eq(known, name))
            return RULE_BIT(f);
        if (known.len > name.len && known.p[name.len] == '.' &&
            str_starts(known, name))
            parts |= RULE_BIT(f);
    }
    return parts;
}

void
rule_field_names(struct buf *out, uint64_t bits)
{
    const char *separator = "";

    for (; bits != 0; bits &= bits - 1) {
        buf_addz(out, separator);
        buf_addz(out, rule_field_name((enum rule_field)__builtin_ctzll(bits)));
        separator = ", ";
    }
}

int
rule_view_has(const struct listing *l, enum rule_field f)
{
    if (f < RULE_FIELD_LISTS)
        return l->text[f] != NULL;
    if (f < RULE_FIELD_ATTRIBUTES)
        return l->list[f - RULE_FIELD_LISTS].count > 0;
    return f == RULE_FIELD_ATTRIBUTES     ? l->attribute_count > 0
           : f == RULE_FIELD_CERTIFICATES ? l->certificate_count > 0
                                          : l->review_count > 0;
}

uint64_t
rule_view_stated(const struct listing *l)
{
    uint64_t stated = 0;

    for (int f = 0; f < RULE_FIELDS; f++)
        if (rule_view_has(l, (enum rule_field)f))
            stated |= RULE_BIT(f);
    return stated;
}

static struct rule_piece *
new_piece(
    struct rule_view *v, enum rule_field field, size_t index, struct str text)
{
    struct rule_piece *p;

    if (v->count == v->made) {
        v->piece = mem_grow(v->piece, &v->cap, v->made + 1, sizeof v->piece[0]);
        v->piece[v->made++] = (struct rule_piece){ 0 };
    }
    p = &v->piece[v->count++];
    p->field = field;
    p->index = index;
    p->text = text;
    p->name = NULL;
    p->second = 0;
    return p;
}

struct reader {
    struct rule_view *view;
    struct folds *folds;
};

static void
add_piece(
    struct reader *r, enum rule_field field, size_t index, struct str text)
{
    struct rule_view *v = r->view;
    struct rule_piece *p = new_piece(v, field, index, text);
    const struct folded *first = folds_of(r->folds, p->text);
    enum unmask_result result = UNMASK_AMBIGUOUS;

    p->folded = first;
    if (!unmask_suspects(buf_str(&first->text)))
        return;
    for (int third = 0; third < 2 && result == UNMASK_AMBIGUOUS; third++) {
        p = new_piece(v, field, index, text);
        p->second = 1;
        result = unmask_text(&p->reading, first, third);
        if (result == UNMASK_SAME)
            v->count--;
    }
}

static void
add_pair(struct reader *r, enum rule_field field, size_t index,
    const struct listing_pair *pair)
{
    struct rule_view *v = r->view;
    size_t i = v->count;

    add_piece(r, field, index, str_of(pair->value));
    for (; i < v->count; i++)
        v->piece[i].name = folds_of(r->folds, listing_pair_name(pair));
}

static void
add_list(struct reader *r, const struct listing *l, int list)
{
    for (size_t i = 0; i < l->list[list].count; i++)
        add_piece(r, (enum rule_field)(RULE_FIELD_LISTS + list), i,
            str_of(l->list[list].item[i]));
}

/* Pieces have moved while there came more. */
static void
link_readings(struct rule_view *v)
{
    for (size_t i = 0; i < v->count; i++)
        if (v->piece[i].second)
            v->piece[i].folded = &v->piece[i].reading.folded;
}

static void
begin_own_folds(struct rule_view *v)
{
    if (v->own_folds == NULL)
        v->own_folds = folds_new();
    folds_begin(v->own_folds);
}

void
rule_view_set(struct rule_view *v, const struct listing *l, uint64_t fields,
    struct folds *folds)
{
    struct reader r = { v, folds };

    begin_own_folds(v);
    if (folds == NULL)
        r.folds = v->own_folds;
    v->listing = l;
    v->count = 0;
    for (int f = 0; f < LISTING_FIELDS; f++)
        if (fields & RULE_BIT(f) && l->text[f] != NULL)
            add_piece(&r, (enum rule_field)f, 0,
                listing_get(l, (enum listing_field)f));
    for (int f = 0; f < LISTING_LISTS; f++)
        if (fields & RULE_BIT(RULE_FIELD_LISTS + f))
            add_list(&r, l, f);
    if (fields & RULE_BIT(RULE_FIELD_ATTRIBUTES))
        for (size_t i = 0; i < l->attribute_count; i++)
            add_pair(&r, RULE_FIELD_ATTRIBUTES, i, &l->attributes[i]);
    if (fields & RULE_BIT(RULE_FIELD_CERTIFICATES))
        for (size_t i = 0; i < l->certificate_count; i++)
            add_pair(&r, RULE_FIELD_CERTIFICATES, i, &l->certificates[i]);
    if (fields & RULE_BIT(RULE_FIELD_REVIEWS))
        for (size_t i = 0; i < l->review_count; i++)
            add_piece(&r, RULE_FIELD_REVIEWS, i, str_of(l->reviews[i].text));
    link_readings(v);
}

size_t
rule_view_add(struct rule_view *v, const struct listing *l,
    enum listing_list list, size_t *count)
{
    struct reader r = { v, v->own_folds };
    size_t at = 0, before = v->count;

    v->listing = l;
    while (at < before && v->piece[at].field <= RULE_FIELD_LISTS + list)
        at++;
    add_list(&r, l, list);
    *count = v->count - before;
    for (size_t i = 0; i < *count; i++) {
        struct rule_piece added = v->piece[before + i];

        memmove(&v->piece[at + i + 1], &v->piece[at + i],
            (before - at) * sizeof added);
        v->piece[at + i] = added;
    }
    link_readings(v);
    return at;
}

void
rule_view_clear(struct rule_view *v)
{
    for (size_t i = 0; i < v->made; i++)
        unmask_clear(&v->piece[i].reading);
    free(v->piece);
    folds_free(v->own_folds);
    *v = (struct rule_view){ 0 };
}

void
rule_piece_name(
    struct buf *out, const struct rule_view *v, const struct rule_piece *p)
{
    buf_addz(out, rule_field_name(p->field));
    if (p->field == RULE_FIELD_ATTRIBUTES)
        buf_addf(out, ".%s", v->listing->attributes[p->index].name);
    else if (p->field == RULE_FIELD_CERTIFICATES)
        buf_addf(out, "[%zu].number", p->index);
    else if (p->field == RULE_FIELD_REVIEWS)
        buf_addf(out, "[%zu].text", p->index);
    else if (p->field >= RULE_FIELD_LISTS)
        buf_addf(out, "[%zu]", p->index);
}
