#include "review/text_rows.h"

#include "base/mem.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

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
    text_retention,
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

/* Keys by hash, open addressing: a page asks for a thousand texts. */
#define SLOTS 8192

struct text_index {
    struct {
        struct str key;
        const struct text_row *row;
    } slot[SLOTS];
};

/* Where the key stands, or would. */
static size_t
slot_of(const struct text_index *x, struct str key)
{
    size_t i = (size_t)str_hash(key) % SLOTS;

    while (x->slot[i].row != NULL && !str_eq(x->slot[i].key, key))
        i = (i + 1) % SLOTS;
    return i;
}

static struct text_index *
index_new(void)
{
    struct text_index *x = mem_new(sizeof *x);
    size_t count = 0;

    for (size_t t = 0; t < COUNT(tables); t++)
        for (const struct text_row *r = tables[t]; r->key != NULL; r++) {
            size_t i = slot_of(x, str_of(r->key));

            assert(++count < SLOTS / 2);
            assert(x->slot[i].row == NULL); /* one text for a key */
            x->slot[i].key = str_of(r->key);
            x->slot[i].row = r;
        }
    return x;
}

/* Made once, by whoever is first, and never changed. */
static const struct text_index *
index_get(void)
{
    static struct text_index *_Atomic shared;
    struct text_index *none = NULL, *mine = atomic_load(&shared);

    if (mine != NULL)
        return mine;
    mine = index_new();
    if (atomic_compare_exchange_strong(&shared, &none, mine))
        return mine;
    free(mine);
    return none;
}

static const struct text_row *
find(struct str key)
{
    const struct text_index *x = index_get();

    return x->slot[slot_of(x, key)].row;
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
    size_t len = strlen(kind);
    char key[KEY_BYTES_MAX];
    const struct text_row *r;

    if (len + 1 + name.len > sizeof key)
        return name;
    memcpy(key, kind, len);
    key[len] = '.';
    if (name.len > 0)
        memcpy(key + len + 1, name.p, name.len);
    r = find((struct str){ key, len + 1 + name.len });
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
