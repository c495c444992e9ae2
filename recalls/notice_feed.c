#include "recalls/notice_feed.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"
#include "recalls/identifiers.h"
#include "recalls/json_path.h"
#include "recalls/json_records.h"

#include <stdlib.h>

/* Ids are keys and stand in addresses. */
#define ID_BYTES_MAX 400

/* --- values --- */

struct gathering {
    struct recall_import *im;
    struct str id;
    const char *path;
    struct buf *out;
    size_t values;
};

static void
gather_value(const struct js *value, void *ctx)
{
    struct gathering *g = ctx;
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES), plain = BUF_MAX(g->out->max);

    if (js_kind(value) == JS_STRING)
        buf_adds(&text, utf8_cut(js_text(value), LIMIT_FIELD_BYTES / 2));
    else if (js_kind(value) == JS_NUMBER)
        js_write(&text, value);
    else
        recall_import_warn(g->im, g->id, g->path, "must be text");
    notice_clean(&plain, buf_str(&text));
    if (plain.len > 0) {
        if (g->values++ > 0)
            buf_addc(g->out, '\n');
        buf_adds(g->out, str_trim(buf_str(&text)));
    }
    buf_clear(&plain);
    buf_clear(&text);
}

void
notice_feed_gather(struct recall_import *im, const struct js *record,
    struct str id, const char *const *paths, struct buf *out)
{
    struct gathering g = { .im = im, .id = id, .out = out };

    for (size_t i = 0;
         i < NOTICE_PATHS_MAX && paths[i] != NULL && g.values == 0; i++) {
        g.path = paths[i];
        json_path_each(record, str_of(paths[i]), gather_value, &g);
    }
}

void
notice_feed_mine(struct recall *r, struct str text)
{
    static const enum recall_list lists[] = { RECALL_MODELS, RECALL_GTINS,
        RECALL_BATCHES };
    struct identifiers ids = { 0 };

    identifiers_mine(&ids, text);
    for (size_t i = 0; i < ids.count; i++) {
        const struct identifier *found = &ids.item[i];
        struct js *mined, *entry = js_new_object();

        recall_add(r, lists[found->kind], str_of(found->value));
        if (r->extra == NULL)
            r->extra = js_new_object();
        mined = js_get(r->extra, "mined");
        if (mined == NULL) {
            js_set(r->extra, "mined", js_new_array());
            mined = js_get(r->extra, "mined");
        }
        js_set_textz(entry, "kind", identifier_kind_name(found->kind));
        js_set_textz(entry, "value", found->value);
        js_set_textz(entry, "sentence", found->sentence);
        if (found->derived)
            js_set_bool(entry, "derived", 1);
        js_add(mined, entry);
    }
    identifiers_clear(&ids);
}

struct str
notice_feed_extra(const struct recall *r, const char *name, size_t i)
{
    const struct js *v = js_get(r->extra, name);

    return js_kind(v) == JS_STRING && i == 0 ? js_text(v)
                                             : js_text(js_at(v, i));
}

void
notice_feed_set_extra(struct recall *r, const char *name, struct str s)
{
    if (r->extra == NULL)
        r->extra = js_new_object();
    js_set_text(r->extra, name, s);
}

void
notice_feed_join_lists(struct recall *to, const struct recall *from)
{
    for (int f = 0; f < RECALL_LISTS; f++)
        for (size_t i = 0; i < from->list[f].count; i++)
            recall_add(to, (enum recall_list)f, str_of(from->list[f].item[i]));
}

/* The object member of that name, made if it is not there. */
static struct js *
object_in(struct js *object, const char *name)
{
    if (js_kind(js_get(object, name)) != JS_OBJECT)
        js_set(object, name, js_new_object());
    return js_get(object, name);
}

void
notice_feed_translate(
    struct recall *r, struct str language, const char *name, struct str text)
{
    struct buf plain = BUF_MAX(LIMIT_FIELD_BYTES);
    char code[3] = "";

    notice_clean(&plain, utf8_cut(text, LIMIT_FIELD_BYTES / 4));
    if (plain.len > 0 && language.len == 2) {
        memcpy(code, language.p, 2);
        if (r->extra == NULL)
            r->extra = js_new_object();
        js_set_text(object_in(object_in(r->extra, "translations"), code), name,
            buf_str(&plain));
    }
    buf_clear(&plain);
}

/* The value of a member as the table says. */
static void
gather_member(struct recall_import *im, const struct js *record, struct str id,
    const struct notice_member *m, struct buf *out)
{
    if (m->join == NULL) {
        notice_feed_gather(im, record, id, m->from, out);
    } else {
        for (size_t i = 0; i < NOTICE_PATHS_MAX && m->from[i] != NULL; i++) {
            const char *one[NOTICE_PATHS_MAX] = { m->from[i] };
            size_t before;

            if (i > 0)
                buf_addz(out, m->join);
            before = out->len;
            notice_feed_gather(im, record, id, one, out);
            if (out->len == before) {
                buf_reset(out);
                break;
            }
        }
    }
    if (out->len == 0 && m->constant != NULL)
        buf_addz(out, m->constant);
}

/* --- a record --- */

static void
set_date(struct recall_import *im, const struct notice_member *m,
    struct recall *r, enum recall_field f, struct str s)
{
    char date[NOTICE_DATE_BYTES];

    if (s.len == 0)
        return;
    if (notice_date_in(s, m->order, date) == 0)
        recall_set(r, f, str_of(date));
    else
        recall_import_warn(im, recall_get(r, RECALL_ID),
            m->from[0] != NULL ? m->from[0] : recall_field_name(f),
            "'" STR_FMT "' is no date", STR_ARG(utf8_cut(s, 40)));
}

void
notice_feed_set_brands(struct recall *r, struct str lines)
{
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES);
    struct texts seen = { 0 };
    struct str line;

    while (str_next_line(&lines, &line))
        texts_add_new(&seen, str_trim(line));
    for (size_t i = 0; i < seen.count; i++)
        buf_addf(&text, "%s%s", i > 0 ? "; " : "", seen.item[i]);
    notice_set(r, RECALL_BRAND, buf_str(&text));
    texts_clear(&seen);
    buf_clear(&text);
}

static void
set_field(struct recall_import *im, const struct notice_member *m,
    struct recall *r, enum recall_field f, struct str value)
{
    if (f == RECALL_ID)
        return;
    if (f == RECALL_PUBLISHED || f == RECALL_WITHDRAWN)
        set_date(im, m, r, f, value);
    else if (f == RECALL_COUNTRY_OF_ORIGIN || f == RECALL_NOTIFYING_COUNTRY)
        notice_set_country(r, f, value);
    else if (f == RECALL_BRAND)
        notice_feed_set_brands(r, value);
    else if (f == RECALL_URL && str_find(value, STR("://"), 0) < 0)
        recall_import_warn(im, recall_get(r, RECALL_ID),
            m->from[0] != NULL ? m->from[0] : "url",
            "'" STR_FMT "' is no address", STR_ARG(utf8_cut(value, 40)));
    else
        notice_set(r, f, value);
}

static void
set_member(struct recall_import *im, const struct notice_member *m,
    struct recall *r, struct str value)
{
    if (value.len == 0)
        return;
    for (int f = 0; f < RECALL_FIELDS; f++)
        if (str_is(str_of(m->to), recall_field_name((enum recall_field)f))) {
            set_field(im, m, r, (enum recall_field)f, value);
            return;
        }
    for (int f = 0; f < RECALL_LISTS; f++) {
        if (!str_is(str_of(m->to), recall_list_name((enum recall_list)f)))
            continue;
        if (f == RECALL_GTINS)
            notice_add_gtins(r, value);
        else if (f == RECALL_HAZARDS)
            notice_add_hazards(r, value);
        else
            notice_add(r, (enum recall_list)f, value,
                m->separators != NULL ? m->separators : "");
        return;
    }
    notice_add_extra_lines(r, m->to, value);
}

static void
read_members(struct recall_import *im, const struct notice_feed *feed,
    const struct js *record, struct recall *r)
{
    struct buf value = BUF_MAX(LIMIT_FIELD_BYTES * 4);

    for (size_t i = 1; i < feed->member_count; i++) {
        const struct notice_member *m = &feed->members[i];

        buf_reset(&value);
        gather_member(im, record, recall_get(r, RECALL_ID), m, &value);
        set_member(im, m, r, buf_str(&value));
    }
    if (r->list[RECALL_HAZARDS].count == 0)
        notice_add_hazards(r, recall_get(r, RECALL_HAZARD_TEXT));
    buf_clear(&value);
}

/* What their feed calls a member of ours. */
static const char *
their_name(const struct notice_feed *feed, const char *ours)
{
    for (size_t i = 0; i < feed->member_count; i++)
        if (str_is(str_of(ours), feed->members[i].to) &&
            feed->members[i].from[0] != NULL)
            return feed->members[i].from[0];
    return ours;
}

/* 0 if the record may be kept, 1 if it is left out, -1 if it is bad. */
static int
finish(struct recall_import *im, const struct notice_feed *feed,
    const struct js *record, struct recall *r)
{
    int rc = 0;

    if (feed->finish != NULL)
        rc = feed->finish(im, record, r, feed->ctx);
    if (rc != 0)
        return rc;
    if (r->text[RECALL_NAME] == NULL)
        recall_set(r, RECALL_NAME, recall_get(r, RECALL_PRODUCT));
    if (r->text[RECALL_NAME] == NULL) {
        recall_import_bad(im, recall_get(r, RECALL_ID),
            their_name(feed, "name"), "missing or not text");
        return -1;
    }
    return 0;
}

void
notice_feed_record(struct recall_import *im, const struct notice_feed *feed,
    const struct js *record)
{
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES),
               id = BUF_MAX(LIMIT_FIELD_BYTES);
    struct recall *r = recall_new();

    gather_member(im, record, STR_NONE, &feed->members[0], &text);
    notice_clean(&id, buf_str(&text));
    recall_set(r, RECALL_ID, utf8_cut(buf_str(&id), ID_BYTES_MAX));
    recall_set(r, RECALL_SOURCE, str_of(feed->source));
    recall_set(r, RECALL_LANGUAGE, str_of(feed->language));
    recall_set(r, RECALL_NOTIFYING_COUNTRY, str_of(feed->country));
    if (r->text[RECALL_ID] == NULL) {
        recall_import_bad(
            im, STR_NONE, their_name(feed, "id"), "missing or not text");
    } else {
        int rc;

        read_members(im, feed, record, r);
        rc = finish(im, feed, record, r);
        if (rc == 0)
            recall_import_keep(im, &r);
        else if (rc > 0)
            recall_import_leave(im);
    }
    recall_free(r);
    buf_clear(&id);
    buf_clear(&text);
}

/* --- a feed --- */

void
notice_feed_each(struct recall_import *im, struct str text,
    const char *const *inside,
    void (*visit)(struct recall_import *im, const struct js *record, void *ctx),
    void *ctx)
{
    struct json_records records;
    struct fail why;
    struct js *record;
    int rc;

    json_records_init(&records, text);
    json_records_enter(&records, inside);
    while ((rc = json_records_next(&records, &record, &why)) != 0) {
        recall_import_begin(im);
        if (rc < 0) {
            recall_import_bad(im, STR_NONE, "record", "%s", why.text);
            continue;
        }
        visit(im, json_records_unwrap(record), ctx);
        js_free(record);
    }
}

struct notice_joining {
    struct map *ids; /* owned: id to place in the import's list */
};

struct notice_joining *
notice_feed_joining_new(void)
{
    struct notice_joining *j = mem_new(sizeof *j);

    j->ids = map_new(NULL);
    return j;
}

void
notice_feed_joining_free(struct notice_joining *j)
{
    if (j == NULL)
        return;
    map_free(j->ids);
    free(j);
}

void
notice_feed_join_record(struct recall_import *im,
    const struct notice_feed *feed, const struct js *record,
    struct notice_joining *j)
{
    struct recalls *rs = im->out;
    size_t kept = im->kept;
    struct recall *again;
    struct map_item *seen;
    int is_new;

    notice_feed_record(im, feed, record);
    if (im->kept == kept || feed->join == NULL)
        return;
    again = rs->item[rs->count - 1];
    seen = map_add(j->ids, recall_get(again, RECALL_ID), &is_new);
    if (is_new) {
        seen->value.num = (int64_t)rs->count - 1;
        return;
    }
    feed->join(rs->item[seen->value.num], again);
    recall_free(again);
    rs->count--;
    im->kept--;
    im->joined++;
}

struct feed_reading {
    const struct notice_feed *feed;
    struct notice_joining *joining; /* owned */
};

static void
read_one(struct recall_import *im, const struct js *record, void *ctx)
{
    struct feed_reading *f = ctx;

    notice_feed_join_record(im, f->feed, record, f->joining);
}

void
notice_feed_read(
    struct recall_import *im, const struct notice_feed *feed, struct str text)
{
    struct feed_reading f = { feed, notice_feed_joining_new() };

    notice_feed_each(im, text, feed->inside, read_one, &f);
    notice_feed_joining_free(f.joining);
}
