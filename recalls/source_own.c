#include "recalls/source_own.h"

#include "base/utf8.h"
#include "core/gtin.h"
#include "recalls/notice_feed.h"

static int
is_text_list(const struct js *v)
{
    for (size_t i = 0; i < js_count(v); i++)
        if (js_kind(js_at(v, i)) != JS_STRING)
            return 0;
    return 1;
}

static void
check_types(struct recall_import *im, const struct js *record, struct str id)
{
    for (size_t f = 0; f < RECALL_FIELDS; f++) {
        const char *name = recall_field_name((enum recall_field)f);
        enum js_kind kind = js_kind(js_get(record, name));

        if (kind != JS_NULL && kind != JS_STRING)
            recall_import_warn(im, id, name, "must be text");
    }
    for (size_t f = 0; f < RECALL_LISTS; f++) {
        const char *name = recall_list_name((enum recall_list)f);
        const struct js *v = js_get(record, name);

        if (js_kind(v) != JS_NULL && js_kind(v) != JS_STRING &&
            (js_kind(v) != JS_ARRAY || !is_text_list(v)))
            recall_import_warn(im, id, name, "must be a list of texts");
    }
}

/* Make the record's GTINs 14 digits; what fails the check is put aside. */
static void
check_gtins(struct recall_import *im, struct recall *r)
{
    struct texts given = r->list[RECALL_GTINS];
    struct str id = recall_get(r, RECALL_ID);

    r->list[RECALL_GTINS] = (struct texts){ 0 };
    for (size_t i = 0; i < given.count; i++) {
        size_t before = r->list[RECALL_GTINS].count;

        notice_add_gtins(r, str_of(given.item[i]));
        if (r->list[RECALL_GTINS].count == before &&
            !texts_has(&r->list[RECALL_GTINS], str_of(given.item[i])) &&
            js_get(r->extra, "barcodes_invalid") != NULL)
            recall_import_warn(im, id, "gtins", "'" STR_FMT "' is no GTIN",
                STR_ARG(utf8_cut(str_of(given.item[i]), 40)));
    }
}

static void
read_record(struct recall_import *im, const struct js *record, void *ctx)
{
    struct str id = js_get_text(record, "id");
    struct recall *r = NULL;
    struct fail why;

    (void)ctx;
    if (recall_from_json(&r, record, &why) != 0) {
        recall_import_bad(im, id,
            js_get_text(record, "id").len == 0 ? "id" : "source", "%s",
            why.text);
        return;
    }
    if (r->text[RECALL_NAME] == NULL && r->text[RECALL_PRODUCT] == NULL) {
        recall_import_bad(im, id, "name", "missing, and no 'product'");
        recall_free(r);
        return;
    }
    check_types(im, record, id);
    check_gtins(im, r);
    if (r->list[RECALL_HAZARDS].count == 0)
        notice_add_hazards(r, recall_get(r, RECALL_HAZARD_TEXT));
    recall_import_keep(im, &r);
}

int
source_own_json(struct recall_import *im, struct str text, struct fail *fail)
{
    (void)fail;
    notice_feed_each(im, text, NULL, read_record, NULL);
    return 0;
}
