/* tests/site.h - the pages of a small store, served to a test. */
#ifndef TESTS_SITE_H
#define TESTS_SITE_H

#include "tests/cases.h"
#include "tests/client.h"

#include "review/pages.h"

struct site {
    struct cases *cases;
    struct session session;
    struct pages pages;
    struct client_server server;
    struct buf out;
    uint16_t port;
    char cookie[200];
};

static inline int64_t
site_now(void)
{
    return CASES_NOW_MS + 3600 * 1000;
}

static inline int
site_setup(void **state)
{
    struct site *s = mem_new(sizeof *s);
    struct http_options o = { .handle = pages_handle, .ctx = &s->pages };
    struct fail fail;

    s->cases = cases_new();
    if (session_init(&s->session, "anna", &fail) != 0)
        return -1;
    s->pages = (struct pages){
        .store = s->cases->s, .session = &s->session, .now_ms = site_now
    };
    pages_init(&s->pages);
    s->out = BUF_MAX(8u << 20);
    if (client_server_start(&s->server, &o, &fail) != 0)
        return -1;
    s->port = http_server_port(s->server.server);
    snprintf(s->cookie, sizeof s->cookie, "Cookie: shelfwatch=%s\r\n",
        s->session.key);
    *state = s;
    return 0;
}

static inline int
site_teardown(void **state)
{
    struct site *s = *state;

    client_server_stop(&s->server);
    session_clear(&s->session);
    cases_free(s->cases);
    buf_clear(&s->out);
    free(s);
    return 0;
}

static inline int
site_get(struct site *s, const char *target)
{
    return client_ask(s->port, target, s->cookie, NULL, &s->out);
}

/* A form with the right token. */
static inline int
site_post(struct site *s, const char *target, const char *fields)
{
    struct buf form = BUF_MAX(1u << 20);
    int status;

    buf_addf(&form, "csrf=%s&%s", s->session.csrf, fields);
    status = client_ask(s->port, target, s->cookie, buf_text(&form), &s->out);
    buf_clear(&form);
    return status;
}

#define HAS(s, want)                                                           \
    do {                                                                       \
        if (strstr(buf_text(&(s)->out), (want)) == NULL) {                     \
            check_failures++;                                                  \
            print_error("%d: '%s' is not in the answer\n", __LINE__, (want));  \
        }                                                                      \
    } while (0)
#define HAS_NOT(s, want)                                                       \
    CHECK_INT(strstr(buf_text(&(s)->out), (want)) == NULL, 1, (want))

#endif
