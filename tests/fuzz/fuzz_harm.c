/* Input: a sentence table up to the first NUL, then reviews. */
#include "tests/fuzz/fuzz.h"

#include "classifier/harm_report.h"
#include "classifier/sentence.h"

#include <string.h>

static const char table[] =
    "set\t@who\tme|my|我\n"
    "event\tfire\tcaught ~ fire|*brand\n"
    "hurt\tburns\tburn* ~ @who\n"
    "sign\tfire\t烟|smoke\nthing\t-\tplug|充电\nperson\t-\t@who\n"
    "deny\t-\tnot|没\nmask\t-\tnot only\nbreak\t-\tbut\nwound\t-\tblood\n"
    "maybe\t-\tif\nother\t-\told\ndenied\t-\tnever\n";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str all = { (const char *)data, size }, text;
    const char *nul = size > 0 ? memchr(data, '\0', size) : NULL;
    size_t own = nul != NULL ? (size_t)(nul - all.p) : 0;
    static struct harm_cues *usual; /* making one takes a while */
    struct harm_cues *own_cues = NULL;
    struct harm_scratch s;
    struct listing *l = listing_new();
    struct findings found = { 0 };
    struct fail fail;

    if (usual == NULL)
        assert(harm_cues_parse(&usual, str_of(table), "table", &fail) == 0);
    /* Tables are ours; long ones may be slow. */
    if (own > 0 && own < 500)
        harm_cues_parse(&own_cues, str_sub(all, 0, own), "fuzz", &fail);
    text = str_sub(all, own + (nul != NULL), size);
    harm_report_init(&s);
    listing_add_review(l, 1, text, STR(""));
    listing_add_review(l, 5, str_sub(text, text.len / 2, text.len), STR(""));
    harm_report_find(own_cues != NULL ? own_cues : usual, &s, l, "zh", &found);
    for (size_t i = 0; i < found.count; i++)
        for (size_t k = 0; k < found.item[i]->span_count; k++)
            assert(found.item[i]->spans[k].end > found.item[i]->spans[k].start);
    findings_clear(&found);
    harm_report_clear(&s);
    harm_cues_free(own_cues);
    listing_free(l);
    return 0;
}
