/* crawler/view_class.h - what class names, ids and the like say.
 *
 * Words that shops of every making put into class names ("old-price",
 * "productTitle"), never the name of a shop.
 */
#ifndef CRAWLER_VIEW_CLASS_H
#define CRAWLER_VIEW_CLASS_H

#include "base/str.h"

/* Flags of enum view_flag for the words of a class or id value: split at
 * anything but letters and digits, and at inner capitals. */
unsigned view_class_flags(struct str value);

#endif
