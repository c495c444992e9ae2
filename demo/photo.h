/* demo/photo.h - made-up photographs of made-up products.
 *
 * A product is some shaded parts before an even ground, as shops show them.
 * The same numbers give the same picture at any size.
 */
#ifndef DEMO_PHOTO_H
#define DEMO_PHOTO_H

#include "base/picture.h"

/* view 1 is the product on white, 2 the same in a room, 3 a part of it. */
void photo_draw(
    struct picture *out, int product, int view, int width, int height);

#endif
