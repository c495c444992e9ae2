#include "review/text_rows.h"

#include "base/buf.h"
#include "base/mem.h"

#define KEY_BYTES_MAX 100

static const struct text_row *const tables[] = {
    text_case,
    text_accounts,
    text_common,
    text_workflow,
    text_orders,
    text_queue,
    text_browse,
    text_party,
    text_figures,
};

static const char *const codes[] = { "en", "de", "zh" };
static const char *const names[] = { "English", "Deutsch", "中文" };

const char *
text_lang_code(enum text_lang lang)
{
    return codes[lang];
}

const char *
text_lang_name(enum text_lang lang)
{
    return names[lang];
}

int
text_lang_find(enum text_lang *out, struct str code)
{
    struct str part;

    while (str_next(&code, ',', &part)) {
        part = str_trim(part);
        for (size_t i = 0; i < TEXT_LANGS; i++)
            if (str_starts_nocase(part, str_of(codes[i])) &&
                (part.len == 2 || !str_is_alnum(part.p[2]))) {
                *out = (enum text_lang)i;
                return 0;
            }
    }
    return -1;
}

static const struct text_row *
find(struct str key)
{
    for (size_t i = 0; i < COUNT(tables); i++)
        for (const struct text_row *r = tables[i]; r->key != NULL; r++)
            if (str_is(key, r->key))
                return r;
    return NULL;
}

const char *
text_get(enum text_lang lang, const char *key)
{
    const struct text_row *r = find(str_of(key));

    return r != NULL ? r->text[lang] : key;
}

struct str
text_name(enum text_lang lang, const char *kind, struct str name)
{
    struct buf key = BUF_MAX(KEY_BYTES_MAX);
    const struct text_row *r;

    buf_addf(&key, "%s." STR_FMT, kind, STR_ARG(name));
    r = key.over ? NULL : find(buf_str(&key));
    buf_clear(&key);
    return r != NULL ? str_of(r->text[lang]) : name;
}

const char *
text_key(size_t i)
{
    for (size_t t = 0; t < COUNT(tables); t++)
        for (const struct text_row *r = tables[t]; r->key != NULL; r++)
            if (i-- == 0)
                return r->key;
    return NULL;
}
