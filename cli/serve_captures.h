/* cli/serve_captures.h - the archive, for the review pages. */
#ifndef CLI_SERVE_CAPTURES_H
#define CLI_SERVE_CAPTURES_H

#include "crawler/capture.h"
#include "review/capture_source.h"

/* The functions of review/capture_source.h over an archive that outlives
 * them. */
struct capture_source serve_captures(struct capture_archive *archive);

#endif
