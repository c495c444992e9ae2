/* demo/truth.h - what was planted against what a scan found.
 *
 * Fed with the addresses of offers, the cases of the queue and the ends of
 * pages; says what was missed and what was flagged wrongly. Knows no store.
 */
#ifndef DEMO_TRUTH_H
#define DEMO_TRUTH_H

#include "base/js.h"
#include "core/listing.h"
#include "demo/goods.h"
#include "demo/shop_server.h"

struct truth;

struct truth *truth_new(const struct goods *g); /* borrows g */
void truth_free(struct truth *t);

/* An offer that the scan read. */
void truth_add_listing(struct truth *t, const struct listing *l);
/* A case of the queue: the record of docs/formats.md. */
void truth_add_case(struct truth *t, const struct js *casefile);
/* How a page ended. */
void truth_add_page(
    struct truth *t, struct str url, struct str state, struct str reason);
/* What the shops counted. */
void truth_set_counts(struct truth *t, const struct shop_server_counts *c);

/* Append the table for people. Returns how many things are not as planted:
 * suspects missed, near misses and ordinary offers in the queue, offers not
 * read, fields misread, snares not survived, forbidden pages asked for. */
int truth_report(struct truth *t, struct buf *out);

#endif
