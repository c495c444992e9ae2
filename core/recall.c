#include "core/recall.h"

#include "base/fold.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const field_names[RECALL_FIELDS] = { "id", "source",
    "published", "url", "product", "name", "brand", "category", "description",
    "hazard_text", "level", "country_of_origin", "notifying_country",
    "language", "supersedes", "withdrawn", "withdrawn_why", "superseded_by" };

static const char *const list_names[RECALL_LISTS] = { "models", "gtins",
    "batches", "hazards", "measures", "sold_at", "images" };

struct recall *
recall_new(void)
{
    struct recall *r = mem_new(sizeof *r);

    r->held = ARENA_SMALL;
    return r;
}

void
recall_free(struct recall *r)
{
    if (r == NULL)
        return;
    arena_clear(&r->held);
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
    return (struct str){ r->text[f], r->size[f].len };
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
    assert(s.len < UINT32_MAX / 2);
    if (s.len == 0) {
        r->text[f] = NULL;
        r->size[f].room = 0;
    } else if (s.len < r->size[f].room) {
        memmove(r->text[f], s.p, s.len);
    } else {
        /* What is made longer again and again has room for more. */
        size_t room = r->size[f].room == 0 ? s.len + 1 : 2 * s.len;
        char *text = arena_take(&r->held, room);

        memcpy(text, s.p, s.len);
        r->text[f] = text;
        r->size[f].room = (uint32_t)room;
    }
    if (s.len > 0)
        r->text[f][s.len] = '\0';
    r->size[f].len = (uint32_t)s.len;
    buf_clear(&hold);
}

void
recall_add(struct recall *r, enum recall_list f, struct str s)
{
    struct buf hold = BUF_MAX(0);

    if (r->list[f].count >= LIMIT_RECALL_ITEMS)
        return;
    s = clean(&hold, s);
    if (!texts_has(&r->list[f], s))
        texts_add_held(&r->list[f], &r->held, s);
    buf_clear(&hold);
}

#define MEMBERS (RECALL_FIELDS + RECALL_LISTS)

static const char *
member_name(size_t member)
{
    return member < RECALL_FIELDS ? field_names[member]
                                  : list_names[member - RECALL_FIELDS];
}

/* The number of the field or, behind all fields, the list of that name;
 * MEMBERS if it is neither. It is looked for from member `from` on: most
 * notices have theirs in order. */
static size_t
member_of(struct str name, size_t from)
{
    for (size_t n = 0; n < MEMBERS; n++) {
        size_t member = from + n < MEMBERS ? from + n : from + n - MEMBERS;
        const char *known = member_name(member);

        if (name.len > 0 && known[0] == name.p[0] && str_is(name, known))
            return member;
    }
    return MEMBERS;
}

/* A text, of a field or of a list of one. */
static void
take_text(struct recall *r, size_t member, struct str text)
{
    if (member < RECALL_FIELDS)
        recall_set(r, (enum recall_field)member, text);
    else
        recall_add(r, (enum recall_list)(member - RECALL_FIELDS), text);
}

/* Takes what a field or a list has. Returns 0 where its type is another. */
static int
take_member(struct recall *r, size_t member, const struct js *value)
{
    if (member == MEMBERS)
        return 0;
    if (js_kind(value) == JS_STRING) {
        take_text(r, member, js_text(value));
        return 1;
    }
    if (member < RECALL_FIELDS || js_kind(value) != JS_ARRAY)
        return 0;
    for (size_t i = 0; i < js_count(value); i++)
        take_text(r, member, js_text(js_at(value, i)));
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
        if (js_kind(value) == JS_NULL ||
            take_member(r, member_of(name, 0), value))
            continue;
        if (r->extra == NULL)
            r->extra = js_new_object();
        js_set(r->extra, name.p, js_copy(value));
    }
    *out = r;
    return 0;
}

/* A text being read. */
struct parse {
    struct recall *r;
    size_t next;   /* member that may come now */
    unsigned seen; /* bits of members */
};

/* A value of a member that we do not know, or of another type than its; takes
 * value. Returns 0 if there is one already. */
static int
add_extra(struct recall *r, struct str name, struct js *value)
{
    char *copy = str_dup(name);
    int is_new;

    if (r->extra == NULL)
        r->extra = js_new_object();
    is_new = js_get(r->extra, copy) == NULL;
    if (is_new)
        js_set(r->extra, copy, value);
    else
        js_free(value);
    free(copy);
    return is_new;
}

/* A member that comes a second time is left to recall_from_json. */
static int
visit_member(struct str name, struct js_member *m, void *ctx)
{
    struct parse *p = ctx;
    size_t member = member_of(name, p->next);
    unsigned bit = member < MEMBERS ? 1u << member : 0;
    struct str text;
    struct js *value;

    if (p->seen & bit)
        return 0;
    p->seen |= bit;
    p->next = member < MEMBERS ? member + 1 : p->next;
    if (member < MEMBERS && js_member_text(m, &text)) {
        take_text(p->r, member, text);
        return 1;
    }
    if (member >= RECALL_FIELDS && member < MEMBERS && js_member_is_array(m)) {
        while (js_member_next(m, &text))
            take_text(p->r, member, text);
        return 1;
    }
    value = js_member_value(m);
    if (value == NULL || js_kind(value) == JS_NULL)
        return value != NULL;
    return add_extra(p->r, name, value);
}

int
recall_parse(struct recall **out, struct str json, struct fail *fail)
{
    struct parse p = { .r = recall_new() };
    struct js *j = NULL;
    int rc;

    p.r->held.block_bytes = json.len > 0 ? json.len : 1;
    if (js_each_member(json, visit_member, &p) &&
        p.r->text[RECALL_ID] != NULL && p.r->text[RECALL_SOURCE] != NULL) {
        *out = p.r;
        return 0;
    }
    recall_free(p.r);
    rc = js_parse(&j, json, fail);
    if (rc == 0)
        rc = recall_from_json(out, j, fail);
    js_free(j);
    return rc;
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
            js_line_clean(
                &l, field_names[f], recall_get(r, (enum recall_field)f));
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
