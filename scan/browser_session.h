/* scan/browser_session.h - one browser, driven: a page in, its document and
 * its picture out.
 *
 * Speaks WebDriver (crawler/webdriver.h) over libcurl (crawler/fetch.h) with
 * the driver that it started in browser_world. Everything has an end: a page
 * has LIMIT_RENDER_MS, then its browser is ended with all its processes.
 */
#ifndef SCAN_BROWSER_SESSION_H
#define SCAN_BROWSER_SESSION_H

#include "base/buf.h"
#include "base/fail.h"
#include "scan/browser_gate.h"

struct browser_place {
    const char *driver, *browser; /* paths of the programs */
    const char *home;             /* an empty folder of its own */
    const char *user_agent;
    int proxy_port;
    struct browser_gate *gate;
};

struct browser_session;

/* Start driver and browser; all of place must outlive the session. */
int browser_session_new(struct browser_session **out,
    const struct browser_place *place, struct fail *fail);
void browser_session_free(struct browser_session *s); /* ends them */

struct browser_result {
    struct buf document; /* UTF-8; empty where nothing could be read */
    struct buf picture;  /* PNG, or empty */
    char *why;           /* owned: why it is not all of the page, or "" */
};
void browser_session_result_init(struct browser_result *r);
void browser_session_result_clear(struct browser_result *r);

/* Open a page. Returns 1 if the browser may be used for another one, 0 if it
 * has to be replaced. */
int browser_session_render(
    struct browser_session *s, struct str url, struct browser_result *out);

/* "Chromium 156.0.8078.79" */
const char *browser_session_name(const struct browser_session *s);

#endif
