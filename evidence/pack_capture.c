#include "evidence/pack_capture.h"

#include "base/digest.h"
#include "base/mem.h"
#include "base/now.h"
#include "evidence/pack_records.h"
#include "store/runs.h"

#include <stdio.h>

#define NAME_BYTES 100
#define TEXT_BYTES_MAX (8u << 20)

/* Fields of official forms that this program does not fill in: of the
 * extraction record of DB3202/T 1024-2021 (annex), of the proof of a network
 * capture as GB/T 37919-2019 and German authorities ask for it. */
static const char *const never[] = { "network_environment_check",
    "local_environment_check", "national_time_service", "notary" };

static void
set_time(struct js *j, const char *name, int64_t ms)
{
    char text[NOW_TEXT_BYTES];

    now_text(ms, text);
    js_set_textz(j, name, text);
}

static void
set_lines(struct js *j, const char *name, const char *lines)
{
    struct str rest = str_of(lines), line;
    struct js *all = js_new_array();

    while (str_next_line(&rest, &line))
        if (line.len > 0)
            js_add_text(all, line);
    js_set(j, name, all);
}

/* "192.0.2.1,192.0.2.2" as it was answered; where nobody was asked the reason
 * alone. */
static struct js *
addresses(struct str answer)
{
    struct js *all = js_new_array();
    struct str one;

    if (str_starts(answer, STR("not asked"))) {
        js_add_text(all, answer);
        return all;
    }
    while (str_next(&answer, ',', &one))
        js_add_text(all, one);
    return all;
}

/* How the connection was made (crawler/connection.h); what it lacks is not
 * set. */
static void
set_connection(struct js *j, const struct page *p)
{
    struct str all = str_of(p->connection), line, name = STR("certificate:");
    struct js *certificates = js_new_array();
    struct str answer = page_header(all, "resolver-answer");
    struct str tls = page_header(all, "tls");

    if (answer.len > 0) {
        js_set(j, "resolver_answer", addresses(answer));
        js_set_text(j, "resolved_at", page_header(all, "resolved-at"));
    }
    if (all.len > 0)
        js_set_text(j, "connected_at", page_header(all, "connected-at"));
    if (tls.len > 0)
        js_set_text(j, "tls", tls);
    while (str_next_line(&all, &line))
        if (str_starts(line, name))
            js_add_text(
                certificates, str_trim(str_sub(line, name.len, line.len)));
    if (js_count(certificates) > 0)
        js_set(j, "certificates", certificates);
    else
        js_free(certificates);
}

/* What a browser made of it, or why it could not. */
static void
set_rendered(struct js *j, const struct page *p)
{
    char hex[DIGEST_HEX_BYTES];

    if (p->browser[0] != '\0')
        js_set_textz(j, "rendered_by", p->browser);
    if (p->render_why[0] != '\0')
        js_set_textz(j, "render_why", p->render_why);
    if (p->rendered.len == 0)
        return;
    digest_sha256_hex(buf_str(&p->rendered), hex);
    js_set_textz(j, "rendered_sha256", hex);
}

/* What the archive says of a page. */
static void
set_archived(struct js *j, const struct page *p)
{
    char hex[DIGEST_HEX_BYTES];

    digest_sha256_hex(buf_str(&p->body), hex);
    js_set_textz(j, "final_url", p->final_url);
    set_lines(j, "redirects", p->redirects);
    set_time(j, "started_at", p->fetched_at_ms);
    set_time(j, "ended_at", p->fetched_at_ms + p->took_ms);
    js_set_integer(j, "took_ms", p->took_ms);
    js_set_integer(j, "status", p->status);
    js_set_textz(j, "outcome", page_outcome_name(p->outcome));
    if (p->why[0] != '\0')
        js_set_textz(j, "why", p->why);
    if (p->address[0] != '\0')
        js_set_textz(j, "server_address", p->address);
    set_connection(j, p);
    if (p->robots_override[0] != '\0')
        js_set_textz(j, "robots_override", p->robots_override);
    js_set_integer(j, "body_bytes", (int64_t)p->body.len);
    js_set_textz(j, "body_sha256", hex);
    set_rendered(j, p);
}

/* The browser's picture of the page, a file of its own. */
static int
add_screenshot(struct pack_work *w, int64_t id, int64_t row,
    const struct page *p, struct js *j, struct fail *fail)
{
    char name[NAME_BYTES], hex[DIGEST_HEX_BYTES];

    if (p->screenshot.len == 0)
        return 0;
    snprintf(name, sizeof name, "cases/%lld/screenshot/%lld.png", (long long)id,
        (long long)row);
    digest_sha256_hex(buf_str(&p->screenshot), hex);
    js_set_textz(j, "screenshot", name);
    js_set_textz(j, "screenshot_sha256", hex);
    return pack_add(w->pack, name, buf_str(&p->screenshot), fail);
}

/* The text a reader saw, written by a process that can do nothing else. */
static int
add_text(
    struct pack_work *w, struct str record, const char *name, struct fail *fail)
{
    struct buf text = BUF_MAX(TEXT_BYTES_MAX);
    struct capture *c = NULL;
    char part[16384];
    int64_t n;
    int rc = capture_start(w->captures, record, CAPTURE_TEXT, &c, fail);

    while (rc == 0 && (n = capture_read(c, part, sizeof part)) >= 0)
        if (n > 0)
            buf_add(&text, part, (size_t)n);
        else
            capture_wait(c);
    if (rc == 0)
        rc = pack_add(w->pack, name, buf_str(&text), fail);
    capture_end(c);
    buf_clear(&text);
    return rc;
}

/* Add what the archive has of a page. What it has not is said in `j`; only a
 * pack that cannot be written fails. */
static int
add_page(struct pack_work *w, int64_t id, const struct js *row, int is_text,
    struct js *j, struct fail *fail)
{
    struct str record = js_get_text(row, "record");
    struct page *p = NULL;
    struct str type;
    struct fail why = { "no archive" };
    char name[NAME_BYTES];
    int rc = 0;

    snprintf(name, sizeof name, "cases/%lld/text/%lld.txt", (long long)id,
        (long long)js_integer(js_get(row, "id"), 0));
    if (w->archive == NULL || archive_get(w->archive, record, &p, &why) != 0 ||
        pack_records_add(w, record, &why) != 0) {
        js_set_textz(j, "records_missing", why.text);
        page_free(p);
        return w->records.over ? fail_set(fail, "too many records") : 0;
    }
    set_archived(j, p);
    js_set_textz(j, "records", PACK_RECORDS);
    rc = add_screenshot(w, id, js_integer(js_get(row, "id"), 0), p, j, fail);
    if (rc == 0 && is_text && w->captures != NULL &&
        page_content(p, &type).len > 0) {
        rc = add_text(w, record, name, fail);
        js_set_textz(j, "text", name);
    }
    page_free(p);
    return rc;
}

/* --- what the pages have not --- */

static int
has_resolver(const struct js *page)
{
    return js_get(page, "resolver_answer") != NULL;
}

static int
has_certificates(const struct js *page)
{
    return js_get(page, "certificates") != NULL ||
           str_starts_nocase(js_get_text(page, "final_url"), STR("http:"));
}

static int
has_clock(const struct js *page)
{
    return js_get(js_get(js_get(page, "run"), "clock"), "start") != NULL;
}

static int
has_program(const struct js *page)
{
    return js_get(js_get(page, "run"), "program_sha256") != NULL;
}

static int
has_screenshot(const struct js *page)
{
    return js_get(page, "screenshot") != NULL;
}

/* Named for the case where one of its pages has it not: captured by an
 * earlier version, or its raw records are gone. */
static struct js *
not_captured(const struct js *pages)
{
    static const struct {
        const char *name;
        int (*has)(const struct js *page);
    } asked[] = { { "resolver_answer", has_resolver },
        { "tls_certificates", has_certificates }, { "clock_offset", has_clock },
        { "program_digest", has_program }, { "screenshot", has_screenshot } };
    struct js *all = js_new_array();

    for (size_t i = 0; i < COUNT(asked); i++) {
        int lacks = 0;

        for (size_t k = 0; k < js_count(pages); k++)
            lacks |= !asked[i].has(js_at(pages, k));
        if (lacks)
            js_add_text(all, str_of(asked[i].name));
    }
    for (size_t i = 0; i < COUNT(never); i++)
        js_add_text(all, str_of(never[i]));
    return all;
}

static struct js *
head(const struct pack_work *w, int64_t id, const struct js *found)
{
    const struct js *casefile = js_get(found, "casefile");
    struct js *j = js_new_object();
    const struct js *of = js_get(casefile, "verdict_of");

    js_set_integer(j, "case", id);
    set_time(j, "exported_at", w->now_ms);
    js_set_text(j, "judged_at", js_get_text(found, "last_seen"));
    js_set_textz(j, "operator", w->operator);
    js_set_textz(j, "software", w->program);
    js_set_text(j, "target", js_get_text(js_get(casefile, "listing"), "url"));
    js_set(j, "verdict_of", of != NULL ? js_copy(of) : js_new_object());
    js_set_textz(j, "rules_in_pack", w->rules_version);
    return j;
}

/* Who ran the scan that captured the page, with what, by which clock. */
static int
add_run(struct pack_work *w, struct js *page, struct fail *fail)
{
    struct js *run = NULL;
    int rc = store_run_of_page(
        w->store, js_integer(js_get(page, "id"), 0), &run, fail);

    if (run != NULL)
        js_set(page, "run", run);
    return rc;
}

/* Every page, or every picture, of the case. */
static int
add_list(struct pack_work *w, int64_t id, const struct js *found,
    const char *list, struct js *j, struct fail *fail)
{
    const struct js *rows = js_get(found, list);
    int is_text = strcmp(list, "pages") == 0, rc = 0;
    struct js *all = js_new_array();

    js_set(j, list, all);
    for (size_t i = 0; i < js_count(rows) && rc == 0; i++) {
        struct js *one = js_copy(js_at(rows, i));

        js_add(all, one);
        if (!is_text && js_get_text(one, "record").len == 0)
            continue; /* it never came: the row says why */
        rc = add_page(w, id, js_at(rows, i), is_text, one, fail);
        if (rc == 0)
            rc = add_run(w, one, fail);
    }
    return rc;
}

int
pack_capture_add(struct pack_work *w, int64_t id, const struct js *found,
    struct js **out, struct fail *fail)
{
    struct js *j = head(w, id, found), *pages;
    char name[NAME_BYTES];
    int rc = add_list(w, id, found, "pages", j, fail);

    if (rc == 0)
        rc = add_list(w, id, found, "pictures", j, fail);
    pages = js_get(j, "pages");
    js_set(j, "not_captured", not_captured(pages));
    snprintf(name, sizeof name, "cases/%lld/capture.json", (long long)id);
    if (rc == 0)
        rc = pack_add_json(w->pack, name, j, fail);
    if (rc == 0)
        *out = j;
    else
        js_free(j);
    return rc;
}
