#include "classifier/pair_release.h"

#include "base/js.h"
#include "base/mem.h"
#include "classifier/model_folder.h"
#include "classifier/pair_weights.h"
#include "core/limits.h"

#include <stdlib.h>

enum { WEIGHTS, CONFIG, CARD, FILES };

static const char *const files[FILES] = { "weights.bin", "config.json",
    "card.md" };

static int
read_config(struct pair_model *m, struct str text, struct fail *fail)
{
    struct js *j = NULL;
    const struct js *fields;
    int rc = js_parse(&j, text, fail);

    if (rc != 0)
        return -1;
    fields = js_get(j, "fields");
    for (size_t i = 0; rc == 0 && i < js_count(fields); i++)
        rc = pair_schema_add(&m->schema, js_text(js_at(fields, i)), fail);
    if (rc == 0 && m->schema.count == 0)
        rc = fail_set(fail, "\"fields\" must be a list of names");
    if (rc == 0) {
        pair_schema_end(&m->schema);
        m->context = js_bool(js_get(j, "context"), 0);
    }
    js_free(j);
    return rc;
}

int
pair_release_parse(struct pair_model **out, struct str weights,
    struct str config, struct fail *fail)
{
    struct pair_model *m = mem_new(sizeof *m);
    int rc;

    pair_model_init(m);
    rc = read_config(m, config, fail);
    if (rc != 0)
        fail_wrap(fail, "%s", files[CONFIG]);
    else if ((rc = pair_weights_read(m, weights, fail)) != 0)
        fail_wrap(fail, "%s", files[WEIGHTS]);
    if (rc != 0)
        pair_model_free(m);
    else
        *out = m;
    return rc;
}

int
pair_release_load(struct pair_model **out, const char *dir, struct fail *fail)
{
    struct buf file[FILES] = { 0 };
    char *version = NULL;
    int rc = model_folder_load(file, &version, dir, files, FILES, fail);

    if (rc == 0) {
        rc = pair_release_parse(
            out, buf_str(&file[WEIGHTS]), buf_str(&file[CONFIG]), fail);
        if (rc != 0)
            fail_wrap(fail, "%s", dir);
    }
    if (rc == 0)
        (*out)->version = version;
    else
        free(version);
    for (size_t i = 0; i < FILES; i++)
        buf_clear(&file[i]);
    return rc;
}

static void
write_config(struct buf *out, const struct pair_model *m)
{
    struct js *j = js_new_object(), *fields = js_new_array();

    for (size_t i = 0; i < m->schema.count; i++)
        js_add_text(fields, str_of(m->schema.name[i]));
    js_set(j, "fields", fields);
    js_set_bool(j, "context", m->context);
    js_write_pretty(out, j);
    buf_addc(out, '\n');
    js_free(j);
}

int
pair_release_save(const struct pair_model *m, const char *dir, struct str card,
    struct fail *fail)
{
    struct buf weights = BUF_MAX(LIMIT_MODEL_BYTES);
    struct buf config = BUF_MAX(LIMIT_CONFIG_BYTES);
    struct str bytes[FILES];
    int rc;

    pair_weights_write(&weights, m);
    write_config(&config, m);
    bytes[WEIGHTS] = buf_str(&weights);
    bytes[CONFIG] = buf_str(&config);
    bytes[CARD] = card;
    rc = weights.over ? fail_set(fail, "%s: the model is too large", dir)
                      : model_folder_save(dir, files, bytes, FILES, fail);
    buf_clear(&weights);
    buf_clear(&config);
    return rc;
}
