/* review/view_users.h - accounts and their roles. */
#ifndef REVIEW_VIEW_USERS_H
#define REVIEW_VIEW_USERS_H

#include "review/view.h"

void view_users(struct view *v);          /* GET /admin/users */
void view_users_add(struct view *v);      /* name, display, role..., password */
void view_users_roles(struct view *v);    /* /admin/users/#/roles: role... */
void view_users_disable(struct view *v);  /* /admin/users/#/disable: disabled */
void view_users_password(struct view *v); /* /admin/users/#/password */

#endif
