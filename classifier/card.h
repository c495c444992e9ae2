/* classifier/card.h - what a person should know of a model before using it.
 *
 * Writes card.md from the figures of its training: Markdown, one page.
 */
#ifndef CLASSIFIER_CARD_H
#define CLASSIFIER_CARD_H

#include "classifier/trainer.h"

/* command: how to train it again. */
void card_write(struct buf *out, const struct released *r,
    const struct trainer_figures *f, const struct dataset *d,
    const struct trainer_options *options, const char *command);

#endif
