/* crawler/extract_state.h - facts from the data a shop embeds for its own
 * scripts: __NEXT_DATA__, window.X = {...}, dataLayer, application/json.
 *
 * Only plain data is read, no script is run. Of the many objects there the
 * product's is told by its name: it has to be in the page's own title.
 */
#ifndef CRAWLER_EXTRACT_STATE_H
#define CRAWLER_EXTRACT_STATE_H

#include "core/url.h"
#include "crawler/facts.h"
#include "crawler/html.h"

/* Call after extract_meta: og:title is one of the titles that count. */
void extract_state(
    struct facts *f, const struct html *h, const struct url *base);

#endif
