/* tests/html_walk.h - the nodes of a tree in the order of the document. */
#ifndef TESTS_HTML_WALK_H
#define TESTS_HTML_WALK_H

#include "crawler/html.h"

/* What comes after n, its children (if they are wanted) first, or NULL behind
 * the last. *depth goes with it: below n it is one more. */
static inline const struct html_node *
html_walk(const struct html_node *n, int children, size_t *depth)
{
    if (children && n->first != NULL) {
        ++*depth;
        return n->first;
    }
    while (n != NULL && n->next == NULL) {
        n = n->parent;
        --*depth;
    }
    return n != NULL ? n->next : NULL;
}

#endif
