/* Input: one byte that says which file of a model it is, then the file. */
#include "tests/fuzz/fuzz.h"

#include "base/mem.h"
#include "classifier/released.h"

#include <stdlib.h>
#include <string.h>

/* More than the head of a weights file. */
#define HEAD_BYTES_MAX 4096

static const char curves[] =
    "{\"base_rate\":0.02,\"risk\":{\"en\":[1,0],\"de\":[1,0],\"zh\":[1,0]},"
    "\"hazards\":{\"choking\":[1,0]}}";

/* A weights file of zeroes: megabytes, and so written once. */
static struct buf zeroes = BUF_MAX(32 << 20);

static void
make_zeroes(void)
{
    struct weights w;

    weights_init(&w);
    weights_write(&zeroes, &w);
    weights_clear(&w);
}

static void
parse(struct str weights, struct str calibration, struct str glossary)
{
    struct released *r = NULL;
    struct fail fail = { "" };

    if (released_parse(&r, weights, calibration, glossary, &fail) == 0)
        assert(r->base_rate > 0 && r->base_rate < 1);
    else
        assert(fail.text[0] != '\0');
    released_free(r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str all = { (const char *)data, size };
    struct str file = str_sub(all, 1, size);
    char head[HEAD_BYTES_MAX];

    if (size == 0)
        return 0;
    if (zeroes.len == 0)
        make_zeroes();
    switch (data[0] % 4) {
    case 0: /* the head of a file of the right length */
        file = str_sub(file, 0, HEAD_BYTES_MAX);
        memcpy(head, zeroes.p, file.len);
        memcpy(zeroes.p, file.p, file.len);
        parse(buf_str(&zeroes), str_of(curves), STR(""));
        memcpy(zeroes.p, head, file.len);
        break;
    case 1:
        parse(buf_str(&zeroes), file, STR(""));
        break;
    case 2:
        parse(buf_str(&zeroes), str_of(curves), file);
        break;
    default: /* cut short, or nothing of the kind */
        parse(file, str_of(curves), STR(""));
    }
    return 0;
}
