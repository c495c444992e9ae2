/* demo/stage.h - a shop made by scripts, and scripts made to harm a browser.
 *
 * Without a browser its pages are empty stages; the host's site profile
 * (demo/sites/) asks for one. What takes a browser's whole time is served, but
 * no page leads there.
 */
#ifndef DEMO_STAGE_H
#define DEMO_STAGE_H

#include "base/http_server.h"

/* Answer a path of the stage's host; 0 if it is none of its. */
int stage_answer(const struct http_request *rq, struct http_response *rs);

#endif
