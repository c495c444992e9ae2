#include "classifier/category_release.h"

#include "base/js.h"
#include "base/mem.h"
#include "classifier/model_folder.h"
#include "core/limits.h"

#include <stdlib.h>

enum { WEIGHTS, GLOSSARY, CONFIG, CARD, FILES };

static const char *const files[FILES] = { "weights.bin", "glossary.tsv",
    "config.json", "card.md" };

/* The same categories in the same order as this program's. */
static int
check_config(struct str text, struct fail *fail)
{
    struct js *j = NULL;
    const struct js *names;
    int rc = js_parse(&j, text, fail);

    if (rc != 0)
        return -1;
    names = js_get(j, "categories");
    if (js_count(names) != CATEGORIES)
        rc = fail_set(fail, "\"categories\" must be %d names", CATEGORIES);
    for (int c = 0; rc == 0 && c < CATEGORIES; c++)
        if (category_find(js_text(js_at(names, (size_t)c))) != c)
            rc = fail_set(fail, "category %d is not \"%s\"", c,
                category_name((enum category)c));
    js_free(j);
    return rc;
}

int
category_release_parse(struct category_model **out, struct str weights,
    struct str config, struct str glossary, struct fail *fail)
{
    struct category_model *m = NULL;
    int rc = check_config(config, fail);

    if (rc != 0)
        return fail_wrap(fail, "%s", files[CONFIG]);
    if (category_model_parse(&m, weights, fail) != 0)
        return fail_wrap(fail, "%s", files[WEIGHTS]);
    if (glossary_parse(&m->glossary, glossary, files[GLOSSARY], fail) != 0) {
        category_model_free(m);
        return -1;
    }
    *out = m;
    return 0;
}

int
category_release_load(
    struct category_model **out, const char *dir, struct fail *fail)
{
    struct buf file[FILES] = { 0 };
    char *version = NULL;
    int rc = model_folder_load(file, &version, dir, files, FILES, fail);

    if (rc == 0) {
        rc = category_release_parse(out, buf_str(&file[WEIGHTS]),
            buf_str(&file[CONFIG]), buf_str(&file[GLOSSARY]), fail);
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
write_config(struct buf *out)
{
    struct js *j = js_new_object(), *names = js_new_array();

    for (int c = 0; c < CATEGORIES; c++)
        js_add_text(names, str_of(category_name((enum category)c)));
    js_set(j, "categories", names);
    js_write_pretty(out, j);
    buf_addc(out, '\n');
    js_free(j);
}

int
category_release_save(const struct category_model *m, const char *dir,
    struct str glossary_text, struct str card, struct fail *fail)
{
    struct buf weights = BUF_MAX(LIMIT_MODEL_BYTES);
    struct buf config = BUF_MAX(LIMIT_CONFIG_BYTES);
    struct str bytes[FILES];
    int rc;

    category_model_write(&weights, m);
    write_config(&config);
    bytes[WEIGHTS] = buf_str(&weights);
    bytes[GLOSSARY] = glossary_text;
    bytes[CONFIG] = buf_str(&config);
    bytes[CARD] = card;
    rc = model_folder_save(dir, files, bytes, FILES, fail);
    buf_clear(&weights);
    buf_clear(&config);
    return rc;
}
