/* Gives every file of the folders named as arguments to the fuzz target it
 * is linked with, in byte order, and the empty input before. */
#include "tests/fuzz/fuzz.h"

#include "base/file.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

#define INPUT_MAX (64u << 20)

static int
replay(const char *path, void *ctx, struct fail *fail)
{
    struct buf text = BUF_MAX(INPUT_MAX);
    int *count = ctx;
    char *exact;

    if (file_read(&text, path, fail) != 0) {
        buf_clear(&text);
        return -1;
    }
    /* Not a byte more, so that sanitizers see a read past the end. */
    exact = malloc(text.len > 0 ? text.len : 1);
    assert(exact != NULL);
    for (size_t i = 0; i < text.len; i++)
        exact[i] = text.p[i];
    fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput((const uint8_t *)exact, text.len);
    free(exact);
    buf_clear(&text);
    *count += 1;
    return 0;
}

int
main(int argc, char **argv)
{
    struct fail fail = { "" };
    int count = 0;

    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    for (int i = 1; i < argc; i++) {
        if (file_exists(argv[i]) &&
            file_each(argv[i], "", replay, &count, &fail) != 0) {
            fprintf(stderr, "%s: %s\n", argv[0], fail.text);
            return 1;
        }
    }
    printf("%s: %d inputs\n", argv[0], count);
    return 0;
}
