#include "crawler/webdriver.h"

#include "base/base64.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"
#include "crawler/png.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* UTF-16 units of a document that are asked for: what does not fit the body
 * then is cut by us. */
#define DOCUMENT_UNITS 8000000

/* --- what is sent --- */

/* Whatever would speak to anybody but the page's servers, keep what a page
 * sent, or wait for a person, is off. What of this a later Chromium does not
 * know any more, the empty network and the proxy stop all the same. */
static const char *const switches[] = { "--headless",
    "--proxy-bypass-list=<-loopback>", /* loopback too goes to the proxy */
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-pipe", "--disable-quic", "--dns-prefetch-disable",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-extensions", "--disable-default-apps",
    "--disable-domain-reliability", "--disable-breakpad",
    "--disable-client-side-phishing-detection", "--metrics-recording-only",
    "--no-pings", "--no-first-run", "--no-default-browser-check",
    "--no-service-autorun", "--disable-dev-shm-usage", "--disable-gpu",
    "--mute-audio", "--hide-scrollbars", "--force-device-scale-factor=1",
    "--deny-permission-prompts", "--disable-notifications",
    "--disk-cache-size=33554432", "--js-flags=--max-old-space-size=512",
    "--disable-features=OptimizationHints,OptimizationGuideModelDownloading,"
    "OptimizationTargetPrediction,MediaRouter,DialMediaRouteProvider,"
    "Translate,NetworkTimeServiceQuerying,AutofillServerCommunication,"
    "CertificateTransparencyComponentUpdater,AsyncDns,DnsOverHttps,"
    "PreconnectToSearch,LoadingPredictor" };

static void
add_switches(struct js *options, const struct webdriver_wish *w)
{
    struct js *args = js_new_array();
    struct buf text = BUF_MAX(10000);

    for (size_t i = 0; i < COUNT(switches); i++)
        js_add_text(args, str_of(switches[i]));
    buf_addf(&text, "--proxy-server=http://127.0.0.1:%d", w->proxy_port);
    js_add_text(args, buf_str(&text));
    buf_reset(&text);
    buf_addf(&text, "--user-data-dir=%s/profile", w->folder);
    js_add_text(args, buf_str(&text));
    buf_reset(&text);
    buf_addf(&text, "--user-agent=%s", w->user_agent);
    js_add_text(args, buf_str(&text));
    buf_reset(&text);
    buf_addf(&text, "--window-size=%d,1024", LIMIT_PICTURE_WIDTH);
    js_add_text(args, buf_str(&text));
    if (w->no_sandbox)
        js_add_text(args, STR("--no-sandbox"));
    js_set(options, "args", args);
    buf_clear(&text);
}

static void
add_preferences(struct js *options)
{
    struct js *p = js_new_object();

    js_set_integer(p, "net.network_prediction_options", 2); /* none */
    js_set_integer(p, "download_restrictions", 3);          /* no downloads */
    js_set_bool(p, "search.suggest_enabled", 0);
    js_set_bool(p, "safebrowsing.enabled", 0);
    js_set_bool(p, "credentials_enable_service", 0);
    js_set(options, "prefs", p);
}

static void
write(struct buf *out, struct js *j)
{
    js_write(out, j);
    js_free(j);
}

void
webdriver_ask_session(struct buf *out, const struct webdriver_wish *w)
{
    struct js *body = js_new_object(), *wanted = js_new_object();
    struct js *always = js_new_object(), *timeouts = js_new_object();
    struct js *options = js_new_object(), *without = js_new_array();

    add_switches(options, w);
    add_preferences(options);
    js_set_textz(options, "binary", w->binary);
    /* The driver would let pages open windows. */
    js_add_text(without, STR("disable-popup-blocking"));
    js_set(options, "excludeSwitches", without);
    js_set_integer(timeouts, "pageLoad", LIMIT_RENDER_LOAD_MS);
    js_set_integer(timeouts, "script", LIMIT_RENDER_REST_MS);
    js_set_textz(always, "browserName", "chrome");
    js_set_textz(always, "pageLoadStrategy", "eager");
    js_set_textz(always, "unhandledPromptBehavior", "dismiss");
    js_set(always, "timeouts", timeouts);
    js_set(always, "goog:chromeOptions", options);
    js_set(wanted, "alwaysMatch", always);
    js_set(body, "capabilities", wanted);
    write(out, body);
}

void
webdriver_ask_url(struct buf *out, struct str url)
{
    struct js *body = js_new_object();

    js_set_text(body, "url", url);
    write(out, body);
}

void
webdriver_ask_window(struct buf *out, int width, int height)
{
    struct js *body = js_new_object();

    js_set_integer(body, "width", width);
    js_set_integer(body, "height", height);
    write(out, body);
}

static void
ask_script(struct buf *out, struct str script)
{
    struct js *body = js_new_object();

    js_set_text(body, "script", script);
    js_set(body, "args", js_new_array());
    write(out, body);
}

void
webdriver_ask_look(struct buf *out)
{
    /* History may be rewritten by the page, so its address does not tell
     * which document was loaded; the navigation's entry does. Of a page that
     * the browser could not load it has the address all the same, and the
     * driver calls that no error: only the document's own address tells. */
    ask_script(
        out, STR("var d = document, e = d.documentElement, b = d.body,"
                 " n = performance.getEntriesByType('navigation')[0],"
                 " f = d.URL.startsWith('chrome-error:'),"
                 " c = f && d.querySelector('.error-code,#error-code');"
                 "return [d.readyState, d.getElementsByTagName('*').length,"
                 " b ? b.textContent.length : 0,"
                 " Math.max(e ? e.scrollHeight : 0, b ? b.scrollHeight : 0),"
                 " outerHeight - innerHeight, n ? n.name : '',"
                 " c ? c.textContent : f ? 'ERR_UNKNOWN' : ''];"));
}

void
webdriver_ask_document(struct buf *out)
{
    struct buf script = BUF_MAX(1000);

    buf_addf(&script,
        "var d = document, e = d.documentElement, t = d.doctype,"
        " s = (t ? '<!DOCTYPE ' + t.name + '>' : '') +"
        " (e ? e.outerHTML : '');"
        "return [s.length > %d, s.slice(0, %d).toWellFormed()"
        ".replace(/\\0/g, '\\ufffd')];",
        DOCUMENT_UNITS, DOCUMENT_UNITS);
    ask_script(out, buf_str(&script));
    buf_clear(&script);
}

/* --- what came --- */

/* The first line of a driver's message, without control characters. */
static void
put_words(struct fail *fail, struct str error, struct str message)
{
    struct buf text = BUF_MAX(400);
    struct str line = STR_NONE;

    str_next_line(&message, &line);
    if (line.len == 0)
        line = error;
    line = utf8_cut(line, 300);
    for (size_t i = 0; i < line.len; i++)
        buf_addc(&text, (unsigned char)line.p[i] < 0x20 ? ' ' : line.p[i]);
    fail_set(fail, "%s", buf_text(&text));
    buf_clear(&text);
}

static enum webdriver_kind
kind_of(struct str error)
{
    if (str_is(error, "unexpected alert open"))
        return WEBDRIVER_PROMPT;
    if (str_is(error, "timeout") || str_is(error, "script timeout"))
        return WEBDRIVER_TIMEOUT;
    return WEBDRIVER_ERROR;
}

enum webdriver_kind
webdriver_read(struct js **doc, struct str answer, struct fail *fail)
{
    struct js *j = NULL;
    struct str error;
    enum webdriver_kind kind = WEBDRIVER_VALUE;

    *doc = NULL;
    if (js_parse(&j, answer, fail) != 0)
        return WEBDRIVER_ERROR;
    error = js_get_text(js_get(j, "value"), "error");
    if (js_kind(j) != JS_OBJECT || js_get(j, "value") == NULL) {
        fail_set(fail, "the driver's answer has no value");
        kind = WEBDRIVER_ERROR;
    } else if (error.len > 0) {
        kind = kind_of(error);
        put_words(fail, error, js_get_text(js_get(j, "value"), "message"));
    }
    if (kind == WEBDRIVER_VALUE)
        *doc = j;
    else
        js_free(j);
    return kind;
}

static int
is_id(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!str_is_alnum(s.p[i]) && s.p[i] != '-')
            return 0;
    return s.len > 0 && s.len < WEBDRIVER_ID_BYTES;
}

int
webdriver_read_session(
    struct webdriver_session *out, const struct js *doc, struct fail *fail)
{
    const struct js *value = js_get(doc, "value");
    const struct js *have = js_get(value, "capabilities");
    struct str id = js_get_text(value, "sessionId");
    struct str version = js_get_text(have, "browserVersion");

    if (!is_id(id))
        return fail_set(fail, "the driver began no session");
    memcpy(out->id, id.p, id.len);
    out->id[id.len] = '\0';
    for (size_t i = 0; i < version.len; i++)
        if (!str_is_digit(version.p[i]) && version.p[i] != '.')
            version.len = i;
    version = str_sub(version, 0, 60);
    snprintf(out->browser, sizeof out->browser, "Chromium%s" STR_FMT,
        version.len > 0 ? " " : "", STR_ARG(version));
    return 0;
}

/* A number from 0 to max, or 0. */
static int64_t
number(const struct js *array, size_t i, int64_t max)
{
    int64_t n = js_integer(js_at(array, i), 0);

    return n < 0 || n > max ? 0 : n;
}

/* The first run of what codes are made of: of "net::ERR_FAILED" what follows
 * the colons. */
static void
read_failed(char out[WEBDRIVER_FAILED_BYTES], struct str text)
{
    ptrdiff_t at = str_find(text, STR("ERR_"), 0);
    size_t n = 0;

    if (at > 0)
        text = str_sub(text, (size_t)at, text.len);
    for (; n < WEBDRIVER_FAILED_BYTES - 1 && n < text.len &&
           (str_is_alnum(text.p[n]) || text.p[n] == '_');
         n++)
        out[n] = text.p[n];
    out[n] = '\0';
    if (text.len > 0 && n == 0)
        snprintf(out, WEBDRIVER_FAILED_BYTES, "ERR_UNKNOWN");
}

int
webdriver_read_look(
    struct webdriver_look *out, const struct js *doc, struct fail *fail)
{
    const struct js *value = js_get(doc, "value");

    *out = (struct webdriver_look){ 0 };
    if (js_kind(value) != JS_ARRAY || js_count(value) != 7)
        return fail_set(fail, "the browser did not say how the page stands");
    out->complete = str_is(js_text(js_at(value, 0)), "complete");
    out->elements = number(value, 1, INT64_MAX);
    out->letters = number(value, 2, INT64_MAX);
    out->height = (int)number(value, 3, 100000000);
    out->frame_height = (int)number(value, 4, 1000);
    out->opened = str_dup(js_text(js_at(value, 5)));
    read_failed(out->failed, js_text(js_at(value, 6)));
    return 0;
}

void
webdriver_look_clear(struct webdriver_look *l)
{
    free(l->opened);
    *l = (struct webdriver_look){ 0 };
}

int
webdriver_read_document(
    struct buf *out, int *cut, const struct js *doc, struct fail *fail)
{
    const struct js *value = js_get(doc, "value");
    struct str text = js_text(js_at(value, 1)), kept;

    if (js_kind(value) != JS_ARRAY || js_kind(js_at(value, 1)) != JS_STRING)
        return fail_set(fail, "the browser gave no document");
    kept = utf8_cut(text, out->max - out->len);
    *cut = kept.len < text.len || js_bool(js_at(value, 0), 1);
    return buf_adds(out, kept);
}

int
webdriver_read_picture(struct buf *out, const struct js *doc, struct fail *fail)
{
    size_t before = out->len;
    struct png_size size;

    if (base64_decode(out, js_get_text(doc, "value")) != 0)
        return fail_set(fail, "the picture cannot be read or is too large");
    return png_check(
        str_sub(buf_str(out), before, out->len - before), &size, fail);
}

size_t
webdriver_read_windows(const struct js *doc)
{
    const struct js *value = js_get(doc, "value");

    return js_kind(value) == JS_ARRAY ? js_count(value) : 0;
}

int
webdriver_read_port(struct str line)
{
    static const struct str words = { "started successfully on port ", 29 };
    ptrdiff_t at = str_find(line, words, 0);
    size_t from = (size_t)at + words.len, n = from;
    int64_t port;

    if (at < 0)
        return 0;
    while (n < line.len && str_is_digit(line.p[n]))
        n++;
    return str_to_i64(str_sub(line, from, n - from), &port) == 0 && port > 0 &&
                   port < 65536
               ? (int)port
               : 0;
}
