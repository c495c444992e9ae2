/* core/picture_facts.h - what is kept of an offer's picture beside its bytes.
 *
 * Made where bytes are inspected, and nowhere else. Two pictures are told to
 * be one by the bytes' SHA-256, or by a digest of how they look that survives
 * being saved anew and made smaller: dHash, whose 64 bits say where, on a
 * grid of 9 x 8, brightness grows from left to right (N. Krawetz, "Kind of
 * Like That", hackerfactor.com, 2013).
 */
#ifndef CORE_PICTURE_FACTS_H
#define CORE_PICTURE_FACTS_H

#include "base/picture.h"

/* Longer side of the thumbnail. */
#define PICTURE_FACTS_SIDE 160
/* The room to write one in; a photograph takes 5 KB. */
#define PICTURE_FACTS_THUMB_BYTES (128u << 10)
/* Pictures of which at most so many bits differ look alike. Of drawings saved
 * anew, made smaller or brighter 97 in 100 do; of drawings of other products,
 * all before the same white ground, 1 in 100 does, so that likeness alone
 * proves nothing. tests/unit/test_demo_photo.c prints the table. */
#define PICTURE_FACTS_NEAR 4

struct picture_facts {
    enum picture_format format;
    int width, height; /* of the picture as it came */
    uint64_t look;     /* dHash */
    /* 1 where so little is to be seen that all such pictures look alike: one
     * colour, a shade. `look` says nothing then. */
    int plain;
    struct buf thumb; /* JPEG written by us; "" where it was not decoded */
};

/* -1, with *out cleared, where the bytes are no picture that can be shown. */
int picture_facts_make(
    struct picture_facts *out, struct str bytes, struct fail *fail);
void picture_facts_clear(struct picture_facts *f);

/* How many bits of two digests differ: 0 to 64. */
int picture_facts_distance(uint64_t a, uint64_t b);

#endif
