/* recalls/json_path.h - values of a JSON record by a path such as
 * "product.brands[].brand".
 *
 * Names are joined by "."; "[]" behind a name stands for every element of an
 * array and may be left out, because feeds give one thing as itself and
 * several as an array. A member whose name is the whole path comes first, so
 * that "No. of units" needs no escape.
 */
#ifndef RECALLS_JSON_PATH_H
#define RECALLS_JSON_PATH_H

#include "base/fail.h"
#include "base/js.h"

#define JSON_PATH_NAMES_MAX 16
#define JSON_PATH_BYTES_MAX 500

/* 0, or -1 with what is wrong and the byte it is at, from 1. */
int json_path_check(struct str path, struct fail *fail);

/* Call visit for every value, in order; never for null. A path that
 * json_path_check refuses leads nowhere. */
void json_path_each(const struct js *record, struct str path,
    void (*visit)(const struct js *value, void *ctx), void *ctx);

#endif
