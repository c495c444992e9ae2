/* recalls/model_list.h - the model numbers that one field of a notice names.
 *
 * Notices write several into one field ("RG30, RGS-30 and RGB-30"), ranges
 * ("A100 - A105", "A100 bis A105") and masks ("KX-***", "HR37xx"). A word
 * like "blue" beside a number is passed over.
 */
#ifndef RECALLS_MODEL_LIST_H
#define RECALLS_MODEL_LIST_H

#include "base/str.h"

enum model_form {
    MODEL_EXACT,  /* the key of a model number */
    MODEL_PREFIX, /* the fixed beginning of a masked one */
};

/* A range wider than this is prose, or a mistake. */
#define MODEL_RANGE_MAX 200

/* Visit the keys (core/model_key.h) of all numbers in the text; the same
 * may come twice. The key is borrowed for the call. */
void model_list_read(struct str text,
    void (*visit)(void *ctx, struct str key, enum model_form form), void *ctx);

/* 1 if a mask in the text covers the key. */
int model_list_masks(struct str text, struct str key);

#endif
