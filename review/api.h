/* review/api.h - the same work for programs: JSON under /api/v1.
 *
 * Who asks is said by a token ("Authorization: Bearer TOKEN"); no cookie
 * counts here, so that no page of another site can use somebody's session.
 * What can be asked is written in review/static/openapi.json, which
 * /api/v1/openapi.json answers to everybody; its examples are run as tests.
 * An error is {"error": {"code", "message"}}.
 */
#ifndef REVIEW_API_H
#define REVIEW_API_H

#include "review/view.h"

/* 1 if the path is one of these. */
int api_is(struct str path);

/* 1 with the session of the request's token, 0 without a valid one, -1 if the
 * store failed. *session is cleared by the caller in any case. */
int api_session(struct view *v, struct session *session, struct fail *fail);

/* Answer it; v->user is who the token belongs to, or NULL. */
void api_handle(struct view *v);

#endif
