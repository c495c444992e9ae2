/* review/view_party.h - sellers, makers and responsible persons as pages.
 *
 * Shows what the law makes public on an offer, and nothing of who bought or
 * reviewed it.
 */
#ifndef REVIEW_VIEW_PARTY_H
#define REVIEW_VIEW_PARTY_H

#include "review/view.h"
#include "store/parties.h"
#include "store/related.h"

/* GET /sellers?role=&text=&page=: those of a role, most cases first. */
void view_parties(struct view *v);
/* GET /party/#: one of them. */
void view_party(struct view *v);

/* Its name (its key where it has none) as a link to its page, and country. */
void view_party_link(struct view *v, const struct store_party *p);

/* A table of offers that is begun with its first row; _end closes it. */
struct view_party_offers {
    struct view *v;
    size_t count;
};
int view_party_offers_add(
    const struct store_offer *o, void *ctx, struct fail *fail);
void view_party_offers_end(struct view_party_offers *list);

#endif
