/* review/capture_source.h - how the pages get at an archived page.
 *
 * The pages know no archive and parse no stranger's bytes: whoever serves them
 * gives these functions. What comes is passed on as it is, into a frame that
 * may do nothing.
 */
#ifndef REVIEW_CAPTURE_SOURCE_H
#define REVIEW_CAPTURE_SOURCE_H

#include "base/fail.h"
#include "base/str.h"

#include <stdint.h>

struct capture_source {
    /* Begin to read a record of the archive as "page" (inert HTML), "text" or
     * "record" (how it was fetched), both plain text, "picture" (JPEG,
     * written anew) or "screenshot" (what a browser showed, a PNG). 0, or -1.
     */
    int (*start)(void *ctx, struct str record, struct str form, void **job,
        struct fail *fail);
    /* Up to max bytes: their number, 0 nothing yet, -1 the end. */
    int64_t (*read)(void *job, char *out, size_t max);
    void (*end)(void *job);
    void *ctx;
};

#endif
