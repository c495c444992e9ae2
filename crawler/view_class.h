/* crawler/view_class.h - what class names, ids and the like say.
 *
 * Words that shops of every making put into class names ("old-price",
 * "productTitle"), never the name of a shop.
 */
#ifndef CRAWLER_VIEW_CLASS_H
#define CRAWLER_VIEW_CLASS_H

#include "base/str.h"

/* The table of words, by a hash. */
#define VIEW_CLASS_SLOTS 512
struct view_class {
    unsigned char word[VIEW_CLASS_SLOTS]; /* its number, from 1; 0: none */
};
void view_class_init(struct view_class *c);

/* Flags of enum view_flag for the words of a class or id value: split at
 * anything but letters and digits, and at inner capitals. */
unsigned view_class_flags(const struct view_class *c, struct str value);

#endif
