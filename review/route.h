/* review/route.h - which page answers a path, and who may ask for it. */
#ifndef REVIEW_ROUTE_H
#define REVIEW_ROUTE_H

#include "review/view.h"

/* Who may ask: one of these roles is enough. */
enum {
    ROUTE_ANYONE = 0,      /* without a session */
    ROUTE_READ = ROLE_ALL, /* everybody who is signed in */
    ROUTE_ACT = ROLE_ANALYST | ROLE_VALIDATOR,
    ROUTE_WORK = ROUTE_ACT | ROLE_ADMINISTRATOR, /* assigns, takes over */
    ROUTE_AUDIT = ROLE_AUDITOR | ROLE_ADMINISTRATOR,
    ROUTE_ADMIN = ROLE_ADMINISTRATOR,
};

struct route {
    const char *method;
    const char *path; /* '#' stands for a positive number */
    void (*handle)(struct view *v);
    unsigned roles; /* ROUTE_*, or bits of core/role.h */
};

/* The table of all pages, in order of path; a NULL path ends it. */
const struct route *route_table(void);

/* 1 if a path is of a pattern, with the number that stands at its '#'. */
int route_fits(const char *pattern, struct str path, int64_t *id);

/* The route for a method and path, with the number in *id. NULL if there is
 * none; *other is then 1 if the path exists with another method. */
const struct route *route_find(
    struct str method, struct str path, int64_t *id, int *other);

#endif
