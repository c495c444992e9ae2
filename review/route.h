/* review/route.h - which page answers a path, and who may ask for it. */
#ifndef REVIEW_ROUTE_H
#define REVIEW_ROUTE_H

#include "review/view.h"

enum route_role {
    ROUTE_ANYONE,  /* without a session */
    ROUTE_ANALYST, /* with one */
};

struct route {
    const char *method;
    const char *path; /* '#' stands for a positive number */
    void (*handle)(struct view *v);
    enum route_role role;
};

/* The table of all pages, in order of path; a NULL path ends it. */
const struct route *route_table(void);

/* The route for a method and path, with the number in *id. NULL if there is
 * none; *other is then 1 if the path exists with another method. */
const struct route *route_find(
    struct str method, struct str path, int64_t *id, int *other);

#endif
