/* review/view.h - one answer in the making, and what all pages share. */
#ifndef REVIEW_VIEW_H
#define REVIEW_VIEW_H

#include "base/http_server.h"
#include "review/capture_source.h"
#include "review/markup.h"
#include "review/session.h"
#include "review/text.h"
#include "store/store.h"

struct pages;

struct view {
    const struct http_request *rq;
    struct http_response *rs;
    struct markup m;               /* writes into rs->body */
    struct store *store;           /* borrowed */
    const struct session *session; /* borrowed */
    const struct account *user;    /* who is signed in, or NULL; borrowed */
    const struct capture_source *captures; /* borrowed, or NULL */
    const struct pages *pages;             /* what serve was started with */
    int terminal;    /* there are no accounts: who has the terminal's address
                        is let in */
    int secure;      /* 1 if the browser came by TLS */
    struct str peer; /* network address of the browser */
    enum text_lang lang;
    int64_t now_ms;
    int64_t id;      /* number in the path, 0 without one */
    struct str here; /* path of the page that the language links reload */
};

/* 1 if who is signed in has one of the roles: what they may not do is not
 * offered. The route table refuses it in any case. */
int view_may(const struct view *v, unsigned roles);

/* Keep in the audit log what the user did now; in the transaction of the deed
 * where there is one. detail is JSON text or "". */
int view_audit(struct view *v, const char *action, const char *object,
    struct str detail, struct fail *fail);

/* Text for a key of review/text.h in the language of the page. */
struct str view_text(const struct view *v, const char *key);

/* Label of a decision's reason code; the code itself if it is unknown. */
struct str view_reason(const struct view *v, struct str code);

/* Head, navigation and the beginning of <main>; then the rest. */
void view_start(struct view *v, struct str title);
void view_end(struct view *v);

/* A whole page that says what is wrong; `why` may be empty. */
void view_error(struct view *v, int status, const char *key, const char *why);

/* 303 See Other: what a form is answered with. */
void view_redirect(struct view *v, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Append "&name=value", encoded; '?' where it is the first. Empty values are
 * left out. */
void view_query_add(struct buf *out, const char *name, struct str value);

/* <input type="hidden"> with the token every form must carry. */
void view_csrf(struct view *v);

/* "1 case", "12 cases": the text of `key`, or of "KEY.one" for one. */
void view_number(struct view *v, int64_t n, const char *key);
/* As the language writes it: 12.5 is "12,5" in German. */
void view_decimal(struct view *v, double n, int digits);
/* A price as it was read, "12.50" and "EUR". */
void view_amount(struct view *v, struct str amount, struct str currency);

/* The model gives every hazard a share: less than this is not shown. */
#define VIEW_HAZARD_MIN 0.1

/* <span class="CLASS NAME">label</span>: states, strengths, hazards. The name
 * becomes a class only if it is made of lower case letters and '_'. */
void view_chip(struct view *v, const char *kind, struct str name);

/* Open a part of the page: <section> with its heading, named by the key. To
 * be closed with markup_close. */
void view_section(struct view *v, const char *key);

/* A link to a page outside: followed only by a person, and without telling it
 * where from. What is no web address is text. */
void view_outside(struct view *v, struct str url);

/* <time> with the date, or date and time of day, in UTC. */
void view_date(struct view *v, struct str rfc3339, int with_time);

#endif
