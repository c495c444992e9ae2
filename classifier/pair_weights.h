/* classifier/pair_weights.h - the numbers of a pair model as bytes.
 *
 * Little-endian, the same on every machine. What is read is checked: nothing
 * in it points outside, every number is finite.
 */
#ifndef CLASSIFIER_PAIR_WEIGHTS_H
#define CLASSIFIER_PAIR_WEIGHTS_H

#include "classifier/pair_model.h"

void pair_weights_write(struct buf *out, const struct pair_model *m);

/* Read into m, which is initialised and has its schema and `context`. */
int pair_weights_read(
    struct pair_model *m, struct str bytes, struct fail *fail);

#endif
