/* demo/fields.h - what was read off an offer against what its page states. */
#ifndef DEMO_FIELDS_H
#define DEMO_FIELDS_H

#include "base/buf.h"
#include "core/listing.h"
#include "demo/goods.h"

#define FIELDS_MAX 16
#define FIELDS_NAMED_BYTES 8192

struct fields {
    int right[FIELDS_MAX][GOODS_STYLES], all[FIELDS_MAX][GOODS_STYLES];
    char misread[FIELDS_NAMED_BYTES]; /* the first of them, a line each */
    size_t misread_len;
};

/* Count every field of an offer as right or not; a field that the page does
 * not state is right when it is absent. */
void fields_compare(
    struct fields *f, const struct goods_offer *o, const struct listing *l);

/* Append a table, by field and by how a section states its data. Returns how
 * many fields were misread. */
int fields_report(const struct fields *f, struct buf *out);

#endif
