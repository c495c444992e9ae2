/* Input: one byte that says which file of a model it is, then the file. */
#include "tests/fuzz/fuzz.h"

#include "base/mem.h"
#include "classifier/released.h"

#include <stdlib.h>
#include <string.h>

static const char curves[] =
    "{\"base_rate\":0.02,\"risk\":{\"en\":[1,0],\"de\":[1,0],\"zh\":[1,0]},"
    "\"hazards\":{\"choking\":[1,0]}}";

/* A weights file of zeroes whose head is the input's. The zeroes are written
 * once: they are megabytes. */
static void
make_weights(struct buf *out, struct str head)
{
    static struct buf zeroes = BUF_MAX(32 << 20);

    if (zeroes.len == 0) {
        struct weights w;

        weights_init(&w);
        weights_write(&zeroes, &w);
        weights_clear(&w);
    }
    buf_adds(out, buf_str(&zeroes));
    if (head.len > 0 && head.len <= out->len)
        memcpy(out->p, head.p, head.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str all = { (const char *)data, size };
    struct str file = str_sub(all, 1, size);
    struct buf weights = BUF_MAX(8 << 20);
    struct released *r = NULL;
    struct fail fail = { "" };
    struct str calibration = str_of(curves), glossary = STR("");

    if (size == 0)
        return 0;
    make_weights(&weights, data[0] % 3 == 0 ? file : STR_NONE);
    if (data[0] % 3 == 1)
        calibration = file;
    if (data[0] % 3 == 2)
        glossary = file;
    if (released_parse(&r, buf_str(&weights), calibration, glossary, &fail) ==
        0)
        assert(r->base_rate > 0 && r->base_rate < 1);
    else
        assert(fail.text[0] != '\0');
    released_free(r);
    buf_clear(&weights);
    return 0;
}
