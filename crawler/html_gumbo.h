/* crawler/html_gumbo.h - the tree of a page as another parser makes it.
 *
 * What is shown to a person as the page that was captured is read by
 * gumbo-parser, and not by the code that judged the offer (crawler/html.h):
 * a fault of ours then shows as a difference, and is not shown twice. Tests
 * hold both trees against each other over all saved pages. Slower, and gumbo
 * is no longer maintained: for single pages, in a process that may be lost.
 */
#ifndef CRAWLER_HTML_GUMBO_H
#define CRAWLER_HTML_GUMBO_H

#include "crawler/html.h"

/* As html_parse, but white space in text stands as it is, and has_itemscope
 * and has_typeof are not set. Fails where the tree does not fit. */
int html_gumbo_parse(struct html *h, struct str utf8, struct fail *fail);

#endif
