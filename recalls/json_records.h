/* recalls/json_records.h - the records of a JSON file, one at a time.
 *
 * A file is JSON Lines or one array of objects. Each record is parsed alone,
 * so that a broken or cut-off one costs itself and no other.
 */
#ifndef RECALLS_JSON_RECORDS_H
#define RECALLS_JSON_RECORDS_H

#include "base/fail.h"
#include "base/js.h"

struct json_records {
    struct str rest;
    int array; /* one array, not lines */
    size_t line;
    int resyncs; /* how often a broken record of an array was left behind */
    const char *const *inside; /* of json_records_enter, once one was found */
};

/* text is borrowed until the last record was read. */
void json_records_init(struct json_records *jr, struct str text);

/* Where the text is an object around the records, go to them: to the array
 * that is the first of the NULL-ended members there is ("results",
 * "data.items"). Several such objects may follow each other, each on a line
 * of its own. Returns 1 if it was so; inside is borrowed. */
int json_records_enter(struct json_records *jr, const char *const *inside);

/* The next record: 1 with *out owned by the caller, -1 with fail set for one
 * that is broken (go on), 0 at the end. */
int json_records_next(
    struct json_records *jr, struct js **out, struct fail *fail);

/* The object with the members: OpenDataSoft's older services put them one or
 * two levels down, in "fields" or "record.fields". */
const struct js *json_records_unwrap(const struct js *record);

#endif
