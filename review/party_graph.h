/* review/party_graph.h - who shares what with one party.
 *
 * The party, what it shares (an e-mail address, a telephone number, an
 * address, a domain, a name in another role, a responsible person or maker),
 * and the others that have the same. Capped, in the order of the store, so
 * that the picture is the same every time.
 */
#ifndef REVIEW_PARTY_GRAPH_H
#define REVIEW_PARTY_GRAPH_H

#include "review/view.h"
#include "store/parties.h"

#define PARTY_GRAPH_LINKS 8   /* things shared */
#define PARTY_GRAPH_OTHERS 16 /* parties they are shared with */
#define PARTY_GRAPH_EDGES 64

struct party_graph {
    struct {
        const char *key; /* of a text: "trait.email", "field.manufacturer" */
        char *label;     /* owned */
    } link[PARTY_GRAPH_LINKS];
    struct {
        int64_t id;
        char *label; /* owned */
    } other[PARTY_GRAPH_OTHERS];
    struct {
        unsigned char link, other;
    } edge[PARTY_GRAPH_EDGES];
    size_t links, others, edges;
    int cut; /* something is left out */
};

int party_graph_read(struct party_graph *out, struct store *s,
    const struct store_party *of, struct fail *fail);
void party_graph_clear(struct party_graph *g);

/* The picture with its title and description; then the same as a table. */
void party_graph_draw(
    struct view *v, const struct party_graph *g, struct str name);

#endif
