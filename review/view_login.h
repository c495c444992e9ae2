/* review/view_login.h - signing in and out, and one's own password. */
#ifndef REVIEW_VIEW_LOGIN_H
#define REVIEW_VIEW_LOGIN_H

#include "review/view.h"

void view_login(struct view *v);         /* GET /login?to= */
void view_login_post(struct view *v);    /* name, password, to */
void view_logout_post(struct view *v);   /* ends this session */
void view_password(struct view *v);      /* GET /password */
void view_password_post(struct view *v); /* old, fresh, again */

/* 303 to the form, which leads back to this page; 403 where there is nothing
 * to lead back to. */
void view_login_first(struct view *v);

#endif
