#include "core/listing.h"

#include "base/fold.h"
#include "base/lanes.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"

#include <stdlib.h>
#include <string.h>

static const char *const field_names[LISTING_FIELDS] = { "url", "market",
    "listing_id", "title", "description", "brand", "model", "mpn", "sku",
    "price.amount", "price.currency", "availability", "condition",
    "seller.name", "seller.url", "seller.address", "seller.country",
    "seller.email", "manufacturer.name", "manufacturer.address",
    "manufacturer.email", "manufacturer.url", "manufacturer.country",
    "responsible_person.name", "responsible_person.address",
    "responsible_person.email", "responsible_person.country", "ingredients",
    "language", "fetched_at" };

static const char *const list_names[LISTING_LISTS] = { "gtins", "category",
    "warnings", "images" };

struct listing *
listing_new(void)
{
    return mem_new(sizeof(struct listing));
}

static void
pairs_free(struct listing_pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(pairs[i].name);
        free(pairs[i].value);
    }
    free(pairs);
}

void
listing_free(struct listing *l)
{
    if (l == NULL)
        return;
    /* Most are empty; a card has two. */
    for (size_t f = 0; f < LISTING_FIELDS; f++)
        if (l->text[f] != NULL)
            free(l->text[f]);
    for (size_t f = 0; f < LISTING_LISTS; f++)
        if (l->list[f].item != NULL)
            texts_clear(&l->list[f]);
    pairs_free(l->attributes, l->attribute_count);
    pairs_free(l->certificates, l->certificate_count);
    for (size_t i = 0; i < l->review_count; i++) {
        free(l->reviews[i].text);
        free(l->reviews[i].date);
    }
    free(l->reviews);
    js_free(l->found_in);
    js_free(l->extra);
    free(l);
}

const char *
listing_field_name(enum listing_field f)
{
    return field_names[f];
}

const char *
listing_list_name(enum listing_list f)
{
    return list_names[f];
}

int
listing_field_find(enum listing_field *out, struct str name)
{
    for (size_t f = 0; f < LISTING_FIELDS; f++)
        if (str_is(name, field_names[f])) {
            *out = (enum listing_field)f;
            return 0;
        }
    return -1;
}

int
listing_list_find(enum listing_list *out, struct str name)
{
    for (size_t f = 0; f < LISTING_LISTS; f++)
        if (str_is(name, list_names[f])) {
            *out = (enum listing_list)f;
            return 0;
        }
    return -1;
}

struct str
listing_get(const struct listing *l, enum listing_field f)
{
    return str_of(l->text[f]);
}

/* 1 if nothing has to be cleaned or composed. */
static int
is_clean(struct str s)
{
    lanes odd = { 0 };
    size_t i = 0;

    for (; s.len - i >= LANES; i += LANES) {
        lanes v = lanes_load(s.p + i);

        odd |= (v & 0x80) | (lanes)(v == 0);
    }
    if (lanes_any(odd))
        return memchr(s.p, '\0', s.len) == NULL && fold_is_nfc(s);
    /* Up to here it is ASCII: nothing is put on the letters of the rest. */
    s = str_sub(s, i, s.len);
    return s.len == 0 || (memchr(s.p, '\0', s.len) == NULL && fold_is_nfc(s));
}

/* Owned clean copy, or NULL when nothing is left. */
static char *
clean(struct str s, size_t max_bytes)
{
    struct buf utf8 = BUF_MAX(max_bytes * 3 + 16);
    struct buf nfc = BUF_MAX(max_bytes * 9 + 64);
    struct str cut;
    char *copy = NULL;

    s = utf8_cut(str_trim(s), max_bytes);
    if (is_clean(s)) {
        s = str_trim(s);
        return s.len > 0 ? str_dup(s) : NULL;
    }
    utf8_clean(&utf8, s);
    fold_nfc(&nfc, buf_str(&utf8));
    cut = str_trim(utf8_cut(buf_str(&nfc), max_bytes));
    if (cut.len > 0)
        copy = str_dup(cut);
    buf_clear(&utf8);
    buf_clear(&nfc);
    return copy;
}

/* The same of a text that is clean but for blanks at its ends. */
static char *
part(struct str s, size_t max_bytes)
{
    s = str_trim(utf8_cut(str_trim(s), max_bytes));
    return s.len > 0 ? str_dup(s) : NULL;
}

static size_t
field_bytes_max(enum listing_field f)
{
    return f == LISTING_DESCRIPTION || f == LISTING_INGREDIENTS
               ? LIMIT_FIELD_BYTES
           : f == LISTING_URL || f == LISTING_SELLER_URL ? LIMIT_URL_BYTES
                                                         : LIMIT_SHORT_BYTES;
}

void
listing_set(struct listing *l, enum listing_field f, struct str s)
{
    free(l->text[f]);
    l->text[f] = clean(s, field_bytes_max(f));
}

void
listing_set_part(struct listing *l, enum listing_field f, struct str s)
{
    char *copy = part(s, field_bytes_max(f));

    free(l->text[f]); /* which s may be of */
    l->text[f] = copy;
}

void
listing_add(struct listing *l, enum listing_list f, struct str s)
{
    struct texts *t = &l->list[f];
    char *copy = clean(s, LIMIT_URL_BYTES);

    if (copy == NULL)
        return;
    for (size_t i = 0; i < t->count; i++)
        if (strcmp(t->item[i], copy) == 0) {
            free(copy);
            return;
        }
    if (t->count >= LIMIT_LIST_ITEMS) {
        free(copy);
        return;
    }
    t->item = mem_grow(t->item, &t->cap, t->count + 1, sizeof t->item[0]);
    t->item[t->count++] = copy;
}

/* Takes name and value, either of which may be NULL. */
static void
add_pair(struct listing_pair **pairs, size_t *count, size_t *cap, char *name,
    char *value)
{
    struct listing_pair p = { name, value };
    int known = 0;

    for (size_t i = 0; i < *count && p.name != NULL && p.value != NULL; i++)
        known |= strcmp((*pairs)[i].name, p.name) == 0 &&
                 strcmp((*pairs)[i].value, p.value) == 0;
    if (p.name == NULL || p.value == NULL || known ||
        *count >= LIMIT_LIST_ITEMS) {
        free(p.name);
        free(p.value);
        return;
    }
    *pairs = mem_grow(*pairs, cap, *count + 1, sizeof **pairs);
    (*pairs)[(*count)++] = p;
}

/* Values of one name stand together, as they do in the record: else a listing
 * that was kept and read again would be judged by another text. */
static void
gather_last(struct listing_pair *pairs, size_t count)
{
    struct listing_pair last = pairs[count - 1];
    size_t to = count - 1;

    while (to > 0 && strcmp(pairs[to - 1].name, last.name) != 0)
        to--;
    if (to == 0)
        return;
    memmove(pairs + to + 1, pairs + to, (count - 1 - to) * sizeof pairs[0]);
    pairs[to] = last;
}

static void
add_attribute(struct listing *l, char *name, char *value)
{
    size_t before = l->attribute_count;

    add_pair(
        &l->attributes, &l->attribute_count, &l->attribute_cap, name, value);
    if (l->attribute_count > before)
        gather_last(l->attributes, l->attribute_count);
}

void
listing_add_attribute(struct listing *l, struct str name, struct str value)
{
    add_attribute(
        l, clean(name, LIMIT_SHORT_BYTES), clean(value, LIMIT_SHORT_BYTES));
}

void
listing_add_attribute_part(struct listing *l, struct str name, struct str value)
{
    add_attribute(
        l, part(name, LIMIT_SHORT_BYTES), part(value, LIMIT_SHORT_BYTES));
}

void
listing_add_certificate(struct listing *l, struct str kind, struct str number)
{
    add_pair(&l->certificates, &l->certificate_count, &l->certificate_cap,
        clean(kind, LIMIT_SHORT_BYTES), clean(number, LIMIT_SHORT_BYTES));
}

void
listing_add_review(
    struct listing *l, double rating, struct str text, struct str date)
{
    char *copy = clean(text, LIMIT_FIELD_BYTES);
    struct listing_review *r;

    if (copy == NULL || l->review_count >= LIMIT_LIST_ITEMS) {
        free(copy);
        return;
    }
    l->reviews = mem_grow(
        l->reviews, &l->review_cap, l->review_count + 1, sizeof l->reviews[0]);
    r = &l->reviews[l->review_count++];
    r->rating = rating;
    r->text = copy;
    r->date = clean(date, 64);
}

void
listing_set_found_in(struct listing *l, const char *field, const char *source)
{
    if (l->found_in == NULL)
        l->found_in = js_new_object();
    js_set_textz(l->found_in, field, source);
}

/* --- JSON --- */

/* Split "price.amount" into parent "price" (NULL at the top) and leaf. */
static const char *
leaf_of(const char *name, char parent[32])
{
    const char *dot = strchr(name, '.');

    if (dot == NULL) {
        parent[0] = '\0';
        return name;
    }
    memcpy(parent, name, (size_t)(dot - name));
    parent[dot - name] = '\0';
    return dot + 1;
}

static void
read_texts(struct listing *l, const struct js *j)
{
    for (size_t f = 0; f < LISTING_FIELDS; f++) {
        char parent[32];
        const char *leaf = leaf_of(field_names[f], parent);
        const struct js *from = parent[0] ? js_get(j, parent) : j;

        listing_set(l, (enum listing_field)f, js_get_text(from, leaf));
    }
    for (size_t f = 0; f < LISTING_LISTS; f++) {
        const struct js *from = js_get(j, list_names[f]);

        for (size_t i = 0; i < js_count(from); i++)
            listing_add(l, (enum listing_list)f, js_text(js_at(from, i)));
    }
}

/* Value of an attribute; a number or a truth value as it is written. */
static void
read_attribute(struct listing *l, struct str name, const struct js *value)
{
    struct buf text = BUF_MAX(64);

    if (js_kind(value) == JS_NUMBER || js_kind(value) == JS_BOOL) {
        js_write(&text, value);
        listing_add_attribute(l, name, buf_str(&text));
    }
    listing_add_attribute(l, name, js_text(value));
    buf_clear(&text);
}

static void
read_rest(struct listing *l, const struct js *j)
{
    const struct js *from = js_get(j, "attributes");
    struct str name;
    struct js *value;
    void *it = NULL;

    while (js_next(from, &it, &name, &value)) {
        for (size_t i = 0; i < js_count(value); i++)
            read_attribute(l, name, js_at(value, i));
        read_attribute(l, name, value);
    }
    from = js_get(j, "certificates");
    for (size_t i = 0; i < js_count(from); i++)
        listing_add_certificate(l, js_get_text(js_at(from, i), "kind"),
            js_get_text(js_at(from, i), "number"));
    from = js_get(j, "reviews");
    for (size_t i = 0; i < js_count(from); i++)
        listing_add_review(l, js_number(js_get(js_at(from, i), "rating"), 0),
            js_get_text(js_at(from, i), "text"),
            js_get_text(js_at(from, i), "date"));
    from = js_get(j, "rating");
    l->rating_value = js_number(js_get(from, "value"), 0);
    l->rating_count = js_integer(js_get(from, "count"), 0);
    if (page_observed_parse(&l->observed, js_get_text(j, "observed")) != 0)
        l->observed = PAGE_OBSERVED;
    if (js_kind(js_get(j, "found_in")) == JS_OBJECT)
        l->found_in = js_copy(js_get(j, "found_in"));
}

/* 1 if the member of that name and kind was read by the functions above. */
static int
known_member(struct str name, enum js_kind kind)
{
    static const struct {
        const char *name;
        enum js_kind kind;
    } others[] = { { "price", JS_OBJECT }, { "seller", JS_OBJECT },
        { "manufacturer", JS_OBJECT }, { "responsible_person", JS_OBJECT },
        { "attributes", JS_OBJECT }, { "certificates", JS_ARRAY },
        { "reviews", JS_ARRAY }, { "rating", JS_OBJECT },
        { "observed", JS_STRING }, { "found_in", JS_OBJECT } };
    enum listing_field f;
    enum listing_list list;

    if (kind == JS_STRING && listing_field_find(&f, name) == 0)
        return 1;
    if (kind == JS_ARRAY && listing_list_find(&list, name) == 0)
        return 1;
    for (size_t i = 0; i < COUNT(others); i++)
        if (str_is(name, others[i].name))
            return kind == others[i].kind;
    return 0;
}

/* 1 if the member of an object like seller was read. */
static int
known_part(struct str parent, struct str name, enum js_kind kind)
{
    struct buf dotted = BUF_MAX(LIMIT_SHORT_BYTES);
    enum listing_field f;
    int known;

    buf_addf(&dotted, STR_FMT "." STR_FMT, STR_ARG(parent), STR_ARG(name));
    known = kind == JS_STRING && listing_field_find(&f, buf_str(&dotted)) == 0;
    if (str_is(parent, "rating") && kind == JS_NUMBER)
        known = str_is(name, "value") || str_is(name, "count");
    buf_clear(&dotted);
    return known;
}

/* Keep in *extra what was not read of the member `name` of a listing. */
static void
keep_rest(struct js **extra, struct str name, const struct js *value)
{
    static const char *const parents[] = { "price", "seller", "manufacturer",
        "responsible_person", "rating" };
    struct js *rest = NULL, *part;
    struct str part_name;
    void *it = NULL;
    int is_parent = 0;

    if (js_kind(value) == JS_NULL)
        return;
    for (size_t i = 0; i < COUNT(parents); i++)
        is_parent |= str_is(name, parents[i]);
    if (!known_member(name, js_kind(value))) {
        rest = js_copy(value);
    } else if (is_parent) {
        while (js_next(value, &it, &part_name, &part)) {
            if (js_kind(part) == JS_NULL ||
                known_part(name, part_name, js_kind(part)))
                continue;
            if (rest == NULL)
                rest = js_new_object();
            js_set(rest, part_name.p, js_copy(part));
        }
    }
    if (rest == NULL)
        return;
    if (*extra == NULL)
        *extra = js_new_object();
    js_set(*extra, name.p, rest);
}

int
listing_from_json(struct listing **out, const struct js *j, struct fail *fail)
{
    struct listing *l;
    struct str name;
    struct js *value;
    void *it = NULL;

    if (js_kind(j) != JS_OBJECT)
        return fail_set(fail, "a listing must be a JSON object");
    l = listing_new();
    read_texts(l, j);
    read_rest(l, j);
    while (js_next(j, &it, &name, &value))
        keep_rest(&l->extra, name, value);
    *out = l;
    return 0;
}
