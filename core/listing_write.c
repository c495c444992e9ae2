/* A listing as its record: one pass, without values in between. */
#include "core/listing.h"

#include "base/digest.h"
#include "base/js_line.h"
#include "base/mem.h"
#include "core/about.h"
#include "core/limits.h"
#include "core/url.h"

#include <assert.h>
#include <string.h>

/* Of a record's text: what it is made of has caps of its own. */
#define RECORD_BYTES_MAX (1u << 30)

/* Members that are asked for, by where they stand in the text. */
enum part {
    /* Not of the offer itself: when and how it was read. */
    PART_FETCHED_AT,
    PART_FOUND_IN,
    PART_RATING,
    NOT_OF_VERSION,
    /* What core/party.h reads, as it stands in `about`, where there is more
     * than the market. */
    PART_MARKET = NOT_OF_VERSION,
    PART_SELLER,
    PART_MANUFACTURER,
    PART_RESPONSIBLE_PERSON,
    PARTS
};

static const struct str part_names[PARTS] = { STR("fetched_at"),
    STR("found_in"), STR("rating"), STR("market"), STR("seller"),
    STR("manufacturer"), STR("responsible_person") };

struct writer {
    const struct listing *l;
    struct js_line line;
    struct piece {
        size_t from, to; /* both 0: it is not there */
    } part[PARTS];
};

/* Remember the member that was written last, if it is asked for. */
static void
note(struct writer *w, struct str name, size_t before)
{
    struct buf *out = w->line.out;

    for (size_t i = 0; i < PARTS; i++)
        if (str_eq(name, part_names[i])) {
            before += out->len > before && out->p[before] == ',';
            w->part[i] = (struct piece){ before, out->len };
            return;
        }
}

/* 1 if a listing has that part of "price", "seller" and the like as a field of
 * its own. */
static int
has_part(const struct listing *l, struct str parent, struct str part)
{
    for (size_t f = 0; f < LISTING_FIELDS; f++) {
        struct str name = str_of(listing_field_name((enum listing_field)f));

        if (l->text[f] != NULL && name.len == parent.len + 1 + part.len &&
            name.p[parent.len] == '.' && str_starts(name, parent) &&
            str_ends(name, part))
            return 1;
    }
    return str_is(parent, "rating") &&
           (str_is(part, "count") ||
               (str_is(part, "value") && l->rating_value > 0));
}

/* What was kept aside of a member that is read otherwise stands behind that;
 * what was read goes before. */
static void
write_parts_aside(struct writer *w, struct str parent)
{
    const struct js *aside =
        w->l->extra == NULL ? NULL : js_get(w->l->extra, parent.p);
    struct str name;
    struct js *value;
    void *it = NULL;

    while (js_next(aside, &it, &name, &value)) {
        if (has_part(w->l, parent, name))
            continue;
        js_line_name(&w->line, name);
        js_line_value(&w->line, NULL, value);
    }
}

/* The fields from `first` on that are parts of one object: returns the one
 * behind them. */
static size_t
write_object(struct writer *w, size_t first)
{
    const char *name = listing_field_name((enum listing_field)first);
    size_t len = (size_t)(strchr(name, '.') - name) + 1, f = first;
    size_t before = w->line.out->len;
    char parent[32];
    int any = 0;

    assert(len <= sizeof parent);
    memcpy(parent, name, len - 1);
    parent[len - 1] = '\0';
    for (; f < LISTING_FIELDS; f++) {
        const char *part = listing_field_name((enum listing_field)f);

        if (strncmp(part, name, len) != 0)
            break;
        if (w->l->text[f] == NULL)
            continue;
        if (!any++)
            js_line_object(&w->line, parent);
        js_line_clean(
            &w->line, part + len, listing_get(w->l, (enum listing_field)f));
    }
    if (any) {
        write_parts_aside(w, str_of(parent));
        js_line_object_end(&w->line);
        note(w, str_of(parent), before);
    }
    return f;
}

static void
write_texts(struct writer *w)
{
    for (size_t f = 0; f < LISTING_FIELDS;) {
        const char *name = listing_field_name((enum listing_field)f);
        size_t before = w->line.out->len;

        if (strchr(name, '.') != NULL) {
            f = write_object(w, f);
            continue;
        }
        if (w->l->text[f] != NULL) {
            js_line_clean(
                &w->line, name, listing_get(w->l, (enum listing_field)f));
            note(w, str_of(name), before);
        }
        f++;
    }
    for (size_t f = 0; f < LISTING_LISTS; f++) {
        const char *name = listing_list_name((enum listing_list)f);
        size_t before = w->line.out->len;

        if (w->l->list[f].count > 0) {
            texts_write(&w->l->list[f], &w->line, name);
            note(w, str_of(name), before);
        }
    }
}

/* Attributes of one name, which stand together, become an array. */
static void
write_attributes(struct js_line *line, const struct listing *l)
{
    if (l->attribute_count == 0)
        return;
    js_line_object(line, "attributes");
    for (size_t i = 0, end; i < l->attribute_count; i = end) {
        const struct listing_pair *p = &l->attributes[i];

        for (end = i + 1; end < l->attribute_count; end++)
            if (!str_eq(listing_pair_name(&l->attributes[end]),
                    listing_pair_name(p)))
                break;
        js_line_name(line, listing_pair_name(p));
        if (end > i + 1)
            js_line_array(line, NULL);
        for (size_t k = i; k < end; k++)
            js_line_clean(line, NULL, str_of(l->attributes[k].value));
        if (end > i + 1)
            js_line_array_end(line);
    }
    js_line_object_end(line);
}

static void
write_certificates(struct js_line *line, const struct listing *l)
{
    if (l->certificate_count == 0)
        return;
    js_line_array(line, "certificates");
    for (size_t i = 0; i < l->certificate_count; i++) {
        js_line_object(line, NULL);
        js_line_clean(line, "kind", str_of(l->certificates[i].name));
        js_line_clean(line, "number", str_of(l->certificates[i].value));
        js_line_object_end(line);
    }
    js_line_array_end(line);
}

static void
write_rating(struct writer *w)
{
    const struct listing *l = w->l;
    size_t before = w->line.out->len;

    if (!(l->rating_value > 0) && l->rating_count <= 0)
        return;
    js_line_object(&w->line, "rating");
    if (l->rating_value > 0)
        js_line_number(&w->line, "value", l->rating_value);
    js_line_integer(&w->line, "count", l->rating_count);
    write_parts_aside(w, STR("rating"));
    js_line_object_end(&w->line);
    note(w, STR("rating"), before);
}

static void
write_reviews(struct js_line *line, const struct listing *l)
{
    if (l->review_count == 0)
        return;
    js_line_array(line, "reviews");
    for (size_t i = 0; i < l->review_count; i++) {
        const struct listing_review *r = &l->reviews[i];

        js_line_object(line, NULL);
        if (r->rating > 0)
            js_line_number(line, "rating", r->rating);
        js_line_clean(line, "text", str_of(r->text));
        if (r->date != NULL)
            js_line_clean(line, "date", str_of(r->date));
        js_line_object_end(line);
    }
    js_line_array_end(line);
}

static void
write_found_in(struct writer *w)
{
    size_t before = w->line.out->len;

    if (w->l->found_in_count == 0)
        return;
    js_line_object(&w->line, "found_in");
    for (size_t i = 0; i < w->l->found_in_count; i++) {
        js_line_name(&w->line, listing_pair_name(&w->l->found_in[i]));
        js_line_clean(&w->line, NULL, str_of(w->l->found_in[i].value));
    }
    write_parts_aside(w, STR("found_in"));
    js_line_object_end(&w->line);
    note(w, STR("found_in"), before);
}

/* 1 if the record has a member of that name from what was read. */
static int
is_written(const struct listing *l, struct str name)
{
    enum listing_list list;

    for (size_t f = 0; f < LISTING_FIELDS; f++) {
        const char *field = listing_field_name((enum listing_field)f);

        if (l->text[f] != NULL && str_is(name, field) &&
            strchr(field, '.') == NULL)
            return 1;
        if (l->text[f] != NULL && field[strcspn(field, ".")] == '.' &&
            str_eq(name, (struct str){ field, strcspn(field, ".") }))
            return 1;
    }
    if (listing_list_find(&list, name) == 0)
        return l->list[list].count > 0;
    return str_is(name, "attributes")     ? l->attribute_count > 0
           : str_is(name, "certificates") ? l->certificate_count > 0
           : str_is(name, "rating") ? l->rating_value > 0 || l->rating_count > 0
           : str_is(name, "reviews")  ? l->review_count > 0
           : str_is(name, "found_in") ? l->found_in_count > 0
                                      : str_is(name, "observed");
}

/* What was kept aside, but what is there already. */
static void
write_aside(struct writer *w)
{
    struct str name;
    struct js *value;
    void *it = NULL;

    while (js_next(w->l->extra, &it, &name, &value)) {
        size_t before = w->line.out->len;

        if (is_written(w->l, name))
            continue;
        js_line_name(&w->line, name);
        js_line_value(&w->line, NULL, value);
        note(w, name, before);
    }
}

static void
write_record(struct writer *w)
{
    struct js_line *line = &w->line;

    js_line_object(line, NULL);
    write_texts(w);
    write_attributes(line, w->l);
    write_certificates(line, w->l);
    write_rating(w);
    write_reviews(line, w->l);
    js_line_textz(line, "observed", page_observed_name(w->l->observed));
    write_found_in(w);
    write_aside(w);
    js_line_object_end(line);
}

int
listing_write(struct buf *out, const struct listing *l)
{
    struct writer w = { .l = l, .line = { .out = out } };

    write_record(&w);
    return out->over ? -1 : 0;
}

struct js *
listing_to_json(const struct listing *l)
{
    struct buf text = BUF_MAX(RECORD_BYTES_MAX);
    struct js *j = NULL;
    int rc = listing_write(&text, l);

    if (rc == 0)
        rc = js_parse(&j, buf_str(&text), NULL);
    assert(rc == 0);
    buf_clear(&text);
    return j;
}

/* Returns its key. */
static int64_t
add_identity(struct buf *out, const struct listing *l)
{
    struct buf text = BUF_MAX(4 * LIMIT_URL_BYTES);
    struct str group = STR("");
    char hex[DIGEST_HEX_BYTES];

    if (l->text[LISTING_LISTING_ID] != NULL) {
        group = listing_get(l, LISTING_MARKET);
        buf_addf(&text, "id\n" STR_FMT "\n%s", STR_ARG(group),
            l->text[LISTING_LISTING_ID]);
    } else if (l->text[LISTING_URL] != NULL) {
        group = url_host_of(listing_get(l, LISTING_URL));
        buf_addf(&text, "url\n%s", l->text[LISTING_URL]);
    } else {
        buf_addf(&text, "title\n%s",
            l->text[LISTING_TITLE] ? l->text[LISTING_TITLE] : "");
    }
    digest_sha256_hex(buf_str(&text), hex);
    buf_clear(&text);
    buf_addz(out, hex);
    return digest_key_in(group, str_of(hex));
}

/* The piece that comes next behind `at` of those that no version has. */
static struct piece
next_left_out(const struct writer *w, size_t at, size_t end)
{
    struct piece next = { end, end };

    for (size_t i = 0; i < NOT_OF_VERSION; i++)
        if (w->part[i].from >= at && w->part[i].to > 0 &&
            w->part[i].from < next.from)
            next = w->part[i];
    return next;
}

/* Append the digest of the record, which ends at `end`, without what is not of
 * the offer itself. */
static void
add_version(struct buf *out, const struct writer *w, size_t end)
{
    size_t before = out->len, at = 1;
    char hex[DIGEST_HEX_BYTES];

    buf_addc(out, '{');
    while (at < end) {
        struct piece gap = next_left_out(w, at, end - 1);
        size_t from = at, to = gap.from;

        at = gap.to + 1; /* and its comma */
        if (to > from && out->p[to - 1] == ',')
            to--;
        if (to == from)
            continue;
        if (out->len > before + 1)
            buf_addc(out, ',');
        buf_room(out, to - from);
        buf_add(out, out->p + from, to - from);
    }
    buf_addc(out, '}');
    digest_sha256_hex(str_sub(buf_str(out), before, out->len), hex);
    buf_cut(out, before);
    buf_addz(out, hex);
}

/* An object of the parts that core/party.h reads; nothing if only the market
 * is there. */
static void
add_parties(struct buf *out, const struct writer *w)
{
    size_t before = out->len;
    int any = 0;

    for (size_t i = PART_MARKET; i < PARTS; i++) {
        const struct piece *p = &w->part[i];

        if (p->to == 0)
            continue;
        any |= i != PART_MARKET;
        buf_addc(out, out->len == before ? '{' : ',');
        buf_room(out, p->to - p->from);
        buf_add(out, out->p + p->from, p->to - p->from);
    }
    if (any)
        buf_addc(out, '}');
    else
        buf_cut(out, before);
}

static void
add_about(struct buf *out, const struct writer *w)
{
    struct about about;

    about_products(&about, w->l);
    about_write(out, &about);
    add_parties(out, w);
}

void
listing_record(
    struct listing_record *out, struct buf *hold, const struct listing *l)
{
    struct writer w = { .l = l, .line = { .out = hold } };
    int64_t identity_key;
    size_t at[4];

    buf_reset(hold);
    write_record(&w);
    at[0] = hold->len;
    identity_key = add_identity(hold, l);
    at[1] = hold->len;
    add_version(hold, &w, at[0]);
    at[2] = hold->len;
    add_about(hold, &w);
    at[3] = hold->len;
    *out = (struct listing_record){
        .text = str_sub(buf_str(hold), 0, at[0]),
        .identity = str_sub(buf_str(hold), at[0], at[1] - at[0]),
        .identity_key = identity_key,
        .version = str_sub(buf_str(hold), at[1], at[2] - at[1]),
        .about = str_sub(buf_str(hold), at[2], at[3] - at[2]),
        .market = listing_get(l, LISTING_MARKET),
        .url = listing_get(l, LISTING_URL),
    };
}
