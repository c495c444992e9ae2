#include "classifier/augment.h"

#include "base/mem.h"
#include "classifier/rewrite.h"
#include "classifier/tongue.h"

#define HITS_MAX 12

static void
add_in(struct dataset *d, const struct glossary *g,
    const struct glossary_hit *hits, size_t count, enum glossary_language to,
    struct dice *dice, const struct dataset_doc *as)
{
    struct buf title = BUF_MAX(600);

    if (rewrite_title(&title, g, hits, count, to, dice))
        dataset_add(d, buf_str(&title), as);
    buf_clear(&title);
}

static void
rewrite_all(struct dataset *d, const struct glossary *g, struct dice *dice)
{
    struct glossary_hit hits[HITS_MAX];
    struct tokens tokens = { 0 };
    size_t count = d->count; /* without what is added here */

    for (size_t i = 0; i < count; i++) {
        struct dataset_doc as = d->item[i];
        size_t n, one_in;

        token_read(&tokens, str_of(as.title), 60);
        if (tongue_of(&tokens) != GLOSSARY_EN)
            continue;
        n = glossary_find(g, buf_str(&tokens.folded.text), hits, HITS_MAX);
        one_in =
            as.label > 0 ? AUGMENT_RECALLS_ONE_IN : AUGMENT_LISTINGS_ONE_IN;
        if (n == 0 || dice_below(dice, one_in) != 0)
            continue;
        as.origin = DATASET_REWRITTEN;
        as.description = NULL;
        add_in(d, g, hits, n, GLOSSARY_DE, dice, &as);
        add_in(d, g, hits, n, GLOSSARY_ZH, dice, &as);
    }
    token_clear(&tokens);
}

static void
make_all(struct dataset *d, const struct glossary *g, struct dice *dice)
{
    struct dataset_doc as = { .origin = DATASET_MADE };

    as.source = dataset_source(d, STR("glossary"));
    for (uint32_t i = 0; i < glossary_count(g); i++) {
        struct glossary_hit hit = { .concept = i };
        enum glossary_kind kind = glossary_at(g, i)->kind;

        if (kind == GLOSSARY_OPEN)
            continue;
        as.label = kind == GLOSSARY_RECALLED ? 1 : -1;
        for (int l = 0; l < GLOSSARY_LANGUAGES; l++)
            for (int n = 0;
                 n < (l == GLOSSARY_EN ? AUGMENT_MADE : AUGMENT_MADE_ABROAD);
                 n++)
                add_in(d, g, &hit, 1, (enum glossary_language)l, dice, &as);
    }
}

void
augment(struct dataset *d, const struct glossary *g, struct dice *dice)
{
    rewrite_all(d, g, dice);
    make_all(d, g, dice);
}
