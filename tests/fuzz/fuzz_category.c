/* Input: one byte that says which file of a category model it is, then the
 * file; a third kind is the table of what shops call what. */
#include "tests/fuzz/fuzz.h"

#include "base/mem.h"
#include "classifier/category_data.h"
#include "classifier/category_release.h"

#include <string.h>

/* A weights file of zeroes whose head is the input's; written once. */
static void
make_weights(struct buf *out, struct str head)
{
    static struct buf zeroes = BUF_MAX(16 << 20);

    if (zeroes.len == 0) {
        struct category_model *m = mem_new(sizeof *m);

        category_model_init(m);
        category_model_write(&zeroes, m);
        category_model_free(m);
    }
    buf_adds(out, buf_str(&zeroes));
    if (head.len > 0 && head.len <= out->len)
        memcpy(out->p, head.p, head.len);
}

static void
make_config(struct buf *out)
{
    buf_addz(out, "{\"categories\":[");
    for (int c = 0; c < CATEGORIES; c++)
        buf_addf(
            out, "%s\"%s\"", c > 0 ? "," : "", category_name((enum category)c));
    buf_addz(out, "]}");
}

static void
read_labels(struct str file)
{
    struct category_labels t;
    struct fail fail = { "" };

    if (category_labels_parse(&t, file, "labels", &fail) == 0)
        assert(category_labels_find(&t, file) < CATEGORIES);
    else
        assert(fail.text[0] != '\0');
    category_labels_clear(&t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str all = { (const char *)data, size };
    struct str file = str_sub(all, 1, size);
    struct buf weights = BUF_MAX(16 << 20), config = BUF_MAX(4096);
    struct category_model *m = NULL;
    struct fail fail = { "" };

    if (size == 0)
        return 0;
    if (data[0] % 3 == 2) {
        read_labels(file);
        return 0;
    }
    make_weights(&weights, data[0] % 3 == 0 ? file : STR_NONE);
    make_config(&config);
    if (category_release_parse(&m, buf_str(&weights),
            data[0] % 3 == 1 ? file : buf_str(&config), STR(""), &fail) == 0)
        assert(m->glossary != NULL);
    else
        assert(fail.text[0] != '\0');
    category_model_free(m);
    buf_clear(&weights);
    buf_clear(&config);
    return 0;
}
