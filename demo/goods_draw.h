/* demo/goods_draw.h - fills in what an offer of the shops leaves open.
 *
 * Draws depend on the number of the offer only. Part of demo/goods.
 */
#ifndef DEMO_GOODS_DRAW_H
#define DEMO_GOODS_DRAW_H

#include "demo/goods.h"

/* Fill every field of an offer whose shop, section and number are set. */
void goods_draw(struct goods *g, struct goods_offer *o);

/* What a planted offer states itself in place of what was drawn. */
int goods_draw_planted(struct goods *g, struct goods_offer *o,
    const struct yaml_node *entry, struct fail *fail);

/* Number of entries of a list (0 for NULL), and the nth. */
size_t goods_list_count(const struct yaml_node *list);
struct str goods_list_at(const struct yaml_node *list, size_t n);

/* A party from a map of name, address, email. */
struct goods_party goods_party_of(const struct yaml_node *map);

#endif
