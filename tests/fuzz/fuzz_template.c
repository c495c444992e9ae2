/* Input: a template. One that is read and checked makes a document, and the
 * blocks of it are the same whatever the values are: hostile ones add no
 * heading, item, row or rule. */
#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "core/document.h"
#include "core/template.h"

#include <string.h>

static const char *const values[] = { "v",
    "# t\n## h\n- i\n| a | b\n---\n\\\xE2\x80\xAE", "--- # {{a}} {{/l}}" };

static struct js *
data(const char *value)
{
    struct js *j = js_new_object(), *o = js_new_object();
    struct js *list = js_new_array(), *texts = js_new_array();

    js_set_textz(o, "a", value);
    js_set_textz(o, "b", value);
    js_add_text(texts, str_of(value));
    js_add_text(texts, str_of(value));
    js_set(o, "t", texts);
    js_add(list, js_copy(o));
    js_add(list, js_copy(o));
    js_set(j, "l", list);
    js_set(j, "o", o);
    js_set_textz(j, "a", value);
    js_set_textz(j, "e", "");
    js_set(j, "t", js_copy(js_get(o, "t")));
    return j;
}

/* The kinds of all blocks, one letter each. */
static void
shape(struct buf *out, struct str text)
{
    struct document_line line;

    while (document_next(&text, &line))
        if (line.kind != DOCUMENT_MORE)
            buf_addc(out, (char)('a' + line.kind));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct str text = { (const char *)bytes, size };
    struct buf first = BUF_MAX(TEMPLATE_OUTPUT_MAX);
    struct template *t = NULL;
    struct fail fail = { "" };

    if (template_parse(&t, text, "f", &fail) != 0) {
        assert(t == NULL && strncmp(fail.text, "f:", 2) == 0);
        return 0;
    }
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct buf out = BUF_MAX(TEMPLATE_OUTPUT_MAX);
        struct buf kinds = BUF_MAX(TEMPLATE_OUTPUT_MAX);
        struct texts missing = { 0 };
        struct js *j = data(values[i]);

        if (template_check(t, j, &fail) == 0 &&
            template_render(t, j, &out, &missing, &fail) == 0) {
            assert(utf8_valid(buf_str(&out)));
            shape(i == 0 ? &first : &kinds, buf_str(&out));
            assert(i == 0 || str_eq(buf_str(&first), buf_str(&kinds)));
        } else {
            assert(strncmp(fail.text, "f:", 2) == 0);
        }
        js_free(j);
        texts_clear(&missing);
        buf_clear(&out);
        buf_clear(&kinds);
    }
    template_free(t);
    buf_clear(&first);
    return 0;
}
