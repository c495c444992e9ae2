#include "recalls/recall_merge.h"

#include "base/mem.h"
#include "core/limits.h"
#include "recalls/notice_text.h"

/* Longer is fuller: feeds cut these. Of names and brands it would be
 * wordier only. */
static int
is_prose(enum recall_field f)
{
    return f == RECALL_DESCRIPTION || f == RECALL_HAZARD_TEXT;
}

static int
merge_brand(struct recall *into, struct str brands)
{
    struct buf all = BUF_MAX(LIMIT_FIELD_BYTES);
    struct str rest = brands, part;
    size_t before;

    buf_adds(&all, recall_get(into, RECALL_BRAND));
    before = all.len;
    while (rest.len > 0 && str_next(&rest, ';', &part))
        notice_add_brand(&all, part);
    recall_set(into, RECALL_BRAND, buf_str(&all));
    buf_clear(&all);
    return recall_get(into, RECALL_BRAND).len != before;
}

static int
merge_extra(struct recall *into, const struct js *extra)
{
    struct str name;
    struct js *value;
    void *it = NULL;
    int changed = 0;

    while (js_next(extra, &it, &name, &value)) {
        struct js *have;

        if (into->extra == NULL)
            into->extra = js_new_object();
        have = js_get(into->extra, name.p);
        if (have == NULL) {
            js_set(into->extra, name.p, js_copy(value));
            changed = 1;
        } else if (js_kind(have) == JS_ARRAY && js_kind(value) == JS_ARRAY) {
            for (size_t i = 0; i < js_count(value); i++) {
                size_t k = 0;

                while (k < js_count(have) &&
                       !js_equal(js_at(have, k), js_at(value, i)))
                    k++;
                if (k == js_count(have) && k < LIMIT_LIST_ITEMS) {
                    js_add(have, js_copy(js_at(value, i)));
                    changed = 1;
                }
            }
        }
    }
    return changed;
}

int
recall_merge(struct recall *into, const struct recall *from)
{
    int changed = 0;

    for (int i = 0; i < RECALL_FIELDS; i++) {
        enum recall_field f = (enum recall_field)i;
        struct str have = recall_get(into, f), more = recall_get(from, f);

        if (f == RECALL_ID || f == RECALL_SOURCE || more.len == 0)
            continue;
        if (f == RECALL_BRAND) {
            changed |= merge_brand(into, more);
        } else if (have.len == 0 || (is_prose(f) && more.len > have.len)) {
            recall_set(into, f, more);
            changed = 1;
        }
    }
    for (int i = 0; i < RECALL_LISTS; i++) {
        size_t before = into->list[i].count;

        for (size_t k = 0; k < from->list[i].count; k++)
            recall_add(
                into, (enum recall_list)i, str_of(from->list[i].item[k]));
        changed |= into->list[i].count != before;
    }
    return merge_extra(into, from->extra) | changed;
}

void
recall_merge_newer(struct recall *newer, struct recall *older)
{
    struct recall swap;

    recall_merge(older, newer);
    for (int i = 0; i < RECALL_FIELDS; i++) {
        enum recall_field f = (enum recall_field)i;

        if (newer->text[f] != NULL && !is_prose(f) && f != RECALL_BRAND)
            recall_set(older, f, recall_get(newer, f));
    }
    swap = *newer;
    *newer = *older;
    *older = swap;
}
