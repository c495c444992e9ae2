/* Input: a title, a line end, a description. */
#include "tests/fuzz/fuzz.h"

#include "base/mem.h"
#include "classifier/features.h"
#include "classifier/tongue.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char table[] =
    "chair\tr\tfurniture\tchair|high chair\tStuhl\t椅子\n"
    "child\t-\tperson\tkids\tKinder*\t儿童\n";

static void
check_uses(const struct features *f)
{
    for (size_t i = 0; i < f->use_count; i++) {
        const struct tokens *t = i < f->context_use ? &f->title : &f->context;

        assert(f->use[i].feature < f->count);
        assert(f->use[i].start < f->use[i].end);
        assert(f->use[i].end <= t->folded.text.len);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str all = { (const char *)data, size }, title = STR("");
    struct glossary *g = NULL;
    struct listing *l = listing_new();
    uint8_t *idf = mem_new(FEATURES_WIDTH);
    struct features f;

    memset(idf, FEATURES_IDF_STEPS, FEATURES_WIDTH);
    assert(glossary_parse(&g, str_of(table), "table", NULL) == 0);
    features_init(&f);
    f.wants_uses = 1;
    if (size > 0)
        str_next_line(&all, &title);
    listing_set(l, LISTING_TITLE, title);
    listing_set(l, LISTING_DESCRIPTION, all);
    features_count(&f, g, l);
    check_uses(&f);
    assert(strlen(tongue_name(tongue_of(&f.title))) == 2);
    features_weigh(&f, idf, 1);
    features_merge(&f);
    for (size_t i = 0; i < f.count; i++) {
        assert(isfinite(f.item[i].value));
        assert(f.item[i].index < FEATURES_WIDTH);
        assert(i == 0 || f.item[i - 1].index < f.item[i].index);
    }
    features_clear(&f);
    free(idf);
    listing_free(l);
    glossary_free(g);
    return 0;
}
