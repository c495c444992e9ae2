/* crawler/capture.h - one archived page for a person, read by a process of
 * its own.
 *
 * The bytes are a stranger's and the reader of HTML is old: as in a scan it
 * gets them in a process without network, new processes, other files or open
 * descriptors, with an end to its memory and its time. What it writes comes
 * through a pipe, to be passed on as it comes.
 */
#ifndef CRAWLER_CAPTURE_H
#define CRAWLER_CAPTURE_H

#include "base/fail.h"
#include "base/str.h"

#include <stdint.h>

enum capture_form {
    CAPTURE_PAGE,   /* crawler/inert.h, as HTML */
    CAPTURE_TEXT,   /* the text a reader would see */
    CAPTURE_RECORD, /* how it was fetched: times, peer, heads, digest */
    /* As JPEG, written anew, CAPTURE_SIDE at its longer side; nothing where
     * the bytes are none. */
    CAPTURE_PICTURE,
    CAPTURE_SCREENSHOT, /* what a browser showed, a PNG; nothing without one */
};

#define CAPTURE_SIDE 1000
/* Processes that may run at a time. */
#define CAPTURES_MAX 8

struct capture_archive; /* an archive, and who reads it */

/* The folder need not be there before the first capture. */
struct capture_archive *capture_archive_new(const char *archive_dir);
/* Those that run are ended. NULL is allowed. */
void capture_archive_free(struct capture_archive *c);

struct capture;

/* Begin to read a record ("SEGMENT:OFFSET"). -1 when too many are read. A
 * record that cannot be read is told in the text that comes. */
int capture_start(struct capture_archive *c, struct str record,
    enum capture_form form, struct capture **out, struct fail *fail);

/* What has come, up to max bytes: their number, 0 where nothing has yet, -1 at
 * the end. A reader that died is told in a last sentence. */
int64_t capture_read(struct capture *c, char *out, size_t max);

/* Sleep until there is something to read. */
void capture_wait(const struct capture *c);

/* Ends the process where it still runs. NULL is allowed. */
void capture_end(struct capture *c);

#endif
