#include "classifier/released.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/js.h"
#include "base/mem.h"
#include "classifier/tongue.h"
#include "core/limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WEIGHTS, GLOSSARY, CALIBRATION, CARD, FILES };

static const char *const files[FILES] = { "weights.bin", "glossary.tsv",
    "calibration.json", "card.md" };

static int
read_curve(struct calibrate *out, const struct js *pair, const char *what,
    struct fail *fail)
{
    out->slope = js_number(js_at(pair, 0), NAN);
    out->offset = js_number(js_at(pair, 1), NAN);
    if (!isfinite(out->slope) || !isfinite(out->offset) || out->slope < 0)
        return fail_set(fail,
            "\"%s\" must be [slope, offset] with a slope of at least 0", what);
    return 0;
}

static int
read_calibration(struct released *r, struct str text, struct fail *fail)
{
    struct js *j = NULL;
    const struct js *risk, *hazards;
    int rc = js_parse(&j, text, fail);

    if (rc != 0)
        return -1;
    risk = js_get(j, "risk");
    hazards = js_get(j, "hazards");
    r->base_rate = js_number(js_get(j, "base_rate"), NAN);
    if (!(r->base_rate > 0 && r->base_rate < 1))
        rc = fail_set(fail, "\"base_rate\" must lie between 0 and 1");
    for (size_t l = 0; rc == 0 && l < GLOSSARY_LANGUAGES; l++) {
        const char *name = tongue_name((enum glossary_language)l);

        rc = read_curve(&r->risk[l], js_get(risk, name), name, fail);
    }
    for (size_t h = 0; rc == 0 && h < r->weights.hazard_count; h++) {
        const char *name = hazard_name((enum hazard)r->weights.hazard_kind[h]);

        rc = read_curve(&r->hazard[h], js_get(hazards, name), name, fail);
    }
    js_free(j);
    return rc;
}

int
released_parse(struct released **out, struct str weights,
    struct str calibration, struct str glossary, struct fail *fail)
{
    struct released *r = mem_new(sizeof *r);

    if (weights_read(&r->weights, weights, fail) != 0) {
        fail_wrap(fail, "%s", files[WEIGHTS]);
        goto bad;
    }
    if (read_calibration(r, calibration, fail) != 0) {
        fail_wrap(fail, "%s", files[CALIBRATION]);
        goto bad;
    }
    if (glossary_parse(&r->glossary, glossary, files[GLOSSARY], fail) != 0)
        goto bad;
    *out = r;
    return 0;
bad:
    released_free(r);
    return -1;
}

void
released_free(struct released *r)
{
    if (r == NULL)
        return;
    weights_clear(&r->weights);
    glossary_free(r->glossary);
    free(r->name);
    free(r->version);
    free(r);
}

static int
read_file(struct buf *out, const char *dir, const char *name, struct fail *fail)
{
    struct buf path = BUF_MAX(4096);
    int rc;

    *out = BUF_MAX(LIMIT_MODEL_BYTES);
    buf_addf(&path, "%s/%s", dir, name);
    rc = path.over ? fail_set(fail, "%s: path is too long", dir)
                   : file_read(out, buf_text(&path), fail);
    buf_clear(&path);
    return rc;
}

/* Every file has its line, and the line its digest. */
static int
check_sums(
    struct str sums, const struct buf *file, const char *dir, struct fail *fail)
{
    for (size_t i = 0; i < FILES; i++) {
        char hex[DIGEST_HEX_BYTES];
        struct buf line = BUF_MAX(256);
        ptrdiff_t at;

        digest_sha256_hex(buf_str(&file[i]), hex);
        buf_addf(&line, "%s  %s\n", hex, files[i]);
        at = str_find(sums, buf_str(&line), 0);
        buf_clear(&line);
        if (at != 0 && (at < 0 || sums.p[at - 1] != '\n'))
            return fail_set(fail,
                "%s/%s: does not have the checksum that SHA256SUMS states", dir,
                files[i]);
    }
    return 0;
}

static void
set_version(struct released *r, const char *dir, struct str sums)
{
    const char *end = dir + strlen(dir), *start;
    struct buf text = BUF_MAX(1024);
    char hex[DIGEST_HEX_BYTES];

    while (end > dir && end[-1] == '/')
        end--;
    for (start = end; start > dir && start[-1] != '/';)
        start--;
    r->name = mem_dup(start, (size_t)(end - start));
    digest_sha256_hex(sums, hex);
    buf_addf(&text, "%.200s+sha256:%s", r->name, hex);
    r->version = buf_take(&text);
}

int
released_load(struct released **out, const char *dir, struct fail *fail)
{
    struct buf file[FILES] = { 0 }, sums;
    int rc = read_file(&sums, dir, "SHA256SUMS", fail);

    for (size_t i = 0; rc == 0 && i < FILES; i++)
        rc = read_file(&file[i], dir, files[i], fail);
    if (rc == 0)
        rc = check_sums(buf_str(&sums), file, dir, fail);
    if (rc == 0) {
        rc = released_parse(out, buf_str(&file[WEIGHTS]),
            buf_str(&file[CALIBRATION]), buf_str(&file[GLOSSARY]), fail);
        if (rc != 0)
            fail_wrap(fail, "%s", dir);
    }
    if (rc == 0)
        set_version(*out, dir, buf_str(&sums));
    for (size_t i = 0; i < FILES; i++)
        buf_clear(&file[i]);
    buf_clear(&sums);
    return rc;
}

static struct js *
curve(const struct calibrate *c)
{
    struct js *pair = js_new_array();

    js_add(pair, js_new_number(c->slope));
    js_add(pair, js_new_number(c->offset));
    return pair;
}

static void
write_calibration(struct buf *out, const struct released *r)
{
    struct js *j = js_new_object(), *risk = js_new_object(),
              *hazards = js_new_object();

    js_set_number(j, "base_rate", r->base_rate);
    for (size_t l = 0; l < GLOSSARY_LANGUAGES; l++)
        js_set(
            risk, tongue_name((enum glossary_language)l), curve(&r->risk[l]));
    for (size_t h = 0; h < r->weights.hazard_count; h++)
        js_set(hazards, hazard_name((enum hazard)r->weights.hazard_kind[h]),
            curve(&r->hazard[h]));
    js_set(j, "risk", risk);
    js_set(j, "hazards", hazards);
    js_write_pretty(out, j);
    buf_addc(out, '\n');
    js_free(j);
}

static int
write_file(const char *dir, const char *name, struct str bytes,
    struct buf *sums, struct fail *fail)
{
    struct buf path = BUF_MAX(4096);
    char hex[DIGEST_HEX_BYTES];
    int rc;

    buf_addf(&path, "%s/%s", dir, name);
    rc = path.over ? fail_set(fail, "%s: path is too long", dir)
                   : file_write(buf_text(&path), bytes, fail);
    if (sums != NULL) {
        digest_sha256_hex(bytes, hex);
        buf_addf(sums, "%s  %s\n", hex, name);
    }
    buf_clear(&path);
    return rc;
}

int
released_save(const struct released *r, const char *dir,
    struct str glossary_text, struct str card, struct fail *fail)
{
    struct buf weights = BUF_MAX(LIMIT_MODEL_BYTES);
    struct buf calibration = BUF_MAX(LIMIT_CONFIG_BYTES);
    struct buf sums = BUF_MAX(4096);
    int rc = file_make_dirs(dir, fail);

    weights_write(&weights, &r->weights);
    write_calibration(&calibration, r);
    if (rc == 0)
        rc = write_file(dir, files[WEIGHTS], buf_str(&weights), &sums, fail);
    if (rc == 0)
        rc = write_file(dir, files[GLOSSARY], glossary_text, &sums, fail);
    if (rc == 0)
        rc = write_file(
            dir, files[CALIBRATION], buf_str(&calibration), &sums, fail);
    if (rc == 0)
        rc = write_file(dir, files[CARD], card, &sums, fail);
    if (rc == 0)
        rc = write_file(dir, "SHA256SUMS", buf_str(&sums), NULL, fail);
    buf_clear(&weights);
    buf_clear(&calibration);
    buf_clear(&sums);
    return rc;
}
