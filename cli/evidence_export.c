#include "cli/evidence_export.h"
#include "cli/evidence_stamp.h"
#include "cli/pdf.h"

#include "base/datadir.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/now.h"
#include "cli/rule_record.h"
#include "cli/verbs.h"
#include "evidence/pack_work.h"
#include "store/audit.h"

#include <stdio.h>
#include <stdlib.h>

#define PATH_BYTES_MAX 8192
#define CARD_BYTES_MAX (1u << 20)

static int
load_rules(struct pack_work *w, struct rule_set **set, struct fail *fail)
{
    struct buf path = BUF_MAX(PATH_BYTES_MAX);
    const char *one;
    int rc = datadir_find(&path, "rules/packs", fail);

    if (rc == 0) {
        one = buf_text(&path);
        rc = rule_set_load(set, &one, 1, NULL, fail);
    }
    if (rc == 0) {
        w->rules = rule_record_all(*set);
        w->rules_version = rule_set_version(*set);
    }
    buf_clear(&path);
    return rc;
}

/* --- models --- */

/* Read a file of a model's folder as it is installed, its name in the pack to
 * `rel`. */
static int
read_model_file(
    struct str name, const char *file, struct buf *rel, struct buf *text)
{
    struct buf path = BUF_MAX(PATH_BYTES_MAX);
    int rc;

    buf_reset(rel);
    buf_reset(text);
    buf_addf(rel, "models/" STR_FMT "/%s", STR_ARG(name), file);
    rc = datadir_find(&path, buf_text(rel), NULL);
    if (rc == 0)
        rc = file_read(text, buf_text(&path), NULL);
    buf_clear(&path);
    return rc;
}

/* card.md and SHA256SUMS of a model that had a say: its version is the digest
 * of the latter. 1 where this version is not installed any more. */
static int
add_model(
    struct pack *p, struct str name, struct str version, struct fail *fail)
{
    static const char *const files[] = { "SHA256SUMS", "card.md" };
    struct buf rel = BUF_MAX(256), text = BUF_MAX(CARD_BYTES_MAX);
    char hex[DIGEST_HEX_BYTES];
    int rc = 0;

    for (size_t i = 0; i < COUNT(files) && rc == 0; i++) {
        if (read_model_file(name, files[i], &rel, &text) != 0)
            rc = 1;
        digest_sha256_hex(buf_str(&text), hex);
        if (i == 0 && !str_ends(version, str_of(hex)))
            rc = 1;
        if (rc == 0)
            rc = pack_add(p, buf_text(&rel), buf_str(&text), fail);
    }
    buf_clear(&rel);
    buf_clear(&text);
    return rc;
}

static int
is_model_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!str_is_alnum(name.p[i]) && name.p[i] != '-')
            return 0;
    return name.len > 0 && name.len <= 60;
}

/* Those of one case that are not in `done` yet; versions that are not
 * installed go to `missing`. */
static int
add_models_of(struct pack *p, struct str versions, struct texts *done,
    struct buf *missing, struct fail *fail)
{
    struct str word;
    int rc = 0;

    while (rc == 0 && str_next_word(&versions, &word)) {
        ptrdiff_t plus = str_find_char(word, '+', 0);
        struct str name = str_sub(word, 0, plus < 0 ? 0 : (size_t)plus);

        if (!is_model_name(name) || texts_has(done, word))
            continue;
        texts_add(done, word);
        rc = add_model(p, name, word, fail);
        if (rc == 1) {
            buf_addf(missing, STR_FMT "\n", STR_ARG(word));
            rc = 0;
        }
    }
    return rc;
}

/* "risk-2+sha256:... pair-1+sha256:..." of every case. */
static int
add_models(struct pack_work *w, struct fail *fail)
{
    struct buf missing = BUF_MAX(CARD_BYTES_MAX);
    struct texts done = { .count = 0 };
    int rc = 0;

    for (size_t i = 0; i < js_count(w->cases) && rc == 0; i++) {
        const struct js *capture = js_get(js_at(w->cases, i), "capture");

        rc = add_models_of(w->pack,
            js_get_text(js_get(capture, "verdict_of"), "model"), &done,
            &missing, fail);
    }
    if (rc == 0 && missing.len > 0)
        rc = pack_add(
            w->pack, "models/not-installed.txt", buf_str(&missing), fail);
    texts_clear(&done);
    buf_clear(&missing);
    return rc;
}

/* --- the pack --- */

static int
add_cases(
    struct pack_work *w, const struct evidence_export *e, struct fail *fail)
{
    int rc = store_read_begin(w->store, fail);

    if (rc != 0)
        return -1;
    for (int i = 0; i < e->count && rc == 0; i++) {
        int64_t id = 0;

        if (str_to_i64(str_of(e->cases[i]), &id) != 0 || id <= 0)
            rc =
                fail_set(fail, "'%s' is not the number of a case", e->cases[i]);
        else
            rc = pack_work_case(w, id, fail);
    }
    if (rc == 0)
        rc = add_models(w, fail);
    if (rc == 0)
        rc = pack_work_end(w, fail);
    store_read_end(w->store);
    return rc;
}

/* Written down before it is there: a pack that nobody knows of would be worse
 * than an entry without one. */
static int
write_down(struct pack_work *w, const char *digest, struct fail *fail)
{
    struct buf actor = BUF_MAX(1024), detail = BUF_MAX(1024);
    int rc = store_begin(w->store, fail);

    buf_addf(&actor, "terminal:%s", verb_author(NULL));
    buf_addf(&detail, "{\"sha256\":\"%s\"}", digest);
    for (size_t i = 0; i < js_count(w->cases) && rc == 0; i++) {
        char object[64];
        struct store_audit a = { .actor = buf_str(&actor),
            .action = STR("evidence.export"),
            .detail = buf_str(&detail),
            .at_ms = w->now_ms };

        snprintf(object, sizeof object, "case %lld",
            (long long)js_integer(js_get(js_at(w->cases, i), "id"), 0));
        a.object = str_of(object);
        rc = store_audit_add(w->store, &a, fail);
    }
    if (rc == 0)
        rc = store_commit(w->store, fail);
    else
        store_rollback(w->store);
    buf_clear(&actor);
    buf_clear(&detail);
    return rc;
}

/* An empty stamp where there is none; why says then why not. */
static int
get_stamp(struct pack_work *w, const struct evidence_export *e,
    struct buf *stamp, struct fail *why, struct fail *fail)
{
    struct timestamp t;
    struct str manifest;

    if (pack_seal(w->pack, &manifest, fail) != 0)
        return -1;
    if (!e->timestamp)
        return 0;
    if (evidence_stamp(w->store, e->authority, manifest, stamp, &t, why) == 0) {
        fprintf(stderr, "stamped %s by %s\n", t.at, t.authority);
        return 0;
    }
    buf_reset(stamp);
    return pack_lacks(w->pack, PACK_STAMP, why->text, fail);
}

static int
finish(struct pack_work *w, const struct evidence_export *e, const char *path,
    struct fail *fail)
{
    struct buf stamp = BUF_MAX(TIMESTAMP_BYTES_MAX);
    char digest[DIGEST_HEX_BYTES];
    struct fail why = { "" };
    struct str bytes;
    int rc = get_stamp(w, e, &stamp, &why, fail);

    if (rc == 0)
        rc = pack_end(w->pack, buf_str(&stamp), &bytes, fail);
    if (rc == 0) {
        digest_sha256_hex(bytes, digest);
        rc = write_down(w, digest, fail);
    }
    if (rc == 0)
        rc = file_write(path, bytes, fail);
    if (rc == 0) {
        printf("%s  %s\n", digest, path);
        if (why.text[0] != '\0')
            rc = fail_set(
                fail, "%s: made without a time stamp: %s", path, why.text);
    }
    buf_clear(&stamp);
    return rc;
}

/* The folder that was named must be there; the usual one may be missing, and
 * the pack then says so. */
static int
open_archive(struct pack_work *w, const struct evidence_export *e,
    const char *dir, struct fail *fail)
{
    if (e->archive == NULL && !file_exists(dir))
        return 0;
    w->captures = capture_archive_new(dir);
    return archive_open_read(&w->archive, dir, fail);
}

/* Pages whose raw records could not be had are in the pack without them. */
static void
warn_missing(const struct pack_work *w)
{
    for (size_t i = 0; i < js_count(w->cases); i++) {
        const struct js *pages =
            js_get(js_get(js_at(w->cases, i), "capture"), "pages");

        for (size_t k = 0; k < js_count(pages); k++) {
            struct str why = js_get_text(js_at(pages, k), "records_missing");
            struct str url = js_get_text(js_at(pages, k), "url");

            if (why.len > 0)
                fprintf(stderr,
                    "shelfwatch evidence: no raw record of " STR_FMT
                    ": " STR_FMT "\n",
                    STR_ARG(url), STR_ARG(why));
        }
    }
}

static int export(struct pack_work *w, const struct evidence_export *e,
    const char *path, struct fail *fail)
{
    int rc = add_cases(w, e, fail);

    if (rc == 0) {
        warn_missing(w);
        rc = finish(w, e, path, fail);
    }
    return rc;
}

int
evidence_export(const struct evidence_export *e, struct fail *fail)
{
    struct buf dir = BUF_MAX(PATH_BYTES_MAX), out = BUF_MAX(PATH_BYTES_MAX);
    struct pack_work w = { .program = "shelfwatch " SHELFWATCH_VERSION,
        .operator= e->operator!= NULL
        ? e->operator: verb_author(NULL),
        .now_ms = now_wall_ms(),
        .print = e->no_pdf ? NULL : pdf_print };
    struct rule_set *set = NULL;
    int rc = -1;

    pack_work_init(&w);
    if (e->archive != NULL)
        buf_addz(&dir, e->archive);
    else
        buf_addf(&dir, "%s.warc", store_path(e->store));
    if (e->out != NULL)
        buf_addz(&out, e->out);
    else
        buf_addf(&out, "evidence-%s.zip", e->cases[0]);
    w.pack = pack_new();
    if (file_exists(buf_text(&out)))
        fail_set(fail, "%s: is there already", buf_text(&out));
    else if (store_open(&w.store, store_path(e->store), STORE_UPDATE, fail) ==
                 0 &&
             open_archive(&w, e, buf_text(&dir), fail) == 0 &&
             load_rules(&w, &set, fail) == 0)
        rc = export(&w, e, buf_text(&out), fail);
    js_free((struct js *)w.rules);
    rule_set_free(set);
    capture_archive_free(w.captures);
    archive_close(w.archive);
    store_close(w.store);
    pack_free(w.pack);
    pack_work_clear(&w);
    buf_clear(&dir);
    buf_clear(&out);
    return rc;
}
