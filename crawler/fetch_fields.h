/* crawler/fetch_fields.h - header fields of a request of crawler/fetch.h.
 *
 * Of crawler/fetch alone.
 */
#ifndef CRAWLER_FETCH_FIELDS_H
#define CRAWLER_FETCH_FIELDS_H

#include "crawler/fetch_job.h"

/* Those of every request, owned by the caller; or NULL. */
struct curl_slist *fetch_fields_common(const struct fetch *f);

/* An empty buffer for the lines of a job's own fields. */
struct buf fetch_fields_lines(void);

/* Tell the job's handle all of them. Those of the job's own are where its last
 * ones were. */
void fetch_fields_set(struct job *j, const struct fetch_request *r);

#endif
