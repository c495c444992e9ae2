#include "classifier/category_trainer.h"

static double
share(size_t part, size_t whole)
{
    return whole > 0 ? 100 * (double)part / (double)whole : 0;
}

static void
add_categories(struct buf *out, const struct category_figures *f)
{
    buf_addz(out,
        "\n| Category | Offers left out | of those found | said, and right |\n"
        "|---|---|---|---|\n");
    for (int c = 0; c < CATEGORIES; c++)
        if (f->truth[c] + f->said[c] > 0)
            buf_addf(out, "| %s | %zu | %.0f %% | %.0f %% |\n",
                category_name((enum category)c), f->truth[c],
                share(f->right[c], f->truth[c]),
                share(f->right[c], f->said[c]));
}

static void
add_sources(struct buf *out, const struct category_figures *f)
{
    buf_addf(out,
        "\n## Figures\n\n"
        "Each source in turn was left out, with all that was rewritten from "
        "it, and guessed by a model of the others. *Sure* is a probability of "
        "%.1f and more, which is what rules and scores use. Expected "
        "calibration error over all that was left out: %.3f (the one "
        "parameter of the softmax was chosen on the same offers).\n\n"
        "| Source | Offers | Right | Sure | Right where sure |\n"
        "|---|---|---|---|---|\n",
        CATEGORY_SURE, f->calibration_error);
    for (size_t i = 0; i < f->tested_count; i++) {
        const struct category_tested *t = &f->tested[i];

        buf_addf(out, "| %s | %zu | %.1f %% | %.1f %% | %.1f %% |\n", t->name,
            t->offers, share(t->right, t->offers), share(t->sure, t->offers),
            share(t->sure_right, t->sure));
    }
    add_categories(out, f);
}

void
category_card(struct buf *out, const struct category_figures *f,
    const struct category_data *d, const char *command)
{
    buf_addz(out,
        "# Category model\n\n"
        "Which kind of goods an offer is, by the words of its title, "
        "attributes and description: one linear support vector machine per "
        "category (one against the rest) on hashed words, pairs, characters "
        "and concepts of the glossary.\n\n"
        "## Intended use\n\n"
        "Where a page says no category, rules that ask for one and the score "
        "of offers for children may use the guess. It is stated as a guess "
        "wherever it counts, and what rests on it is a candidate, never "
        "strong. Not for deciding which law applies to a product.\n\n"
        "## Categories\n\n");
    for (int c = 0; c < CATEGORIES; c++)
        buf_addf(out, "%s%s (%s)", c > 0 ? ", " : "",
            category_name((enum category)c),
            category_title((enum category)c, LANG_EN));
    buf_addf(out,
        ".\n\n## Data\n\n%zu titles: offers of shops that state a category "
        "(core/category_labels.tsv says which is which; at most %d of one "
        "source and category), some of the English ones rewritten in German "
        "and Chinese, and titles made from the glossary, whose classes belong "
        "to a category (core/category.c). Sources:",
        f->learned, CATEGORY_DATA_MOST);
    for (size_t i = 0; i < d->sources.count; i++)
        buf_addf(out, " %s", d->sources.item[i]);
    buf_addz(out, ".\n");
    add_sources(out, f);
    buf_addf(out,
        "\n## Known failures\n\n"
        "- The shops that state categories are English and Chinese; German "
        "is known by the glossary alone.\n"
        "- Where a shop puts a thing is a matter of taste: cases for phones "
        "are electronics here, hair dryers appliances, bicycle helmets "
        "vehicles.\n"
        "- Weapons, chemicals, batteries and tools are known almost by the "
        "glossary alone.\n"
        "- An accessory is taken for the thing it belongs to.\n\n"
        "Again, with the same bytes as the result:\n\n    %s\n",
        command);
}
