#include "classifier/dataset.h"

#include "base/fold.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "classifier/sentence.h"

#include <stdlib.h>
#include <string.h>

#define TITLE_MAX 600
#define DESCRIPTION_MAX 2000

void
dataset_init(struct dataset *d)
{
    *d = (struct dataset){ .seen = map_new(NULL) };
}

void
dataset_clear(struct dataset *d)
{
    for (size_t i = 0; i < d->count; i++) {
        free(d->item[i].title);
        free(d->item[i].description);
    }
    free(d->item);
    map_free(d->seen);
    texts_clear(&d->sources);
    *d = (struct dataset){ 0 };
}

uint32_t
dataset_source(struct dataset *d, struct str name)
{
    for (size_t i = 0; i < d->sources.count; i++)
        if (str_is(name, d->sources.item[i]))
            return (uint32_t)i;
    texts_add(&d->sources, name);
    return (uint32_t)(d->sources.count - 1);
}

static char *
copy_description(const struct dataset_doc *as)
{
    return as->description == NULL
               ? NULL
               : str_dup(utf8_cut(str_of(as->description), DESCRIPTION_MAX));
}

/* The same title again. */
static void
add_again(struct dataset_doc *old, const struct dataset_doc *as)
{
    if (as->label > 0 && old->label > 0) {
        old->hazards |= as->hazards;
        if (old->description == NULL)
            old->description = copy_description(as);
    } else if (as->label > 0) {
        char *kept = old->title;

        *old = *as;
        old->title = kept;
        old->description = copy_description(as);
    }
}

int
dataset_add(struct dataset *d, struct str title, const struct dataset_doc *as)
{
    struct buf key = BUF_MAX(4 * TITLE_MAX);
    struct map_item *at;
    int is_new;

    title = utf8_cut(str_trim(title), TITLE_MAX);
    fold_key(&key, title);
    if (key.len == 0) {
        buf_clear(&key);
        return 0;
    }
    at = map_add(d->seen, buf_str(&key), &is_new);
    buf_clear(&key);
    if (!is_new) {
        d->duplicates++;
        add_again(&d->item[at->value.num - 1], as);
        return 0;
    }
    d->item = mem_grow(d->item, &d->cap, d->count + 1, sizeof d->item[0]);
    d->item[d->count] = *as;
    d->item[d->count].title = str_dup(title);
    d->item[d->count].description = copy_description(as);
    at->value.num = (int64_t)++d->count;
    return 1;
}

static int
add_line(struct dataset *d, struct str line, struct fail *fail)
{
    struct dataset_doc doc = { .label = -1, .origin = DATASET_LISTING };
    struct listing *l = NULL;
    struct js *j = NULL;
    struct str source;

    if (js_parse(&j, line, fail) != 0)
        return -1;
    if (listing_from_json(&l, j, fail) != 0) {
        js_free(j);
        return -1;
    }
    source = js_get_text(j, "src");
    if (source.len == 0)
        source = listing_get(l, LISTING_MARKET);
    doc.source = dataset_source(d, source.len > 0 ? source : STR("unnamed"));
    dataset_add(d, listing_get(l, LISTING_TITLE), &doc);
    listing_free(l);
    js_free(j);
    return 0;
}

int
dataset_add_listings(
    struct dataset *d, struct str lines, const char *name, struct fail *fail)
{
    struct str line;
    size_t number = 0;

    while (str_next_line(&lines, &line)) {
        number++;
        if (str_trim(line).len > 0 && add_line(d, line, fail) != 0)
            return fail_wrap(fail, "%s:%zu", name, number);
    }
    return 0;
}

/* The name ends where the notice begins to speak. */
static const char *const stops[] = { " sold at ", " sold exclusively",
    " sold by ", " sold in ", " sold from ", " sold with ", " sold on ",
    " sold under", " due to ", " because ", " manufactured ", " made by ",
    " distributed ", " imported ", " produced ", " purchased ", " that ",
    " which ", " recalled ", " recall ", " (recall", " posing ",
    " in violation", " violate", " fail ", " with model number", " with serial",
    " with date", " model number", " model no", " models ", " serial number",
    " bearing ", " - recall", " equipped with certain", " hazard",
    " and other products", " (model", " (item", " (style", " (sku", " dated ",
    " between " };

static const char *const starts[] = { "certain ", "various ", "all ",
    "approximately ", "about ", "recalled ", "recall of ", "the ", "model ",
    "several ", "some ", "hazardous ", "dangerous ", "defective " };

void
dataset_clean_notice(struct buf *out, struct str name)
{
    int again = 1;

    name = str_trim(name);
    for (size_t i = 0; i < COUNT(stops); i++) {
        ptrdiff_t at = str_find_nocase(name, str_of(stops[i]), 0);

        if (at > 2)
            name = str_trim(str_sub(name, 0, (size_t)at));
    }
    while (again) {
        again = 0;
        for (size_t i = 0; i < COUNT(starts); i++)
            if (str_starts_nocase(name, str_of(starts[i]))) {
                name = str_trim(str_sub(name, str_of(starts[i]).len, name.len));
                again = 1;
            }
    }
    while (name.len > 0 && strchr(",;:.-(/ ", name.p[name.len - 1]) != NULL)
        name.len--;
    buf_adds(out, name);
}

/* Words of sentences that are not about the product as sold. */
static const char *const reasons[] = { "hazard", " risk", "pose ", "posing ",
    "injur", "incident", "consumers should", "refund", "in violation",
    "violate", "reports of", "stop using" };

/* How notices begin to describe. */
static const char *const openings[] = { "this recall involves ",
    "this recall includes ", "this recall is for ", "the recall involves ",
    "the recall includes ", "the recalled " };

void
dataset_clean_description(struct buf *out, struct str description)
{
    struct str s;
    size_t at = 0, before = out->len;

    while (sentence_next(description, &at, &s)) {
        int wanted = 1;

        for (size_t i = 0; i < COUNT(reasons); i++)
            wanted &= str_find_nocase(s, str_of(reasons[i]), 0) < 0;
        if (!wanted)
            continue;
        for (size_t i = 0; i < COUNT(openings); i++)
            if (str_starts_nocase(s, str_of(openings[i])))
                s = str_sub(s, str_of(openings[i]).len, s.len);
        if (out->len > before)
            buf_addc(out, ' ');
        buf_adds(out, s);
    }
}
