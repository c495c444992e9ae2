/* crawler/fetch_end.h - what became of a request of crawler/fetch.h.
 *
 * Of crawler/fetch alone.
 */
#ifndef CRAWLER_FETCH_END_H
#define CRAWLER_FETCH_END_H

#include "crawler/fetch_job.h"

/* The transfer has ended: put what came into the page. */
void fetch_end_fill(struct job *j);

/* Then, where it failed, why. */
void fetch_end_explain(struct job *j, CURLcode code);

/* Or 1, with the page's `why`, where the end came too early for libcurl to
 * know: in a packed stream, or a page whose end is that of the connection. */
int fetch_end_early(struct job *j);

#endif
