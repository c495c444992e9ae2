#include "cli/screen_replay.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/now.h"
#include "base/unzip.h"
#include "core/limits.h"
#include "evidence/pack.h"
#include "evidence/pack_check.h"

#include <stdio.h>
#include <stdlib.h>

struct replay {
    struct unzip zip;
    struct screener_files files; /* with the recalls of the pack, or without */
    const char *market, *path;
    int own_recalls;           /* those of the pack: a screener for each case */
    struct screener *screener; /* owned; of the case, or of all */
    size_t differ;
};

/* --- reading --- */

/* An owned text of the pack; "" where it is not there. */
static char *
text_of(const struct replay *r, struct str folder, const char *name)
{
    char full[UNZIP_NAME_BYTES];
    struct buf text = BUF_MAX(LIMIT_LINE_BYTES);
    const struct unzip_entry *e;

    snprintf(full, sizeof full, STR_FMT "%s", STR_ARG(folder), name);
    e = unzip_find(&r->zip, str_of(full));
    if (e != NULL)
        unzip_read(&r->zip, e, &text, NULL);
    return buf_take(&text);
}

static int
read_json(const struct replay *r, struct str folder, const char *name,
    struct js **out, struct fail *fail)
{
    char *text = text_of(r, folder, name);
    int rc = js_parse(out, str_trim(str_of(text)), fail);

    free(text);
    return rc == 0 ? 0
                   : fail_wrap(fail, "%s: " STR_FMT "%s", r->path,
                         STR_ARG(folder), name);
}

static int
read_recalls(const struct replay *r, struct str folder, struct recalls *out,
    struct fail *fail)
{
    char *text = text_of(r, folder, "recalls.jsonl");
    struct str rest = str_of(text), line;
    int rc = 0;

    while (rc == 0 && str_next_line(&rest, &line)) {
        struct js *j = NULL;
        struct recall *one = NULL;

        if (line.len == 0)
            continue;
        rc = js_parse(&j, line, fail);
        if (rc == 0 && js_get(j, "missing") == NULL &&
            (rc = recall_from_json(&one, j, fail)) == 0)
            recalls_add(out, &one);
        js_free(j);
    }
    free(text);
    return rc;
}

/* --- comparing --- */

/* What a verdict is: not its words, which depend on the language. */
static struct js *
essence(const struct js *finding)
{
    static const char *const words[] = { "reason", "title", "in", "url" };
    struct js *j = js_copy(finding);

    for (size_t i = 0; i < COUNT(words); i++)
        js_remove(j, words[i]);
    return j;
}

static const struct js *
find(const struct js *findings, const struct js *like)
{
    for (size_t i = 0; i < js_count(findings); i++) {
        const struct js *f = js_at(findings, i);

        if (str_eq(js_get_text(f, "id"), js_get_text(like, "id")) &&
            str_eq(js_get_text(f, "source"), js_get_text(like, "source")))
            return f;
    }
    return NULL;
}

/* What the store found by comparing offers is not the screening's. */
static int
is_screened(const struct js *finding)
{
    return !str_is(js_get_text(finding, "source"), "watch");
}

static void
differs(
    struct replay *r, struct str folder, const struct js *f, const char *how)
{
    struct str source = js_get_text(f, "source"), id = js_get_text(f, "id");

    r->differ++;
    printf(STR_FMT "\t" STR_FMT "\t" STR_FMT "\t%s\n", STR_ARG(folder),
        STR_ARG(source), STR_ARG(id), how);
}

static size_t
compare(struct replay *r, struct str folder, const struct js *then,
    const struct js *now)
{
    size_t same = 0;

    for (size_t i = 0; i < js_count(then); i++) {
        const struct js *f = js_at(then, i), *again = find(now, f);
        struct js *a, *b;

        if (!is_screened(f))
            continue;
        if (again == NULL) {
            differs(r, folder, f, "is not found now");
            continue;
        }
        a = essence(f);
        b = essence(again);
        if (js_equal(a, b))
            same++;
        else
            differs(r, folder, f, "is not the same now");
        js_free(a);
        js_free(b);
    }
    for (size_t i = 0; i < js_count(now); i++)
        if (find(then, js_at(now, i)) == NULL)
            differs(r, folder, js_at(now, i), "was not found then");
    return same;
}

static void
compare_versions(const struct replay *r, struct str folder,
    const struct js *then, const struct js *now)
{
    static const char *const names[] = { "rules", "recalls", "model" };

    for (size_t i = 0; i < COUNT(names); i++) {
        struct str was = js_get_text(then, names[i]);
        struct str is = js_get_text(now, names[i]);

        if (str_eq(was, is))
            continue;
        if (i == 1 && r->own_recalls)
            printf(STR_FMT "\trecalls\tthose of the pack alone, then " STR_FMT
                           "\n",
                STR_ARG(folder), STR_ARG(was));
        else
            printf(STR_FMT "\t%s\tthen " STR_FMT ", now " STR_FMT "\n",
                STR_ARG(folder), names[i], STR_ARG(was), STR_ARG(is));
    }
}

/* The casefile as it is written, for numbers are rounded there. */
static struct js *
judge(const struct screener *s, struct listing **l)
{
    struct screen_scratch *scratch = screen_scratch_new(s);
    struct casefile *c = screen_listing(s, scratch, l);
    struct buf text = BUF_MAX(LIMIT_LINE_BYTES);
    struct js *written = NULL;

    casefile_write(&text, c);
    js_parse(&written, buf_str(&text), NULL);
    casefile_free(c);
    screen_scratch_free(scratch);
    buf_clear(&text);
    return written;
}

/* --- a case --- */

static int
load(struct replay *r, struct str folder, struct fail *fail)
{
    struct recalls own = { 0 };
    int rc = 0;

    if (r->screener != NULL && !r->own_recalls)
        return 0;
    screener_free(r->screener);
    r->screener = NULL;
    if (r->own_recalls) {
        rc = read_recalls(r, folder, &own, fail);
        r->files.given = &own;
    }
    if (rc == 0)
        rc = screener_from_files(&r->screener, &r->files, r->market, fail);
    r->files.given = NULL;
    recalls_clear(&own);
    return rc;
}

/* The screener of a case, as of the day it was judged. */
static int
screener_of(struct replay *r, struct str folder, const struct js *capture,
    struct fail *fail)
{
    int64_t day_ms;

    if (now_parse(js_get_text(capture, "judged_at"), &day_ms) != 0)
        return fail_set(fail, "%s: " STR_FMT "capture.json: no judged_at",
            r->path, STR_ARG(folder));
    if (load(r, folder, fail) != 0)
        return -1;
    r->screener->today_ms = day_ms;
    return 0;
}

static int
replay_case(struct replay *r, struct str folder, struct fail *fail)
{
    struct js *casefile = NULL, *capture = NULL, *now = NULL;
    struct listing *l = NULL;
    size_t same;
    int rc = -1;

    if (read_json(r, folder, "casefile.json", &casefile, fail) == 0 &&
        read_json(r, folder, "capture.json", &capture, fail) == 0 &&
        listing_from_json(&l, js_get(casefile, "listing"), fail) == 0 &&
        screener_of(r, folder, capture, fail) == 0) {
        now = judge(r->screener, &l);
        same = compare(
            r, folder, js_get(casefile, "findings"), js_get(now, "findings"));
        compare_versions(r, folder, js_get(casefile, "verdict_of"),
            js_get(now, "verdict_of"));
        printf(STR_FMT "\t%zu findings are the same\n", STR_ARG(folder), same);
        rc = 0;
    }
    listing_free(l);
    js_free(casefile);
    js_free(capture);
    js_free(now);
    return rc;
}

static void
ignore(const char *what, void *ctx)
{
    (void)what;
    (void)ctx;
}

int
screen_replay(const char *path, const struct screener_files *files,
    const char *market, size_t *differ, struct fail *fail)
{
    struct buf file = BUF_MAX(PACK_BYTES_MAX);
    struct replay r = { .files = *files,
        .market = market,
        .path = path,
        .own_recalls = files->recalls == NULL && files->store == NULL };
    struct pack_checked c = { .faults = 0 };
    struct str end = STR("/casefile.json");
    int rc = file_read(&file, path, fail);

    if (rc == 0 &&
        (rc = pack_check(buf_str(&file), NULL, ignore, NULL, &c, fail)) != 0)
        fail_wrap(fail, "%s", path);
    if (rc == 0 && c.faults > 0)
        rc = fail_set(fail, "%s: %zu faults; see `shelfwatch evidence verify`",
            path, c.faults);
    if (rc == 0)
        rc = unzip_open(&r.zip, buf_str(&file), fail);
    for (size_t i = 0; rc == 0 && i < r.zip.count; i++) {
        struct str name = str_of(r.zip.entry[i].name);

        if (str_starts(name, STR("cases/")) && str_ends(name, end))
            rc =
                replay_case(&r, str_sub(name, 0, name.len - end.len + 1), fail);
    }
    *differ = r.differ;
    screener_free(r.screener);
    unzip_clear(&r.zip);
    buf_clear(&file);
    return rc;
}
