/* Input: a listing as JSON, or else a model field of a notice. Held against
 * the recalls of the ladder's table; runs at the top of the tree. */
#include "tests/fuzz/fuzz.h"

#include "base/file.h"
#include "core/limits.h"
#include "core/model_key.h"
#include "recalls/case_number.h"
#include "recalls/model_list.h"
#include "recalls/recall_explain.h"
#include "recalls/recall_source.h"

static struct recall_index *
load(void)
{
    struct recalls rs = { 0 };
    struct recall_import im = { .out = &rs };
    struct fail fail = { "" };

    assert(recall_load(&im, "tests/cases/recalls/ladder/recalls.jsonl", NULL,
               &fail) == 0);
    return recall_index_new(&rs);
}

static void
check_key(void *ctx, struct str key, enum model_form form)
{
    (void)ctx;
    (void)form;
    assert(key.len > 0 && key.len < MODEL_KEY_BYTES);
}

static void
read_field(struct str text)
{
    struct buf key = BUF_MAX(1024);

    model_list_read(text, check_key, NULL);
    model_list_masks(text, STR("kx204"));
    case_number_read(&key, text);
    buf_clear(&key);
}

static void
check_finding(const struct finding *f, const struct listing *l)
{
    assert(f->reason != NULL && f->score >= 0 && f->score <= 1);
    for (size_t i = 0; i < f->span_count; i++) {
        const struct finding_span *s = &f->spans[i];
        enum listing_field field;

        if (listing_field_find(&field, str_of(s->field)) == 0)
            assert(str_eq(str_of(s->text),
                str_sub(listing_get(l, field), s->start, s->end - s->start)));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct recall_index *ix;
    static struct recall_scratch *scratch;
    struct str text = { (const char *)data, size };
    struct fail fail = { "" };
    struct listing *l = NULL;
    struct findings found = { 0 };
    struct recall_explanation x;
    struct js *j = NULL;

    if (ix == NULL) {
        ix = load();
        scratch = recall_scratch_new(ix);
    }
    if (js_parse(&j, text, &fail) != 0 ||
        listing_from_json(&l, j, &fail) != 0) {
        js_free(j);
        if (size < 4096)
            read_field(text);
        return 0;
    }
    recall_match(ix, scratch, l, &found);
    assert(found.count <= RECALL_FINDINGS_MAX);
    for (size_t i = 0; i < found.count; i++)
        check_finding(found.item[i], l);
    recall_explain(
        ix, scratch, l, (uint32_t)(size % recall_index_count(ix)), &x);
    recall_explanation_clear(&x);
    findings_clear(&found);
    listing_free(l);
    js_free(j);
    return 0;
}
