#include "tests/check.h"

#include "base/digest.h"
#include "scan/bodies.h"

/* Twice as many as are held. */
#define MANY 500000

static void
digest_of(int64_t n, char out[DIGEST_HEX_BYTES])
{
    char text[24];

    snprintf(text, sizeof text, "%lld", (long long)n);
    digest_sha256_hex(str_of(text), out);
}

static void
finds_the_first_page(void **state)
{
    struct bodies *b = bodies_new();
    char one[DIGEST_HEX_BYTES], two[DIGEST_HEX_BYTES];

    (void)state;
    digest_of(1, one);
    digest_of(2, two);
    CHECK_INT(bodies_find(b, str_of(one)), 0, "none yet");
    bodies_add(b, str_of(one), 7);
    bodies_add(b, str_of(one), 8);
    CHECK_INT(bodies_find(b, str_of(one)), 7, "the first");
    CHECK_INT(bodies_find(b, str_of(two)), 0, "another body");
    bodies_free(b);
    bodies_free(NULL);
    check_end();
}

/* Never a wrong page, and the newest always. */
static void
forgets_the_old(void **state)
{
    struct bodies *b = bodies_new();
    char digest[DIGEST_HEX_BYTES];
    int64_t wrong = 0, kept = 0;

    (void)state;
    for (int64_t n = 1; n <= MANY; n++) {
        digest_of(n, digest);
        bodies_add(b, str_of(digest), n);
        wrong += bodies_find(b, str_of(digest)) != n;
    }
    for (int64_t n = 1; n <= MANY; n++) {
        int64_t page;

        digest_of(n, digest);
        page = bodies_find(b, str_of(digest));
        wrong += page != 0 && page != n;
        kept += page == n;
    }
    CHECK_INT(wrong, 0, "wrong");
    CHECK_INT(kept > 200000 && kept < MANY, 1, "kept");
    bodies_free(b);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_first_page),
        cmocka_unit_test(forgets_the_old),
    };

    return cmocka_run_group_tests_name("scan/bodies", tests, NULL, NULL);
}
