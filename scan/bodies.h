/* scan/bodies.h - which page of a run brought a body, by the body's digest: an
 * equal one is not archived again.
 *
 * Holds the last some 200,000, and forgets an older one for a newer: an index
 * of all bodies ever seen would be read and written for each page, for the few
 * that come again under another address.
 */
#ifndef SCAN_BODIES_H
#define SCAN_BODIES_H

#include "base/str.h"

#include <stdint.h>

struct bodies;
struct bodies *bodies_new(void);
void bodies_free(struct bodies *b); /* NULL is allowed */

/* The page that brought the body, or 0. Rarely a page of another body: whoever
 * uses it compares the digest. */
int64_t bodies_find(const struct bodies *b, struct str digest);

/* The page, a positive number, has it; unless one is there already. */
void bodies_add(struct bodies *b, struct str digest, int64_t page);

#endif
