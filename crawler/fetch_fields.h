/* crawler/fetch_fields.h - header fields of a request of crawler/fetch.h.
 *
 * Of crawler/fetch alone.
 */
#ifndef CRAWLER_FETCH_FIELDS_H
#define CRAWLER_FETCH_FIELDS_H

#include "crawler/fetch_job.h"

/* Those of every request, owned by the caller; or NULL. */
struct curl_slist *fetch_fields_common(const struct fetch *f);

/* Tell the job's handle all of them, and forget the job's own. */
void fetch_fields_set(struct job *j, const struct fetch_request *r);
void fetch_fields_clear(struct job *j);

#endif
