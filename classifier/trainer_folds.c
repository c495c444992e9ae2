#include "classifier/trainer_folds.h"

#include "classifier/trainer_work.h"

void
trainer_fold_run(struct dataset *d, const struct glossary *g,
    const struct trainer_options *options, const struct trainer_fold *fold)
{
    struct trainer_model m = { 0 };
    struct trainer_work w;

    trainer_work_init(&w, d, g, options);
    trainer_split(&w, fold->held_out, options->last_year);
    trainer_learn(&w, &m, fold->held_out[0]);
    for (size_t i = 0; i < d->count; i++) {
        const struct dataset_doc *doc = &d->item[i];

        if (w.side[i] == TRAINER_TEST &&
            (doc->origin == DATASET_RECALL || doc->origin == DATASET_LISTING))
            fold->take(doc, trainer_decide(&w, &m, i),
                trainer_compare(&w, &m, i), fold->ctx);
    }
    trainer_model_clear(&m);
    trainer_work_clear(&w);
}
