#include "classifier/released.h"

#include "base/js.h"
#include "base/mem.h"
#include "classifier/model_folder.h"
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

/* The last part of the folder's path, as it stands in the version. */
static char *
name_of(const char *version)
{
    const char *end = strrchr(version, '+');

    return mem_dup(version, end != NULL ? (size_t)(end - version) : 0);
}

int
released_load(struct released **out, const char *dir, struct fail *fail)
{
    struct buf file[FILES] = { 0 };
    char *version = NULL;
    int rc = model_folder_load(file, &version, dir, files, FILES, fail);

    if (rc == 0) {
        rc = released_parse(out, buf_str(&file[WEIGHTS]),
            buf_str(&file[CALIBRATION]), buf_str(&file[GLOSSARY]), fail);
        if (rc != 0)
            fail_wrap(fail, "%s", dir);
    }
    if (rc == 0) {
        (*out)->name = name_of(version);
        (*out)->version = version;
        version = NULL; /* handed over */
    }
    for (size_t i = 0; i < FILES; i++)
        buf_clear(&file[i]);
    free(version);
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

int
released_save(const struct released *r, const char *dir,
    struct str glossary_text, struct str card, struct fail *fail)
{
    struct buf weights = BUF_MAX(LIMIT_MODEL_BYTES);
    struct buf calibration = BUF_MAX(LIMIT_CONFIG_BYTES);
    struct str bytes[FILES];
    int rc;

    weights_write(&weights, &r->weights);
    write_calibration(&calibration, r);
    bytes[WEIGHTS] = buf_str(&weights);
    bytes[GLOSSARY] = glossary_text;
    bytes[CALIBRATION] = buf_str(&calibration);
    bytes[CARD] = card;
    rc = model_folder_save(dir, files, bytes, FILES, fail);
    buf_clear(&weights);
    buf_clear(&calibration);
    return rc;
}
