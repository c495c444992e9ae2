/* Input: a rule pack, a line "---", a text that is scanned as a listing. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/yaml.h"

#include "base/utf8.h"
#include "rules/rule_scan.h"

static void
scan(const struct rule_set *set, struct str text)
{
    struct rule_scratch *scratch = rule_scratch_new(set);
    struct listing *l = listing_new();
    struct rule_context ctx = {
        .market = "EU", .language = "de", .today_ms = 1795132800000
    };
    struct findings found = { 0 };

    listing_set(l, LISTING_TITLE, text);
    listing_set(l, LISTING_DESCRIPTION, text);
    listing_add_attribute(l, STR("Voltage"), text);
    rule_scan(set, scratch, l, &ctx, &found);
    assert(found.count <= rule_set_rules(set));
    for (size_t i = 0; i < found.count; i++)
        for (size_t k = 0; k < found.item[i]->span_count; k++) {
            const struct finding_span *s = &found.item[i]->spans[k];

            assert(s->start < s->end);
            assert(utf8_valid(str_of(s->text)));
        }
    findings_clear(&found);
    listing_free(l);
    rule_scratch_free(scratch);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str all = { (const char *)data, size };
    ptrdiff_t cut;
    struct rule_set *set = NULL;
    struct texts errors = { 0 };
    struct fail fail = { "" };

    if (size == 0)
        all = STR("");
    cut = str_find(all, STR("\n---\n"), 0);
    if (rule_set_parse(&set, str_sub(all, 0, cut < 0 ? size : (size_t)cut),
            "pack.yaml", &errors, &fail) == 0) {
        assert(errors.count == 0);
        scan(set, cut < 0 ? STR("") : str_sub(all, (size_t)cut + 5, size));
    } else {
        assert(fail.text[0] != '\0');
    }
    texts_clear(&errors);
    rule_set_free(set);
    return 0;
}
