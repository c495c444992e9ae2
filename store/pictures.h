/* store/pictures.h - pictures of offers that have a case.
 *
 * An offer's picture is due from when its case came until a visit of its
 * address has ended. What came is in the archive like any page; kept here is
 * what core/picture_facts.h made of it, once for equal bytes, and whose it
 * is. Where the rows of an offer are deleted, thumbnails that no other offer
 * has go with them.
 */
#ifndef STORE_PICTURES_H
#define STORE_PICTURES_H

#include "store/store.h"

/* An offer shows a picture, the place-th from 0. 1 if it is to be fetched, 0
 * if it is there, perhaps as that of another offer. */
int store_picture_due(struct store *s, int64_t listing, struct str url,
    int place, struct fail *fail);

struct store_picture {
    int64_t id;        /* 0: there is none (yet) */
    struct str digest; /* hex SHA-256 of its bytes */
    const char *media_type;
    int width, height;
    uint64_t look; /* dHash */
    int plain;     /* 1: `look` says nothing */
    struct str thumb;
    /* Of an offer's: */
    int place;
    struct str url;
    int64_t page; /* the visit that ended it; 0: due */
};

/* A visit of an address ended: whoever waits for its picture has it, or, where
 * p is NULL, has none of it. Its id and thumb are as they are to be
 * kept; place, url and page are not looked at. Nothing is kept where nobody
 * waits. */
int store_picture_came(struct store *s, struct str url, int64_t page,
    const struct store_picture *p, struct fail *fail);

/* An offer's pictures in their order, without thumbs; borrowed for the call. */
int store_picture_each(struct store *s, int64_t listing,
    int (*visit)(const struct store_picture *p, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);

/* Append a thumbnail: 1, or 0 if there is no such picture. */
int store_picture_thumb(
    struct store *s, int64_t id, struct buf *out, struct fail *fail);

#endif
