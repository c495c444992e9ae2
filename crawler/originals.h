/* crawler/originals.h - what a WARC revisit says of the record that has its
 * body; and of such records those that were read lately.
 *
 * A page read back is put again as a revisit soon, and its record would be
 * unpacked once more for its head.
 */
#ifndef CRAWLER_ORIGINALS_H
#define CRAWLER_ORIGINALS_H

#include "crawler/warc.h"

/* Pages that may be in work at a time. */
#define ORIGINALS_MAX 128

struct original {
    char *record, *id, *uri, *date; /* owned; record NULL if there is none */
    int64_t at_ms;                  /* date, in milliseconds */
};

/* Of the response r, which stands at `record`. */
void original_take(
    struct original *o, struct str record, const struct warc_record *r);
void original_clear(struct original *o);

struct originals {
    struct original item[ORIGINALS_MAX];
    size_t turn; /* the next of them to be replaced */
};

/* r was read at `record`; only a response is kept. */
void originals_add(
    struct originals *all, struct str record, const struct warc_record *r);
/* 1 and a copy if the record was read lately. */
int originals_find(
    const struct originals *all, const char *record, struct original *out);
void originals_clear(struct originals *all);

#endif
