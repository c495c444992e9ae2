#include "core/listing.h"

#include "base/fold.h"
#include "base/lanes.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"

#include <stdlib.h>
#include <string.h>

#define REVIEW_DATE_BYTES 64 /* it is written in words at most */

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
    struct listing *l = mem_new(sizeof *l);

    l->held = ARENA_SMALL;
    return l;
}

void
listing_free(struct listing *l)
{
    if (l == NULL)
        return;
    arena_clear(&l->held);
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

/* s trimmed, cleaned and cut, borrowed from it or from *hold. */
static struct str
clean(struct str s, size_t max_bytes, struct buf *hold)
{
    struct buf utf8 = BUF_MAX(max_bytes * 3 + 16);

    s = utf8_cut(str_trim(s), max_bytes);
    if (is_clean(s))
        return str_trim(s);
    *hold = BUF_MAX(max_bytes * 9 + 64);
    utf8_clean(&utf8, s);
    fold_nfc(hold, buf_str(&utf8));
    buf_clear(&utf8);
    return str_trim(utf8_cut(buf_str(hold), max_bytes));
}

/* The same of a text that is clean but for blanks at its ends. */
static struct str
part(struct str s, size_t max_bytes)
{
    return str_trim(utf8_cut(str_trim(s), max_bytes));
}

static size_t
field_bytes_max(enum listing_field f)
{
    return f == LISTING_DESCRIPTION || f == LISTING_INGREDIENTS
               ? LIMIT_FIELD_BYTES
           : f == LISTING_URL || f == LISTING_SELLER_URL ? LIMIT_URL_BYTES
                                                         : LIMIT_SHORT_BYTES;
}

/* s may be of the field itself. */
static void
set(struct listing *l, enum listing_field f, struct str s)
{
    char *to = l->text[f];

    if (s.len == 0) {
        l->text[f] = NULL;
        return;
    }
    if (to == NULL || s.len > l->room[f]) {
        /* Twice as much the next time: what is set again and again, each time
         * longer, takes no more than a few times its length. */
        size_t room = to == NULL ? 0 : 2 * (size_t)l->room[f];

        room = room > s.len ? room : s.len;
        to = arena_take(&l->held, room + 1);
        l->room[f] = (uint32_t)room;
    }
    memmove(to, s.p, s.len);
    to[s.len] = '\0';
    l->text[f] = to;
    l->len[f] = (uint32_t)s.len;
}

void
listing_set(struct listing *l, enum listing_field f, struct str s)
{
    struct buf hold = { 0 };

    set(l, f, clean(s, field_bytes_max(f), &hold));
    buf_clear(&hold);
}

void
listing_set_part(struct listing *l, enum listing_field f, struct str s)
{
    set(l, f, part(s, field_bytes_max(f)));
}

void
listing_add(struct listing *l, enum listing_list f, struct str s)
{
    struct texts *t = &l->list[f];
    struct buf hold = { 0 };

    s = clean(s, LIMIT_URL_BYTES, &hold);
    if (t->count < LIMIT_LIST_ITEMS && !texts_has(t, s))
        texts_add_held(t, &l->held, s);
    buf_clear(&hold);
}

/* A list of pairs and how many it has, which is at most LIMIT_LIST_ITEMS. */
struct pairs {
    struct listing_pair **item;
    size_t *count, *cap;
};

/* Put a pair at `at`, before those that stand there. */
static void
put_pair(struct listing *l, struct pairs to, size_t at, struct str name,
    struct str value)
{
    struct listing_pair *item =
        arena_grow(&l->held, *to.item, to.cap, *to.count + 1, sizeof **to.item);

    memmove(item + at + 1, item + at, (*to.count - at) * sizeof item[0]);
    item[at] = (struct listing_pair){ arena_text(&l->held, name),
        arena_text(&l->held, value), name.len };
    *to.item = item;
    *to.count += 1;
}

/* Values of one name stand together, as they do in the record: else a listing
 * that was kept and read again would be judged by another text. */
static void
add_attribute(struct listing *l, struct str name, struct str value)
{
    const struct listing_pair *known = l->attributes;
    size_t at = l->attribute_count;

    if (name.len == 0 || value.len == 0 || at >= LIMIT_LIST_ITEMS)
        return;
    while (at > 0 && !str_eq(listing_pair_name(&known[at - 1]), name))
        at--;
    for (size_t i = at; i > 0 && str_eq(listing_pair_name(&known[i - 1]), name);
         i--)
        if (str_is(value, known[i - 1].value))
            return;
    put_pair(l,
        (struct pairs){
            &l->attributes, &l->attribute_count, &l->attribute_cap },
        at > 0 ? at : l->attribute_count, name, value);
}

void
listing_add_attribute(struct listing *l, struct str name, struct str value)
{
    struct buf hold[2] = { 0 };

    add_attribute(l, clean(name, LIMIT_SHORT_BYTES, &hold[0]),
        clean(value, LIMIT_SHORT_BYTES, &hold[1]));
    buf_clear(&hold[0]);
    buf_clear(&hold[1]);
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
    const struct pairs to = { &l->certificates, &l->certificate_count,
        &l->certificate_cap };
    struct buf hold[2] = { 0 };
    int known = l->certificate_count >= LIMIT_LIST_ITEMS;

    kind = clean(kind, LIMIT_SHORT_BYTES, &hold[0]);
    number = clean(number, LIMIT_SHORT_BYTES, &hold[1]);
    for (size_t i = 0; i < l->certificate_count && !known; i++)
        known = str_is(kind, l->certificates[i].name) &&
                str_is(number, l->certificates[i].value);
    if (kind.len > 0 && number.len > 0 && !known)
        put_pair(l, to, l->certificate_count, kind, number);
    buf_clear(&hold[0]);
    buf_clear(&hold[1]);
}

void
listing_add_review(
    struct listing *l, double rating, struct str text, struct str date)
{
    struct buf hold[2] = { 0 };

    text = clean(text, LIMIT_FIELD_BYTES, &hold[0]);
    date = clean(date, REVIEW_DATE_BYTES, &hold[1]);
    if (text.len > 0 && l->review_count < LIMIT_LIST_ITEMS) {
        l->reviews = arena_grow(&l->held, l->reviews, &l->review_cap,
            l->review_count + 1, sizeof l->reviews[0]);
        l->reviews[l->review_count++] = (struct listing_review){
            .rating = rating,
            .text = arena_text(&l->held, text),
            .date = date.len > 0 ? arena_text(&l->held, date) : NULL,
        };
    }
    buf_clear(&hold[0]);
    buf_clear(&hold[1]);
}

static struct listing_pair *
find_found_in(const struct listing *l, const char *field)
{
    struct str name = str_of(field);

    for (size_t i = 0; i < l->found_in_count; i++)
        if (str_eq(listing_pair_name(&l->found_in[i]), name))
            return &l->found_in[i];
    return NULL;
}

void
listing_set_found_in(struct listing *l, const char *field, const char *source)
{
    const struct pairs to = { &l->found_in, &l->found_in_count,
        &l->found_in_cap };
    struct listing_pair *known = find_found_in(l, field);

    if (known != NULL)
        known->value = arena_text(&l->held, str_of(source));
    else if (l->found_in_count < LIMIT_LIST_ITEMS)
        put_pair(l, to, l->found_in_count, str_of(field), str_of(source));
}

struct str
listing_found_in(const struct listing *l, const char *field)
{
    const struct listing_pair *known = find_found_in(l, field);

    return known == NULL ? STR_NONE : str_of(known->value);
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
    from = js_get(j, "found_in");
    while (js_next(from, &it, &name, &value))
        if (js_kind(value) == JS_STRING)
            listing_set_found_in(l, name.p, js_text(value).p);
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
    known |= str_is(parent, "found_in") && kind == JS_STRING;
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
        "responsible_person", "rating", "found_in" };
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
