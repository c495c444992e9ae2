#include "classifier/category_data.h"

#include "base/fold.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "classifier/rewrite.h"
#include "classifier/tongue.h"
#include "core/listing.h"

#include <stdlib.h>

#define TITLE_MAX 600
#define DESCRIPTION_MAX 2000
#define HITS_MAX 12
/* Of the documents that name a concept one in this many is rewritten. */
#define REWRITE_ONE_IN 2
/* Titles made per concept and language. */
#define MADE 8

void
category_data_init(struct category_data *d)
{
    *d = (struct category_data){ .seen = map_new(NULL) };
}

static void
doc_clear(struct category_doc *doc)
{
    free(doc->title);
    free(doc->description);
}

void
category_data_clear(struct category_data *d)
{
    for (size_t i = 0; i < d->count; i++)
        doc_clear(&d->item[i]);
    free(d->item);
    map_free(d->seen);
    texts_clear(&d->sources);
    *d = (struct category_data){ 0 };
}

static uint32_t
source_of(struct category_data *d, struct str name)
{
    for (size_t i = 0; i < d->sources.count; i++)
        if (str_is(name, d->sources.item[i]))
            return (uint32_t)i;
    texts_add(&d->sources, name);
    return (uint32_t)(d->sources.count - 1);
}

/* A copy, unless the title is there already. */
static void
add(struct category_data *d, struct str title, struct str description,
    const struct category_doc *as)
{
    struct buf key = BUF_MAX(4 * TITLE_MAX);
    struct category_doc *doc;
    int is_new = 0;

    title = utf8_cut(str_trim(title), TITLE_MAX);
    fold_key(&key, title);
    if (key.len > 0)
        map_add(d->seen, buf_str(&key), &is_new);
    buf_clear(&key);
    if (!is_new)
        return;
    d->item = mem_grow(d->item, &d->cap, d->count + 1, sizeof d->item[0]);
    doc = &d->item[d->count++];
    *doc = *as;
    doc->title = str_dup(title);
    doc->description = description.len > 0
                           ? str_dup(utf8_cut(description, DESCRIPTION_MAX))
                           : NULL;
}

/* `stated`: a category that is one text, no path. */
static void
add_listing(struct category_data *d, const struct category_labels *t,
    const struct listing *l, struct str stated, struct str source)
{
    const struct texts *path = &l->list[LISTING_CATEGORY];
    struct buf label = BUF_MAX(1000);
    struct category_doc doc = { .category = -1 };

    for (size_t i = 0; i < path->count; i++)
        buf_addf(&label, "%s%s", i > 0 ? " > " : "", path->item[i]);
    if (path->count == 0)
        buf_adds(&label, stated);
    doc.category = category_labels_find(t, buf_str(&label));
    doc.source = source_of(d, source);
    if (doc.category >= 0)
        add(d, listing_get(l, LISTING_TITLE),
            listing_get(l, LISTING_DESCRIPTION), &doc);
    buf_clear(&label);
}

int
category_data_add_listings(struct category_data *d,
    const struct category_labels *t, struct str lines, const char *name,
    struct fail *fail)
{
    struct str line;
    size_t number = 0;

    while (str_next_line(&lines, &line)) {
        struct listing *l = NULL;
        struct js *j = NULL;
        struct str source;

        number++;
        if (str_trim(line).len == 0)
            continue;
        if (js_parse(&j, line, fail) != 0 ||
            listing_from_json(&l, j, fail) != 0) {
            js_free(j);
            return fail_wrap(fail, "%s:%zu", name, number);
        }
        source = js_get_text(j, "src");
        if (source.len == 0)
            source = listing_get(l, LISTING_MARKET);
        add_listing(d, t, l, js_get_text(j, "category"),
            source.len > 0 ? source : STR("unnamed"));
        listing_free(l);
        js_free(j);
    }
    return 0;
}

void
category_data_thin(struct category_data *d, struct dice *dice)
{
    size_t *all = mem_array(d->sources.count * CATEGORIES, sizeof *all);
    size_t kept = 0;

    for (size_t i = 0; i < d->count; i++)
        all[d->item[i].source * CATEGORIES + (size_t)d->item[i].category]++;
    for (size_t i = 0; i < d->count; i++) {
        struct category_doc *doc = &d->item[i];
        size_t n = all[doc->source * CATEGORIES + (size_t)doc->category];

        if (n > CATEGORY_DATA_MOST && dice_below(dice, n) >= CATEGORY_DATA_MOST)
            doc_clear(doc);
        else
            d->item[kept++] = *doc;
    }
    d->count = kept;
    free(all);
}

/* --- other languages --- */

static void
add_in(struct category_data *d, const struct glossary *g,
    const struct glossary_hit *hits, size_t count, enum glossary_language to,
    struct dice *dice, const struct category_doc *as)
{
    struct buf title = BUF_MAX(TITLE_MAX);

    if (rewrite_title(&title, g, hits, count, to, dice))
        add(d, buf_str(&title), STR_NONE, as);
    buf_clear(&title);
}

/* A document is rewritten where its last concept, which names the thing, is
 * of its own category: the rest of a title may name anything. */
static void
rewrite_all(
    struct category_data *d, const struct glossary *g, struct dice *dice)
{
    struct glossary_hit hits[HITS_MAX];
    struct tokens tokens = { 0 };
    size_t count = d->count;

    for (size_t i = 0; i < count; i++) {
        struct category_doc as = d->item[i];
        size_t n;

        token_read(&tokens, str_of(as.title), 60);
        if (tongue_of(&tokens) != GLOSSARY_EN ||
            dice_below(dice, REWRITE_ONE_IN) != 0)
            continue;
        n = glossary_find(g, buf_str(&tokens.folded.text), hits, HITS_MAX);
        if (n == 0 || category_of_class(str_of(
                          glossary_at(g, hits[n - 1].concept)->class_name)) !=
                          as.category)
            continue;
        as.is_rewritten = 1;
        add_in(d, g, hits, n, GLOSSARY_DE, dice, &as);
        add_in(d, g, hits, n, GLOSSARY_ZH, dice, &as);
    }
    token_clear(&tokens);
}

void
category_data_augment(
    struct category_data *d, const struct glossary *g, struct dice *dice)
{
    struct category_doc as = { .source = source_of(d, STR("glossary")) };

    rewrite_all(d, g, dice);
    for (uint32_t i = 0; i < glossary_count(g); i++) {
        struct glossary_hit hit = { .concept = i };

        as.category = category_of_class(str_of(glossary_at(g, i)->class_name));
        if (as.category < 0)
            continue;
        for (int l = 0; l < GLOSSARY_LANGUAGES; l++)
            for (int n = 0; n < MADE; n++)
                add_in(d, g, &hit, 1, (enum glossary_language)l, dice, &as);
    }
}
