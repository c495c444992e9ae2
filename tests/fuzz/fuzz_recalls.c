/* Input: the name of a form of notices ("cpsc-csv") on the first line, then a
 * text in that form; or "mapping", a mapping up to a line "...", then a list.
 */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/yaml.h"

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

/* 0 if it could be read as either. */
static int
read_text(struct recall_import *im, struct str text, struct fail *fail)
{
    const struct recall_source *form;
    struct recall_mapping *mapping = NULL;
    ptrdiff_t end = str_find(text, STR("\n...\n"), 0);
    struct str name;
    int rc;

    if (!str_next_line(&text, &name))
        return 0;
    if (str_is(name, "mapping") && end > 8) {
        struct str yaml = str_sub(text, 0, (size_t)end - 8);

        text = str_sub(text, (size_t)end + 5 - 8, text.len);
        if (recall_mapping_parse(&mapping, yaml, "fuzz.yaml", fail) != 0)
            return -1;
        rc = recall_mapping_read(mapping, im, text, fail);
        recall_mapping_free(mapping);
        return rc;
    }
    form = recall_source_find(name);
    if (form == NULL)
        form = recall_source_guess(text);
    return form != NULL ? form->read(im, text, fail) : 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct recalls rs = { 0 };
    struct recall_import im = { .out = &rs, .name = "fuzz", .say = say };
    struct fail fail = { "" };
    struct str text = { (const char *)data, size };

    if (read_text(&im, text, &fail) != 0)
        assert(fail.text[0] != '\0');
    assert(im.read == im.kept + im.bad + im.left + im.joined);
    assert(im.kept == rs.count);
    for (size_t i = 0; i < rs.count; i++)
        check(rs.item[i]);
    recalls_clear(&rs);
    return 0;
}
