#include "tests/check.h"

#include "base/digest.h"
#include "base/mem.h"

/* Test vectors of FIPS 180-4 (NIST's examples). */
static void
knows_sha256(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85"
              "5" },
        { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f2001"
                 "5ad" },
        { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c"
            "1" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str s = str_of(cases[i].text);
        struct digest *d = digest_new();
        char whole[DIGEST_HEX_BYTES], pieces[DIGEST_HEX_BYTES];

        digest_sha256_hex(s, whole);
        for (size_t k = 0; k < s.len; k++)
            digest_add(d, str_sub(s, k, 1));
        digest_add(d, STR_NONE);
        digest_end(d, pieces);
        CHECK_TEXT(whole, cases[i].want, cases[i].text);
        CHECK_TEXT(pieces, cases[i].want, cases[i].text);
    }
    CHECK_INT(digest_key(STR("abc")), 0x5d3c0b5fc780e7f5, "63 bits");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_sha256),
    };

    return cmocka_run_group_tests_name("base/digest", tests, NULL, NULL);
}
