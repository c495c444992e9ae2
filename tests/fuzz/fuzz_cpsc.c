/* Input: a file of CPSC notices, JSON or CSV by its first byte. */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "recalls/recall_match.h"
#include "recalls/source_cpsc.h"

static void
say(const char *text, void *ctx)
{
    (void)ctx;
    assert(text[0] != '\0');
}

/* A listing made of what was read, so that look-ups are tried too. */
static void
match(struct recalls *rs)
{
    struct listing *l = listing_new();
    struct findings found = { 0 };
    struct recall_index *ix;
    struct recall_scratch *scratch;

    if (rs->count > 0) {
        listing_set(l, LISTING_TITLE, recall_get(rs->item[0], RECALL_NAME));
        listing_set(l, LISTING_BRAND, recall_get(rs->item[0], RECALL_BRAND));
        listing_set(l, LISTING_DESCRIPTION,
            recall_get(rs->item[0], RECALL_DESCRIPTION));
    }
    ix = recall_index_new(rs);
    scratch = recall_scratch_new(ix);
    recall_match(ix, scratch, l, &found);
    assert(found.count <= RECALL_FINDINGS_MAX);
    for (size_t i = 0; i < found.count; i++)
        assert(found.item[i]->span_count > 0);
    findings_clear(&found);
    listing_free(l);
    recall_scratch_free(scratch);
    recall_index_free(ix);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    struct recalls rs = { 0 };
    struct recall_import im = { .out = &rs, .name = "fuzz", .say = say };
    struct fail fail = { "" };

    if (size > 0 && (data[0] == '{' || data[0] == '['))
        assert(source_cpsc_json(&im, text, &fail) == 0);
    else
        source_cpsc_csv(&im, text, &fail);
    assert(im.read == im.kept + im.bad && im.kept == rs.count);
    for (size_t i = 0; i < rs.count; i++) {
        assert(recall_get(rs.item[i], RECALL_ID).len > 0);
        assert(recall_get(rs.item[i], RECALL_NAME).len > 0);
        assert(utf8_valid(recall_get(rs.item[i], RECALL_NAME)));
    }
    /* Making an index takes a while: for one input in sixteen. */
    if (rs.count > 0 && size % 16 == 0)
        match(&rs);
    recalls_clear(&rs);
    return 0;
}
