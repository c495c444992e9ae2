/* scan/met.h - keys of the addresses that a run of a scan is through with: they
 * are queued, or can never be.
 *
 * Eight bytes of an address (digest_key) where its text would be thirty: what
 * an unchanged page links to is looked up here and not read. Holds so many,
 * and forgets any of them beyond that; whoever is not found is looked at the
 * long way.
 */
#ifndef SCAN_MET_H
#define SCAN_MET_H

#include "base/str.h"

#include <stdint.h>

/* Of one key in a row of them. */
#define MET_KEY_BYTES sizeof(int64_t)

struct met;
struct met *met_new(void);
void met_free(struct met *m); /* NULL is allowed */

void met_add(struct met *m, int64_t key);
int met_has(const struct met *m, int64_t key);

/* How many of the first of these keys are there, one after the other. */
size_t met_run(const struct met *m, struct str keys);

/* The key at a place in a row. */
int64_t met_key(struct str keys, size_t place);

#endif
