/* Input: a weekly report, its index, or alerts as JSON lines. */
#include "tests/fuzz/fuzz.h"

#include "recalls/safety_gate_xml.h"
#include "recalls/source_safety_gate.h"

static int
visit(struct str reference, struct str date, struct str url, void *ctx)
{
    (void)reference;
    (void)url;
    (void)ctx;
    assert(date.len == 0 || date.len == 10);
    return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    struct recalls rs = { 0 };
    struct recall_import im = { .out = &rs, .name = "fuzz" };
    struct fail fail = { "" };

    if (size > 0 && (data[0] == '{' || data[0] == '[')) {
        assert(source_safety_gate_json(&im, text, &fail) == 0);
    } else {
        if (safety_gate_xml_report(&im, text, &fail) != 0)
            assert(fail.text[0] != '\0');
        safety_gate_xml_index(text, visit, NULL, &fail);
    }
    assert(im.read == im.kept + im.bad && im.kept == rs.count);
    for (size_t i = 0; i < rs.count; i++)
        assert(recall_get(rs.item[i], RECALL_ID).len > 0);
    recalls_clear(&rs);
    return 0;
}
