/* base/fail.h - why an operation failed: one line a person can act on.
 *
 * A function that can fail returns -1 and fills the caller's struct fail
 * where the failure was noticed, naming the file, line or URL.
 */
#ifndef BASE_FAIL_H
#define BASE_FAIL_H

#include <stdarg.h>

#define FAIL_TEXT_MAX 1024

struct fail {
    char text[FAIL_TEXT_MAX]; /* UTF-8, no newline; "" when nothing failed */
};

/* Set the text. Always returns -1, so that `return fail_set(...)` reads well.
 * fail may be NULL: then nothing is kept. */
int fail_set(struct fail *fail, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Put "prefix: " before the text that is there. Always returns -1. */
int fail_wrap(struct fail *fail, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
