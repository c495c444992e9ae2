#include "cli/evidence_stamp.h"
#include "cli/verbs.h"

#include "base/js.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/url.h"
#include "crawler/fetch.h"
#include "store/setting.h"

#include <stdio.h>
#include <stdlib.h>

#define SETTING "timestamp"
#define CONFIG_BYTES_MAX (64u << 10)
#define POLL_MS 1000
/* It signs a digest: what takes longer is down. */
#define STAMP_MS 20000

/* --- who stamps --- */

static int
check_config(const struct js *j, struct fail *fail)
{
    static const char *const names[] = { "url", "ca_file", "connect_to" };
    struct str name, url = js_get_text(j, "url");
    struct js *value;
    void *it = NULL;

    if (js_kind(j) != JS_OBJECT)
        return fail_set(fail, "the time stamp authority is not an object");
    while (js_next(j, &it, &name, &value)) {
        int known = 0;

        for (size_t i = 0; i < COUNT(names); i++)
            known |= str_is(name, names[i]);
        if (!known || js_kind(value) != JS_STRING)
            return fail_set(fail,
                "'%.60s' is no setting of a time stamp authority, or no text",
                name.p);
    }
    if (!str_starts(url, STR("http://")) && !str_starts(url, STR("https://")))
        return fail_set(fail, "'url' is no address of a time stamp authority");
    if (js_get_text(j, "ca_file").len == 0)
        return fail_set(fail, "'ca_file' names no roots to verify stamps by");
    return 0;
}

static int
read_config(const char *file, struct js **out, struct fail *fail)
{
    *out = NULL;
    if (js_load(out, file, CONFIG_BYTES_MAX, fail) != 0)
        return -1;
    return check_config(*out, fail) == 0 ? 0 : fail_wrap(fail, "%s", file);
}

static int
put_config(struct store *s, const struct js *j, struct fail *fail)
{
    char actor[300];
    const struct store_by by = { actor, now_wall_ms() };

    snprintf(actor, sizeof actor, "terminal:%.250s", verb_author(NULL));
    return store_setting_put(s, SETTING, j, "timestamp.set", &by, fail);
}

int
evidence_stamp_authority(const char *store, const char *file, struct fail *fail)
{
    struct buf text = BUF_MAX(CONFIG_BYTES_MAX);
    struct store *s = NULL;
    struct js *j = NULL;
    int rc = file != NULL ? read_config(file, &j, fail) : 0;

    if (rc == 0)
        rc = store_open(
            &s, store, file != NULL ? STORE_UPDATE : STORE_READ, fail);
    if (rc == 0 && file != NULL)
        rc = put_config(s, j, fail);
    js_free(j);
    j = NULL;
    if (rc == 0)
        rc = store_setting_get(s, SETTING, &j, fail);
    if (rc == 0)
        puts("no authority stamps packs");
    if (rc == 1) {
        js_write_pretty(&text, j);
        puts(buf_text(&text));
    }
    js_free(j);
    buf_clear(&text);
    store_close(s);
    return rc < 0 ? -1 : 0;
}

/* --- asking it --- */

/* The one page that comes of a request. */
static int
wait_for(struct fetch *f, struct page **out, struct fail *fail)
{
    int64_t id;

    while ((*out = fetch_next_done(f, &id)) == NULL)
        if (fetch_poll(f, POLL_MS, -1, fail) < 0)
            return -1;
    return 0;
}

static int
take_answer(const struct page *p, struct buf *answer, struct fail *fail)
{
    if (p->outcome != PAGE_RECEIVED)
        return fail_set(fail, "%s: %s", p->url, p->why);
    if (p->status != 200)
        return fail_set(fail, "%s: status %d", p->url, p->status);
    buf_adds(answer, buf_str(&p->body));
    return 0;
}

/* Where it is told that the authority is inside, its address is given
 * (connect_to); no name leads there. */
static int
ask(const struct js *config, struct str request, struct buf *answer,
    struct fail *fail)
{
    char *url = str_dup(js_get_text(config, "url"));
    char *to = str_dup(js_get_text(config, "connect_to"));
    struct buf host = BUF_MAX(1000);
    struct route route = { NULL, to };
    struct fetch_options o = { .user_agent = "shelfwatch/" SHELFWATCH_VERSION,
        .total_ms = STAMP_MS,
        .body_max = TIMESTAMP_BYTES_MAX };
    const struct fetch_request r = { .id = 1,
        .url = str_of(url),
        .post = request,
        .post_type = "application/timestamp-query",
        .now_wall_ms = now_wall_ms() };
    struct fetch *f = NULL;
    struct page *p = NULL;
    struct url u;
    int port, rc = url_parse(&u, str_of(url), NULL, fail);

    if (rc == 0) {
        port = u.has_port ? u.port : str_is(u.scheme, "https") ? 443 : 80;
        buf_addf(&host, STR_FMT ":%d", STR_ARG(u.host), port);
        route.from = buf_text(&host);
        o.ports = &port;
        o.ports_count = 1;
        o.routes = &route;
        o.routes_count = to[0] != '\0';
        rc = fetch_new(&f, &o, fail);
    }
    if (rc == 0) {
        fetch_start(f, &r);
        rc = wait_for(f, &p, fail);
    }
    if (rc == 0)
        rc = take_answer(p, answer, fail);
    page_free(p);
    fetch_free(f);
    url_clear(&u);
    buf_clear(&host);
    free(url);
    free(to);
    return rc;
}

static int
stamp(const struct js *config, struct str bytes, struct buf *answer,
    struct timestamp *out, struct fail *fail)
{
    char *ca_file = str_dup(js_get_text(config, "ca_file"));
    struct buf request = BUF_MAX(1000);
    unsigned char digest[DIGEST_BYTES];
    int rc;

    digest_sha256(bytes, digest);
    rc = timestamp_request(&request, digest, fail);
    if (rc == 0)
        rc = ask(config, buf_str(&request), answer, fail);
    if (rc == 0)
        rc = timestamp_read(
            out, buf_str(answer), digest, buf_str(&request), ca_file, fail);
    buf_clear(&request);
    free(ca_file);
    return rc;
}

int
evidence_stamp(struct store *s, const char *file, struct str bytes,
    struct buf *answer, struct timestamp *out, struct fail *fail)
{
    struct js *config = NULL;
    int rc = file != NULL ? read_config(file, &config, fail)
                          : store_setting_get(s, SETTING, &config, fail);

    if (rc == 0 && config == NULL)
        rc = fail_set(fail, "no authority is set (shelfwatch evidence "
                            "authority FILE)");
    else if (rc >= 0)
        rc = check_config(config, fail);
    if (rc == 0)
        rc = stamp(config, bytes, answer, out, fail);
    js_free(config);
    return rc;
}
