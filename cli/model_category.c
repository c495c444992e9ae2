#include "cli/model_category.h"

#include "base/datadir.h"
#include "base/file.h"
#include "base/lines.h"
#include "base/mem.h"
#include "classifier/category_release.h"
#include "classifier/category_trainer.h"
#include "cli/verbs.h"
#include "core/limits.h"

#include <stdio.h>
#include <stdlib.h>

/* Guesses that explain prints. */
#define SHOWN 3

int
model_category_is(const char *dir)
{
    struct buf path = BUF_MAX(4096), text = BUF_MAX(LIMIT_CONFIG_BYTES);
    struct js *j = NULL;
    struct fail none = { "" };
    int is;

    buf_addf(&path, "%s/config.json", dir);
    is = file_exists(buf_text(&path)) &&
         file_read(&text, buf_text(&path), &none) == 0 &&
         js_parse(&j, buf_str(&text), &none) == 0 &&
         js_get(j, "categories") != NULL;
    js_free(j);
    buf_clear(&path);
    buf_clear(&text);
    return is;
}

static void
say(const char *text, void *ctx)
{
    (void)ctx;
    fprintf(stderr, "model: %s\n", text);
}

static int
load_listings(struct category_data *d, const struct model_category_options *o,
    struct fail *fail)
{
    struct category_labels labels = { 0 };
    struct buf text = BUF_MAX(LIMIT_CONFIG_BYTES);
    int rc = file_read(&text, o->labels, fail);

    if (rc == 0)
        rc = category_labels_parse(&labels, buf_str(&text), o->labels, fail);
    for (size_t i = 0; rc == 0 && i < o->listing_count; i++) {
        struct buf lines = BUF_MAX(LIMIT_FEED_BYTES);

        rc = file_read(&lines, o->listings[i], fail);
        if (rc == 0)
            rc = category_data_add_listings(
                d, &labels, buf_str(&lines), o->listings[i], fail);
        buf_clear(&lines);
    }
    category_labels_clear(&labels);
    buf_clear(&text);
    return rc;
}

static void
write_command(struct buf *out, const struct model_category_options *o)
{
    buf_addz(out, "shelfwatch model train --categories");
    for (size_t i = 0; i < o->listing_count; i++)
        buf_addf(out, " --listings %s", o->listings[i]);
    for (const char *const *h = o->held_out; *h != NULL; h++)
        buf_addf(out, " --hold-out %s", *h);
    buf_addf(out, " --seed %lld --out %s", o->seed, o->out);
}

static int
train(struct category_model *m, struct category_data *d, struct str glossary,
    const struct model_category_options *o, struct fail *fail)
{
    struct category_options how = { .held_out = o->held_out, .say = say };
    struct category_figures figures;
    struct dice dice = { (uint64_t)o->seed };
    struct buf card = BUF_MAX(LIMIT_CONFIG_BYTES), command = BUF_MAX(8192);
    int rc;

    category_data_thin(d, &dice);
    category_data_augment(d, m->glossary, &dice);
    rc = category_trainer_run(m, &figures, d, &how, fail);
    if (rc == 0) {
        write_command(&command, o);
        category_card(&card, &figures, d, buf_text(&command));
        rc = category_release_save(m, o->out, glossary, buf_str(&card), fail);
    }
    buf_clear(&card);
    buf_clear(&command);
    return rc;
}

int
model_category_train(const struct model_category_options *o, struct fail *fail)
{
    struct category_model *m = mem_new(sizeof *m);
    struct buf glossary = BUF_MAX(LIMIT_CONFIG_BYTES);
    struct category_data d;
    int rc;

    category_model_init(m);
    category_data_init(&d);
    rc = file_read(&glossary, o->glossary, fail);
    if (rc == 0)
        rc =
            glossary_parse(&m->glossary, buf_str(&glossary), o->glossary, fail);
    if (rc == 0)
        rc = load_listings(&d, o, fail);
    if (rc == 0)
        rc = train(m, &d, buf_str(&glossary), o, fail);
    category_data_clear(&d);
    category_model_free(m);
    buf_clear(&glossary);
    return rc;
}

int
model_category_info(const char *dir, struct fail *fail)
{
    struct category_model *m = NULL;
    struct buf path = BUF_MAX(4096), card = BUF_MAX(LIMIT_CONFIG_BYTES);
    int rc = category_release_load(&m, dir, fail);

    buf_addf(&path, "%s/card.md", dir);
    if (rc == 0)
        rc = file_read(&card, buf_text(&path), fail);
    if (rc == 0)
        printf("%s\n\n%s", m->version, buf_text(&card));
    category_model_free(m);
    buf_clear(&path);
    buf_clear(&card);
    return rc;
}

/* --- guesses --- */

static void
print_guess(
    const struct listing *l, const struct category_guess *g, int explains)
{
    struct js *j = js_new_object(), *all;
    struct buf line = BUF_MAX(LIMIT_LINE_BYTES);
    struct category_guess rest = *g;

    if (g->known) {
        js_set_textz(j, "category", category_name(g->category));
        js_set_number(j, "probability", g->probability);
    }
    js_set_bool(j, "known", g->known);
    if (explains) {
        js_set_text(j, "title", listing_get(l, LISTING_TITLE));
        all = js_new_object();
        for (int n = 0; n < SHOWN && g->known; n++) {
            int best = 0;

            for (int c = 1; c < CATEGORIES; c++)
                best = rest.all[c] > rest.all[best] ? c : best;
            js_set_number(
                all, category_name((enum category)best), rest.all[best]);
            rest.all[best] = -1;
        }
        js_set(j, "likeliest", all);
    }
    js_write(&line, j);
    puts(buf_text(&line));
    buf_clear(&line);
    js_free(j);
}

static int
guess_line(const struct category_model *m, struct features *f, struct str line,
    int explains, struct fail *fail)
{
    struct category_guess g;
    struct listing *l = NULL;
    struct js *j = NULL;
    int rc = js_parse(&j, line, fail);

    if (rc == 0)
        rc = listing_from_json(&l, j, fail);
    if (rc == 0) {
        category_model_guess(m, f, l, &g);
        print_guess(l, &g, explains);
    }
    listing_free(l);
    js_free(j);
    return rc;
}

int
model_category_lines(const char *dir, int explains, struct fail *fail)
{
    struct category_model *m = NULL;
    struct features f;
    struct lines in;
    struct str line;
    int rc = category_release_load(&m, dir, fail), bad = 0;

    features_init(&f);
    lines_init(&in, stdin, LIMIT_LINE_BYTES);
    while (rc == 0 && lines_next(&in, &line)) {
        if (in.text.over
                ? fail_set(fail, "longer than %u bytes", LIMIT_LINE_BYTES)
                : guess_line(m, &f, line, explains, fail)) {
            fail_wrap(fail, "line %zu", in.number);
            bad = verb_failed("model", fail->text);
        }
    }
    lines_clear(&in);
    features_clear(&f);
    category_model_free(m);
    return rc != 0 ? -1 : bad != 0;
}

/* --- figures --- */

static void
print_source(const struct category_model *m, struct features *f,
    const struct category_data *d, uint32_t source)
{
    struct listing *l = listing_new();
    size_t count = 0, right = 0, sure = 0, sure_right = 0;

    for (size_t i = 0; i < d->count; i++) {
        const struct category_doc *doc = &d->item[i];
        struct category_guess g;
        int is;

        if (doc->source != source)
            continue;
        listing_set(l, LISTING_TITLE, str_of(doc->title));
        listing_set(l, LISTING_DESCRIPTION, str_of(doc->description));
        category_model_guess(m, f, l, &g);
        is = g.known && (int)g.category == doc->category;
        count++;
        right += (size_t)is;
        sure += g.probability >= CATEGORY_SURE;
        sure_right += is && g.probability >= CATEGORY_SURE;
    }
    if (count > 0)
        printf("%-24s %7zu offers  right %5.1f %%  sure %5.1f %%  right where "
               "sure %5.1f %%\n",
            d->sources.item[source], count, 100 * (double)right / (double)count,
            100 * (double)sure / (double)count,
            sure > 0 ? 100 * (double)sure_right / (double)sure : 0);
    listing_free(l);
}

int
model_category_evaluate(
    const char *dir, const struct model_category_options *o, struct fail *fail)
{
    struct category_model *m = NULL;
    struct category_data d;
    struct features f;
    int rc;

    category_data_init(&d);
    features_init(&f);
    rc = category_release_load(&m, dir, fail);
    if (rc == 0)
        rc = load_listings(&d, o, fail);
    for (size_t i = 0; rc == 0 && i < d.sources.count; i++)
        print_source(m, &f, &d, (uint32_t)i);
    features_clear(&f);
    category_data_clear(&d);
    category_model_free(m);
    return rc;
}
