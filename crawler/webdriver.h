/* crawler/webdriver.h - W3C WebDriver as bytes: what is sent to the driver of
 * a browser, and what its answers say.
 *
 * Source: W3C WebDriver (Recommendation of 2018, and Level 2), with the
 * options of Chromium's driver ("goog:chromeOptions"). Pure. The driver's
 * browser runs a stranger's page, so its answers are read as a stranger's
 * too. Knows no connection and no process.
 */
#ifndef CRAWLER_WEBDRIVER_H
#define CRAWLER_WEBDRIVER_H

#include "base/buf.h"
#include "base/fail.h"
#include "base/js.h"

#include <stdint.h>

/* Of chromedriver: 32 hexadecimal digits. */
#define WEBDRIVER_ID_BYTES 65
#define WEBDRIVER_NAME_BYTES 100

/* --- what is sent --- */

struct webdriver_wish {
    const char *binary;     /* path of the browser */
    const char *user_agent; /* what it calls itself */
    const char *folder;     /* of this session, empty: its profile goes there */
    int proxy_port;         /* on loopback: its only way out */
    int no_sandbox;         /* its own does not work for root */
};

/* Append the body of "New Session". */
void webdriver_ask_session(struct buf *out, const struct webdriver_wish *w);
/* Of "Navigate To", "Set Window Rect". */
void webdriver_ask_url(struct buf *out, struct str url);
void webdriver_ask_window(struct buf *out, int width, int height);

/* Of "Execute Script": how the page stands, and its document. */
void webdriver_ask_look(struct buf *out);
void webdriver_ask_document(struct buf *out);

/* --- what came --- */

enum webdriver_kind {
    WEBDRIVER_VALUE,
    WEBDRIVER_PROMPT,  /* a dialogue was open; it is closed now */
    WEBDRIVER_TIMEOUT, /* the page did not come or does not answer */
    WEBDRIVER_ERROR,   /* anything else */
};

/* Read an answer: what it is, *doc (owned, NULL unless WEBDRIVER_VALUE) with
 * the value as its member "value", and the driver's words in fail, made fit
 * for a line. */
enum webdriver_kind webdriver_read(
    struct js **doc, struct str answer, struct fail *fail);

struct webdriver_session {
    char id[WEBDRIVER_ID_BYTES];        /* letters, digits and '-' */
    char browser[WEBDRIVER_NAME_BYTES]; /* "Chromium 156.0.8078.79" */
};
int webdriver_read_session(
    struct webdriver_session *out, const struct js *doc, struct fail *fail);

#define WEBDRIVER_FAILED_BYTES 64

struct webdriver_look {
    int complete; /* the document and all that it named are loaded */
    int64_t elements, letters;
    int height;       /* of the document in CSS pixels, 0 where unknown */
    int frame_height; /* of what the window has around the page */
    char *opened;     /* owned: address the document was loaded from */
    /* "" or, where the browser shows a page of its own because it could not
     * load that address, why: "ERR_CERT_AUTHORITY_INVALID". */
    char failed[WEBDRIVER_FAILED_BYTES];
};
/* Numbers that make no sense become 0. */
int webdriver_read_look(
    struct webdriver_look *out, const struct js *doc, struct fail *fail);
void webdriver_look_clear(struct webdriver_look *l);

/* Append the document as UTF-8, up to out's cap; *cut is 1 where there is
 * more. */
int webdriver_read_document(
    struct buf *out, int *cut, const struct js *doc, struct fail *fail);

/* Append the picture that "Take Screenshot" gave, a PNG of no more than
 * out's cap. */
int webdriver_read_picture(
    struct buf *out, const struct js *doc, struct fail *fail);

/* How many windows "Get Window Handles" named; 0 where it named none. */
size_t webdriver_read_windows(const struct js *doc);

/* The port in what chromedriver says when it is ready, or 0. */
int webdriver_read_port(struct str line);

#endif
