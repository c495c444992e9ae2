#include "cli/model_folds.h"

#include "base/buf.h"
#include "base/js.h"
#include "base/mem.h"
#include "classifier/augment.h"
#include "classifier/trainer_folds.h"
#include "core/limits.h"

#include <stdio.h>

#define NAMES_MAX 16

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
        buf_reset(&line);
        js_write(&line, j);
        puts(buf_text(&line));
        js_free(j);
    }
    buf_clear(&line);
}

struct sheet {
    const struct dataset *dataset;
    const char *fold;
};

static void
print_decision(const struct dataset_doc *doc, double decision, void *ctx)
{
    const struct sheet *s = ctx;

    printf("%s\t%d\t%d\t%s\t%.9g\n", s->fold, doc->label, doc->year,
        s->dataset->sources.item[doc->source], decision);
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
