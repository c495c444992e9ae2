#include "cli/model_folds.h"

#include "base/buf.h"
#include "base/js.h"
#include "base/mem.h"
#include "classifier/augment.h"
#include "classifier/tongue.h"
#include "classifier/trainer_folds.h"
#include "classifier/trainer_hazard.h"
#include "core/limits.h"

#include <stdio.h>

#define NAMES_MAX 16

static struct js *
hazards_of(const struct dataset_doc *doc)
{
    struct js *list = js_new_array();

    for (size_t h = 0; h < HAZARDS; h++)
        if (doc->hazards >> h & 1)
            js_add_text(list, str_of(hazard_name((enum hazard)h)));
    return list;
}

void
model_folds_documents(const struct dataset *d)
{
    struct buf line = BUF_MAX(LIMIT_LINE_BYTES);

    for (size_t i = 0; i < d->count; i++) {
        const struct dataset_doc *doc = &d->item[i];
        struct js *j = js_new_object();

        js_set_number(j, "label", doc->label);
        js_set_number(j, "year", doc->year);
        js_set_text(j, "src", str_of(d->sources.item[doc->source]));
        js_set_text(j, "title", str_of(doc->title));
        if (doc->description != NULL)
            js_set_text(j, "description", str_of(doc->description));
        if (doc->hazards != 0)
            js_set(j, "hazards", hazards_of(doc));
        buf_reset(&line);
        js_write(&line, j);
        puts(buf_text(&line));
        js_free(j);
    }
    buf_clear(&line);
}

static void
print_hazard(size_t doc, enum hazard kind, int is, double decision, void *ctx)
{
    (void)ctx;
    printf("%zu\t%s\t%d\t%.9g\n", doc, hazard_name(kind), is, decision);
}

void
model_folds_hazards(struct dataset *d, const struct glossary *g,
    const struct trainer_options *options)
{
    struct trainer_hazard_fold to = { print_hazard, NULL };

    trainer_hazards_fold(d, g, options, &to);
}

struct sheet {
    const struct dataset *dataset;
    const char *fold;
};

static void
print_decision(
    const struct dataset_doc *doc, double decision, double compared, void *ctx)
{
    const struct sheet *s = ctx;

    printf("%s\t%d\t%d\t%s\t%.9g\t%s\t%.9g\n", s->fold, doc->label, doc->year,
        s->dataset->sources.item[doc->source], decision,
        tongue_name((enum glossary_language)doc->language), compared);
}

void
model_folds_print(struct dataset *d, const struct glossary *g,
    const struct trainer_options *options)
{
    struct dice dice = { options->seed };

    augment(d, g, &dice);
    for (size_t i = 0; options->held_out[i] != NULL; i++) {
        struct sheet sheet = { d, options->held_out[i] };
        const char *names[NAMES_MAX + 1] = { NULL };
        struct trainer_fold fold = { names, print_decision, &sheet };
        struct texts parts = { 0 };
        struct str rest = str_of(options->held_out[i]), part;

        while (parts.count < NAMES_MAX && str_next(&rest, ',', &part))
            texts_add(&parts, part);
        for (size_t k = 0; k < parts.count; k++)
            names[k] = parts.item[k];
        trainer_fold_run(d, g, options, &fold);
        texts_clear(&parts);
    }
}
