/* tests/check.h - table tests that print the case, what came, what was due.
 *
 * Include first in a test file; it brings cmocka. CHECK_* fail the running
 * test and go on to the next row; `check_end()` at the end of a test fails it
 * if a row did. Data that lies beside the project is found with check_data.
 */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int check_failures;

/* 1 in builds with a sanitizer: some things cannot work there. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CHECK_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CHECK_SANITIZED 1
#endif
#endif
#ifndef CHECK_SANITIZED
#define CHECK_SANITIZED 0
#endif

#define CHECK_INT(got, want, name)                                             \
    do {                                                                       \
        long long got_ = (long long)(got), want_ = (long long)(want);          \
        if (got_ != want_) {                                                   \
            check_failures++;                                                  \
            print_error("%s:%d: %s: got %lld, want %lld\n", __FILE__,          \
                __LINE__, (name), got_, want_);                                \
        }                                                                      \
    } while (0)

#define CHECK_TEXT(got, want, name)                                            \
    do {                                                                       \
        const char *got_ = (got), *want_ = (want);                             \
        if (strcmp(got_ ? got_ : "(null)", want_ ? want_ : "(null)") != 0) {   \
            check_failures++;                                                  \
            print_error("%s:%d: %s:\n  got  %s\n  want %s\n", __FILE__,        \
                __LINE__, (name), got_ ? got_ : "(null)",                      \
                want_ ? want_ : "(null)");                                     \
        }                                                                      \
    } while (0)

static inline void
check_end(void)
{
    int n = check_failures;

    check_failures = 0;
    if (n > 0)
        fail_msg("%d rows failed", n);
}

/* Path of a file of the development data, or skip the test, saying so. The
 * folder is $SHELFWATCH_DATA, else ../shared/data. The path stays as it is for
 * the next 63 calls: more than any test asks for at a time. */
static inline const char *
check_data(const char *name)
{
    static char path[64][1024];
    static unsigned turn;
    const char *dir = getenv("SHELFWATCH_DATA");
    char *p = path[turn++ % (sizeof path / sizeof path[0])];

    snprintf(p, sizeof path[0], "%s/%s", dir ? dir : "../shared/data", name);
    if (access(p, R_OK) != 0) {
        print_message("skipped: %s is not here\n", p);
        skip();
    }
    return p;
}

#endif
