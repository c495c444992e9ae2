/* crawler/page_state.h - whether the content of a page could be seen.
 *
 * "Missing X" is only a finding where the page was observed: a captcha, a
 * log-in wall, an error page that says 200, a script shell must never look
 * like an offer without its particulars. And a product page that mentions a
 * captcha or carries a cookie banner must not look like a wall.
 */
#ifndef CRAWLER_PAGE_STATE_H
#define CRAWLER_PAGE_STATE_H

#include "core/page.h"
#include "crawler/extract_visible.h"

struct page_state_input {
    int status;                /* HTTP; 0 is taken for 200 */
    enum page_outcome outcome; /* PAGE_TRUNCATED makes it partial */
    int rendered;              /* it is what a browser made of the page */
    int tree_truncated;        /* or its text: not all of the page was read */
    const struct view *view;
    const struct facts *facts; /* of every extractor */
    const struct visible_signs *signs;
};

/* The state, and *reason in words ("" when observed; static). */
enum page_observed page_state_judge(
    const struct page_state_input *in, const char **reason);

#endif
