/* scan/pictures.h - which pictures of an offer are fetched.
 *
 * Of an offer that has a case, the first few of those its page names, on
 * whatever host they are. They are fetched like any page: robots.txt, delays
 * and rules of addresses hold for them too.
 */
#ifndef SCAN_PICTURES_H
#define SCAN_PICTURES_H

#include "core/listing.h"
#include "store/store.h"

struct pictures {
    struct store *store; /* borrowed */
    int max;             /* of one offer; 0: none */
    struct texts due;    /* addresses to be fetched, since they were cleared */
};

/* Note in the store what an offer shows; what is not there yet is due. */
int pictures_note(struct pictures *p, int64_t listing, const struct listing *l,
    struct fail *fail);

#endif
