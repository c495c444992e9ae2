#include "classifier/card.h"

#include "base/mem.h"
#include "classifier/tongue.h"
#include "classifier/trainer_hazard.h"

#include <string.h>

static void
add_metrics(struct buf *out, const char *name, const struct metrics *m)
{
    buf_addf(out, "| %s | %zu / %zu | ", name, m->positives, m->negatives);
    if (m->positives == 0 || m->negatives == 0) {
        buf_addz(out, "- | - | - | - |\n");
        return;
    }
    buf_addf(out,
        "%.3f (%.3f-%.3f) | %.3f (%.3f-%.3f) | %.4f | %.3f / %.4f |\n",
        m->auc.value, m->auc.low, m->auc.high, m->average_precision.value,
        m->average_precision.low, m->average_precision.high,
        m->calibration_error, m->mean_positive, m->mean_negative);
}

static void
add_intent(struct buf *out, const struct released *r)
{
    buf_addf(out,
        "# Model %s\n"
        "\n"
        "Probability that an offer is of a kind of product like those that "
        "were recalled, and of which harm, from the words of its title (and, "
        "weighing less, category, attributes and the head of the "
        "description). Two linear support vector machines, averaged: one on "
        "hashed words, pairs of words, character n-grams and the concepts of "
        "glossary.tsv, with titles made from that glossary; one on words, "
        "characters and how much of a title is digits (binned), as notices "
        "and shops wrote them (it weighs one half in English and nothing "
        "elsewhere). In training the "
        "language of a title has a feature of its own, which the released "
        "model leaves out, so that no word has to stand for a language. Masked "
        "words are read as they are meant. Calibrated to a share of %.0f %% of "
        "such "
        "offers on the "
        "market.\n"
        "\n"
        "## Intended use\n"
        "\n"
        "Ranking offers for an analyst, beside recalls and rules. It knows "
        "kinds of product, not the offer at hand: a high value says *look*, "
        "never *unsafe*, and a low one never *safe*. Not for decisions "
        "without a person.\n",
        r->name != NULL ? r->name : "risk", r->base_rate * 100);
}

static void
add_data(
    struct buf *out, const struct trainer_figures *f, const struct dataset *d)
{
    buf_addf(out,
        "\n"
        "## Data\n"
        "\n"
        "%zu names of recalled products (notices of the CPSC 1973-2023 and "
        "of the EU Safety Gate 2023-24 without motor vehicles; who sold it, "
        "why, how many and since when are cut off), %zu titles of ordinary "
        "listings, %zu titles made in English, German and Chinese from "
        "glossary rows marked as often recalled or as ordinary. %zu of these "
        "products rewritten in German and Chinese by templates and glossary "
        "are only tested on and calibrated by, never learned from. %zu "
        "duplicates were left out. Ordinary listings were not selected as "
        "recalled; they are not proven safe. Price, seller, rating and which "
        "fields are filled are not features: in them notices differ from "
        "offers whatever the product; of numbers only where digits stand and, "
        "in English, how many.\n"
        "\n"
        "Sources:",
        f->positives, f->negatives, f->made, f->rewritten, d->duplicates);
    for (size_t i = 0; i < d->sources.count; i++)
        buf_addf(out, "%s %s", i > 0 ? "," : "", d->sources.item[i]);
    buf_addz(out, ".\n");
}

static void
add_splits(struct buf *out, const struct trainer_figures *f,
    const struct trainer_options *options)
{
    buf_addf(out,
        "\n"
        "## Figures\n"
        "\n"
        "Held out: notices after %d, and the listing sources",
        options->last_year);
    for (const char *const *h = options->held_out; *h != NULL; h++)
        buf_addf(out, " %s", *h);
    buf_addz(out,
        ". German and Chinese notices are rewritten English ones, so these "
        "two rows flatter; tests/cases/classifier holds titles written by "
        "hand, and tests/unit/test_classifier_risk.c prints the figures "
        "there. The random split is shown for contrast: it says how alike "
        "the sources are, not how good the model is.\n"
        "\n"
        "| Split | Recalled / ordinary | ROC AUC (95 %) | Average precision "
        "at the base rate (95 %) | Calibration error | Mean risk recalled / "
        "ordinary |\n"
        "|---|---|---|---|---|---|\n");
    for (size_t l = 0; l < GLOSSARY_LANGUAGES; l++) {
        struct buf name = BUF_MAX(100);

        buf_addf(&name, "held out, %s", tongue_name((enum glossary_language)l));
        add_metrics(out, buf_text(&name), &f->held_out[l]);
        buf_clear(&name);
    }
    for (size_t i = 0; i < f->source_count; i++)
        add_metrics(out, f->source[i].name, &f->source[i].m);
    add_metrics(out, "random, en", &f->random);
}

static void
add_thresholds(struct buf *out, const struct trainer_figures *f)
{
    buf_addz(out,
        "\n"
        "Held-out notices at or above a risk, and ordinary listings there "
        "per 1,000:\n"
        "\n"
        "| Risk from | en | | de | | zh | |\n"
        "|---|---|---|---|---|---|---|\n");
    for (size_t t = 0; t < TRAINER_THRESHOLDS; t++) {
        buf_addf(out, "| %.2f |", f->threshold[t]);
        for (size_t l = 0; l < GLOSSARY_LANGUAGES; l++)
            buf_addf(out, " %.1f %% | %.1f |", f->caught[l][t] * 100,
                f->alarms[l][t] * 1000);
        buf_addz(out, "\n");
    }
}

static int
is_modelled(const struct released *r, enum hazard kind)
{
    for (size_t h = 0; h < r->weights.hazard_count; h++)
        if (r->weights.hazard_kind[h] == kind)
            return 1;
    return 0;
}

/* A row per bin: what the model says, how often it is so. */
static void
add_reliability(struct buf *out, const char *what, const struct metrics *m)
{
    buf_addf(out,
        "\nReliability %s, held out; `#` is what the model says, `|` how "
        "often it is so:\n\n"
        "    risk      of all   said    is so\n",
        what);
    for (int b = 0; b < METRICS_BINS; b++) {
        const struct metrics_bin *bin = &m->bin[b];
        char plot[52];

        memset(plot, ' ', sizeof plot - 1);
        plot[sizeof plot - 1] = '\0';
        if (!(bin->mass > 0))
            continue;
        for (int i = 0; i < (int)(bin->said * 50); i++)
            plot[i] = '#';
        plot[(int)(bin->is * 50)] = '|';
        buf_addf(out, "    %.1f-%.1f  %6.2f %%  %.3f   %.3f  %s\n",
            (double)b / METRICS_BINS, (double)(b + 1) / METRICS_BINS,
            bin->mass * 100, bin->said, bin->is, plot);
    }
}

static void
add_hazards(
    struct buf *out, const struct released *r, const struct trainer_figures *f)
{
    buf_addf(out,
        "\n"
        "Hazards of held-out notices, from the name and, where there is one, "
        "the description without the sentences that speak of the hazard: "
        "micro F1 %.3f, macro F1 %.3f. The threshold comes of cross-validation "
        "(folds of whole years) on the last ten years of the notices learned "
        "from, halved; cost and that half were settled on notices of 2013-18 "
        "by models of those to 2012. A second stage on the decisions of all "
        "hazards, averages of several machines and weights by year were tried "
        "and did not help.\n"
        "\n"
        "| Hazard | Notices | C | Weight | F1 |\n"
        "|---|---|---|---|---|\n",
        f->hazard_micro, f->hazard_macro);
    for (size_t h = 0; h < r->weights.hazard_count; h++)
        buf_addf(out, "| %s | %zu | %.2f | %.1f | %.3f |\n",
            hazard_name((enum hazard)r->weights.hazard_kind[h]),
            f->hazard_tested[h], f->hazard_tuned[h].c,
            f->hazard_tuned[h].positive_weight, f->hazard_f1[h]);
    buf_addf(out,
        "\nNot modelled, because fewer than %d notices to learn from have "
        "them:",
        TRAINER_HAZARD_LEAST);
    for (size_t k = 0; k < HAZARDS; k++)
        if (!is_modelled(r, (enum hazard)k))
            buf_addf(out, " %s", hazard_name((enum hazard)k));
    buf_addz(out, ".\n");
}

static void
add_failures(struct buf *out, const struct trainer_figures *f)
{
    buf_addf(out,
        "\n"
        "## Known failures\n"
        "\n"
        "- It has seen no notice in German or Chinese. What the glossary "
        "does not name is judged there by ordinary goods alone. The "
        "curves there lie between one by which ordinary and rewritten "
        "recalled products stand on average where they stand in English and "
        "one fitted to these products: the risk of a kind is comparable "
        "across languages, its calibration is not proven.\n"
        "- Notices write names in the plural, shops in the singular, and "
        "shops write numbers: the model has learned some of that.\n"
        "- Notices name products, sellers praise them: long keyword titles "
        "lower the risk.\n"
        "- Few cosmetics, chemicals and electronics are among the notices "
        "(the CPSC is not responsible for cosmetics); ordinary listings are "
        "rich in electronics. Their risk is too low.\n"
        "- Accessories and spare parts of a recalled kind share its words.\n"
        "- Other languages in Latin letters are judged as English, with "
        "nearly no support. Titles mostly in other scripts are not judged: "
        "the base rate is given, and said not to be known.\n"
        "- The risk has not learned from descriptions: their words count as "
        "if they stood in a title, at less weight. Hazards have; there they "
        "count like the title's.\n"
        "- Most hazards that notices are held to have are read from their "
        "hazard text by key words; the regulator's own labels end in 2013.\n"
        "\n"
        "## Training\n"
        "\n"
        "libsvm, linear C-SVC, C = %.1f (listings of large sources less), on "
        "a working set that grows by margin violators; of %zu documents %zu "
        "are support vectors. The objective is %.2f, at most %.2f %% above "
        "the optimum of the whole problem (proven by the dual).\n",
        TRAINER_C, f->rows, f->vectors, f->objective, f->gap * 100);
}

void
card_write(struct buf *out, const struct released *r,
    const struct trainer_figures *f, const struct dataset *d,
    const struct trainer_options *options, const char *command)
{
    add_intent(out, r);
    add_data(out, f, d);
    add_splits(out, f, options);
    add_thresholds(out, f);
    add_reliability(out, "in English, each half by the curve of the other",
        &f->held_out[GLOSSARY_EN]);
    add_reliability(out, "in German, rewritten notices and real listings",
        &f->held_out[GLOSSARY_DE]);
    add_reliability(out, "in Chinese, rewritten notices and real listings",
        &f->held_out[GLOSSARY_ZH]);
    add_hazards(out, r, f);
    add_failures(out, f);
    buf_addf(out,
        "\nAgain, with the same bytes as the result (--report DIR writes the "
        "figures of what was held out as a page with plots):\n\n    %s\n",
        command);
}
