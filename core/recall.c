#include "core/recall.h"

#include "base/fold.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"

#include <stdlib.h>

static const char *const field_names[RECALL_FIELDS] = { "id", "source",
    "published", "url", "product", "name", "brand", "category", "description",
    "hazard_text", "level", "country_of_origin", "notifying_country",
    "language", "supersedes", "withdrawn", "withdrawn_why", "superseded_by" };

static const char *const list_names[RECALL_LISTS] = { "models", "gtins",
    "batches", "hazards", "measures", "sold_at", "images" };

struct recall *
recall_new(void)
{
    return mem_new(sizeof(struct recall));
}

void
recall_free(struct recall *r)
{
    if (r == NULL)
        return;
    for (size_t f = 0; f < RECALL_FIELDS; f++)
        free(r->text[f]);
    for (size_t f = 0; f < RECALL_LISTS; f++)
        texts_clear(&r->list[f]);
    js_free(r->extra);
    free(r);
}

const char *
recall_field_name(enum recall_field f)
{
    return field_names[f];
}

const char *
recall_list_name(enum recall_list f)
{
    return list_names[f];
}

struct str
recall_get(const struct recall *r, enum recall_field f)
{
    return str_of(r->text[f]);
}

/* s trimmed, as clean NFC, which most texts are as they come; else it stands in
 * *hold. */
static struct str
clean(struct buf *hold, struct str s)
{
    struct buf utf8 = BUF_MAX(s.len * 3 + 16);

    s = str_trim(s);
    if (s.len == 0 || (memchr(s.p, '\0', s.len) == NULL && fold_is_nfc(s)))
        return s;
    hold->max = s.len * 9 + 64;
    utf8_clean(&utf8, s);
    fold_nfc(hold, buf_str(&utf8));
    buf_clear(&utf8);
    return str_trim(buf_str(hold));
}

void
recall_set(struct recall *r, enum recall_field f, struct str s)
{
    struct buf hold = BUF_MAX(0);

    s = clean(&hold, s);
    free(r->text[f]);
    r->text[f] = s.len > 0 ? str_dup(s) : NULL;
    buf_clear(&hold);
}

void
recall_add(struct recall *r, enum recall_list f, struct str s)
{
    struct buf hold = BUF_MAX(0);

    if (r->list[f].count >= LIMIT_RECALL_ITEMS)
        return;
    texts_add_new(&r->list[f], clean(&hold, s));
    buf_clear(&hold);
}

/* The place of a name in a list, or the number of those there are. */
static size_t
place_of(struct str name, const char *const *names, size_t count)
{
    size_t i = 0;

    while (i < count && (name.len == 0 || names[i][0] != name.p[0] ||
                            !str_is(name, names[i])))
        i++;
    return i;
}

/* Takes a member that is a field or a list. Returns 0 where its type is
 * another. */
static int
take_member(struct recall *r, struct str name, const struct js *value)
{
    size_t place = place_of(name, field_names, RECALL_FIELDS);

    if (place < RECALL_FIELDS) {
        if (js_kind(value) == JS_STRING)
            recall_set(r, (enum recall_field)place, js_text(value));
        return js_kind(value) == JS_STRING;
    }
    place = place_of(name, list_names, RECALL_LISTS);
    if (place == RECALL_LISTS ||
        (js_kind(value) != JS_STRING && js_kind(value) != JS_ARRAY))
        return 0;
    recall_add(r, (enum recall_list)place, js_text(value));
    for (size_t i = 0; js_kind(value) == JS_ARRAY && i < js_count(value); i++)
        recall_add(r, (enum recall_list)place, js_text(js_at(value, i)));
    return 1;
}

int
recall_from_json(struct recall **out, const struct js *j, struct fail *fail)
{
    struct recall *r;
    struct str name;
    struct js *value;
    void *it = NULL;

    if (js_kind(j) != JS_OBJECT)
        return fail_set(fail, "a recall must be a JSON object");
    if (js_get_text(j, "id").len == 0)
        return fail_set(fail, "member 'id' is missing or not text");
    if (js_get_text(j, "source").len == 0)
        return fail_set(fail, "member 'source' is missing or not text");
    r = recall_new();
    while (js_next(j, &it, &name, &value)) {
        if (js_kind(value) == JS_NULL || take_member(r, name, value))
            continue;
        if (r->extra == NULL)
            r->extra = js_new_object();
        js_set(r->extra, name.p, js_copy(value));
    }
    *out = r;
    return 0;
}

struct js *
recall_to_json(const struct recall *r)
{
    struct js *j = js_new_object();
    struct str name;
    struct js *value;
    void *it = NULL;

    for (size_t f = 0; f < RECALL_FIELDS; f++)
        if (r->text[f] != NULL)
            js_set_textz(j, field_names[f], r->text[f]);
    for (size_t f = 0; f < RECALL_LISTS; f++)
        texts_to_json(&r->list[f], j, list_names[f]);
    while (js_next(r->extra, &it, &name, &value))
        if (js_get(j, name.p) == NULL)
            js_set(j, name.p, js_copy(value));
    return j;
}

/* 1 if a field or list of that name has something. */
static int
has_member(const struct recall *r, struct str name)
{
    for (size_t f = 0; f < RECALL_FIELDS; f++)
        if (r->text[f] != NULL && str_is(name, field_names[f]))
            return 1;
    for (size_t f = 0; f < RECALL_LISTS; f++)
        if (r->list[f].count > 0 && str_is(name, list_names[f]))
            return 1;
    return 0;
}

void
recall_write(const struct recall *r, struct buf *out)
{
    struct js_line l = { .out = out };
    struct str name;
    struct js *value;
    void *it = NULL;

    js_line_object(&l, NULL);
    for (size_t f = 0; f < RECALL_FIELDS; f++)
        if (r->text[f] != NULL)
            js_line_clean(&l, field_names[f], str_of(r->text[f]));
    for (size_t f = 0; f < RECALL_LISTS; f++)
        texts_write(&r->list[f], &l, list_names[f]);
    while (js_next(r->extra, &it, &name, &value)) {
        if (has_member(r, name))
            continue;
        js_line_name(&l, name);
        js_line_value(&l, NULL, value);
    }
    js_line_object_end(&l);
}
