/* rules/vectorscan.h - which of many literals stand in a text, by vectorscan.
 *
 * The fast way of rules/prefilter.h where the library is there. Its databases
 * take seconds to make, so they are kept on disk, by the digest of what they
 * are made of.
 */
#ifndef RULES_VECTORSCAN_H
#define RULES_VECTORSCAN_H

#include "base/fail.h"
#include "base/str.h"

struct vectorscan; /* immutable */

/* cache_dir may be NULL. Fails where the library cannot run. */
int vectorscan_new(struct vectorscan **out, const struct str *literals,
    size_t count, const char *cache_dir, struct fail *fail);
void vectorscan_free(struct vectorscan *v);

/* "vectorscan 5.4.9" */
const char *vectorscan_name(const struct vectorscan *v);
int vectorscan_was_cached(const struct vectorscan *v);

struct vectorscan_scratch; /* one per worker */
struct vectorscan_scratch *vectorscan_scratch_new(const struct vectorscan *v);
void vectorscan_scratch_free(struct vectorscan_scratch *x);

/* As prefilter_scan. */
void vectorscan_scan(const struct vectorscan *v, struct vectorscan_scratch *x,
    struct str text, int (*hit)(size_t literal, size_t end, void *arg),
    void *arg);

#endif
