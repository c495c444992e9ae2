/* Input: a JSON text, or what pretends to be one. What the outline is sure of
 * must be what the parser reads. */
#include "tests/fuzz/fuzz.h"

#include "base/js.h"
#include "base/utf8.h"
#include "crawler/state_outline.h"

static const char *const words[] = { "name", "price", "a", NULL };

static int
kind_of(const struct js *j)
{
    switch (js_kind(j)) {
    case JS_NULL:
        return STATE_OUTLINE_NULL;
    case JS_STRING:
        return STATE_OUTLINE_STRING;
    case JS_ARRAY:
        return STATE_OUTLINE_ARRAY;
    case JS_OBJECT:
        return STATE_OUTLINE_OBJECT;
    default:
        return STATE_OUTLINE_SCALAR;
    }
}

static int
is_container(const struct js *j)
{
    return js_kind(j) == JS_ARRAY || js_kind(j) == JS_OBJECT;
}

static int
is_word(struct str name)
{
    int is = 0;

    for (size_t i = 0; words[i] != NULL; i++)
        is |= str_is(name, words[i]);
    return is;
}

static void
compare(struct str text, const struct state_outline_node *n, const struct js *j)
{
    const struct state_outline_node *m = n->first;
    struct js *value, *again = NULL;
    struct str name;
    void *it = NULL;

    assert((int)n->kind == kind_of(j));
    if (js_kind(j) == JS_ARRAY) {
        assert(n->count == js_count(j));
        for (size_t i = 0; i < js_count(j); i++)
            if (is_container(js_at(j, i))) {
                assert(m != NULL && m->word == NULL);
                compare(text, m, js_at(j, i));
                m = m->next;
            }
    }
    while (js_kind(j) == JS_OBJECT && js_next(j, &it, &name, &value)) {
        if (!is_word(name) && !is_container(value))
            continue;
        assert(m != NULL && (m->word != NULL) == is_word(name));
        assert(m->word == NULL || str_eq(m->word->text, name));
        compare(text, m, value);
        m = m->next;
    }
    assert(m == NULL);
    if (n->kind != STATE_OUTLINE_STRING)
        return;
    assert(js_parse(&again, str_sub(text, n->at, n->end - n->at), NULL) == 0);
    assert(js_equal(again, j));
    js_free(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    struct state_outline_words w = { .count = 0 };
    const struct state_outline_node *root;
    struct state_outline o;
    struct js *j = NULL;
    size_t used = 0;

    state_outline_words_add(&w, words, 1);
    state_outline_init(&o);
    root = state_outline_read(&o, &w, text, &used);
    assert(root == NULL || used <= size);
    if (root != NULL && utf8_valid(text)) {
        assert(js_parse(&j, str_sub(text, 0, used), NULL) == 0);
        compare(text, root, j);
        js_free(j);
    }
    state_outline_clear(&o);
    return 0;
}
