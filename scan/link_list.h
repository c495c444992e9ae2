/* scan/link_list.h - links of a page in few bytes: of each what the one before
 * does not begin with.
 *
 * A fifth of the texts of a shop's page, which gzip makes no smaller.
 */
#ifndef SCAN_LINK_LIST_H
#define SCAN_LINK_LIST_H

#include "scan/message.h"

/* Append them. -1 past the cap of out. */
int link_list_put(struct buf *out, const struct message_result *m);

/* Put the links into m, which has none; their texts stand in `texts`, which is
 * overwritten. -1, and none, if bytes are not as link_list_put made them, or
 * their texts go past the cap. */
int link_list_get(
    struct message_result *m, struct buf *texts, struct str bytes);

#endif
