/* Input: the number of a form of notices in the first byte ('a' is the first
 * row of recalls/recall_source.c), then a text in that form. */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "recalls/recall_source.h"

static void
say(const char *text, void *ctx)
{
    (void)ctx;
    assert(text[0] != '\0' && utf8_valid(str_of(text)));
}

static void
check(const struct recall *r)
{
    struct recall *again = NULL;
    struct js *j = recall_to_json(r);
    struct fail fail;

    assert(recall_get(r, RECALL_ID).len > 0);
    assert(recall_get(r, RECALL_SOURCE).len > 0);
    assert(
        recall_get(r, RECALL_NAME).len + recall_get(r, RECALL_PRODUCT).len > 0);
    for (size_t i = 0; i < r->list[RECALL_GTINS].count; i++)
        assert(strlen(r->list[RECALL_GTINS].item[i]) == 14);
    for (int f = 0; f < RECALL_FIELDS; f++)
        assert(utf8_valid(recall_get(r, (enum recall_field)f)));
    assert(recall_from_json(&again, j, &fail) == 0);
    recall_free(again);
    js_free(j);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct recalls rs = { 0 };
    struct recall_import im = { .out = &rs, .name = "fuzz", .say = say };
    struct fail fail = { "" };
    const struct recall_source *form;
    struct str text;
    size_t forms = 0;

    if (size == 0)
        return 0;
    while (recall_source_at(forms) != NULL)
        forms++;
    form = recall_source_at((size_t)(data[0] + 256 - 'a') % 256 % forms);
    text = (struct str){ (const char *)data + 1, size - 1 };
    if (form->read(&im, text, &fail) != 0)
        assert(fail.text[0] != '\0');
    assert(im.read == im.kept + im.bad + im.left + im.joined);
    assert(im.kept == rs.count);
    for (size_t i = 0; i < rs.count; i++)
        check(rs.item[i]);
    recalls_clear(&rs);
    (void)recall_source_guess(text);
    return 0;
}
