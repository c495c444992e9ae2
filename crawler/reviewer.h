/* crawler/reviewer.h - who wrote a review is left out of it.
 *
 * A surveillance authority needs what customers report, not who they are
 * (Regulation (EU) 2016/679 Art. 5(1)(c)). Names in fields of their own are
 * never read; what is dropped here are lines that say who wrote, and the name
 * under a text. A name within a sentence stays: it cannot be told from others.
 */
#ifndef CRAWLER_REVIEWER_H
#define CRAWLER_REVIEWER_H

#include "base/str.h"

/* The text of a review without its author: a part of it, empty where nothing
 * else is left. */
struct str reviewer_drop(struct str text);

#endif
