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

/* Keys of one group differ from each other in the last 40 bits only, those of
 * one text in two groups in the first only. */
static void
groups_keys(void **state)
{
    static const struct {
        const char *group, *text;
    } cases[] = {
        { "", "" },
        { "", "abc" },
        { "shop.example", "abc" },
        { "shop.example", "https://shop.example/p/1" },
        { "other.example", "abc" },
    };
    const int64_t texts = 0xffffffffff;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        for (size_t j = 0; j < COUNT(cases); j++) {
            int64_t a = digest_key_in(
                        str_of(cases[i].group), str_of(cases[i].text)),
                    b = digest_key_in(
                        str_of(cases[j].group), str_of(cases[j].text));

            CHECK_INT(a >= 0, 1, cases[i].text);
            CHECK_INT((a & ~texts) == (b & ~texts),
                strcmp(cases[i].group, cases[j].group) == 0, cases[j].group);
            CHECK_INT((a & texts) == (b & texts),
                strcmp(cases[i].text, cases[j].text) == 0, cases[j].text);
        }
    CHECK_INT(digest_key_in(STR("abc"), STR("abc")), 0x5d3c0b5fc780e7f5, "abc");
    check_end();
}

/* Two together and one at once as in pieces, for all lengths about a block, and
 * for long ones. */
static void
knows_it_of_two(void **state)
{
    static const size_t longer[] = { 1000, 4096, 60001, 300000 };
    static char bytes[300001];
    uint32_t seed = 7;

    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)((seed = seed * 1664525 + 1013904223) >> 24);
    for (size_t a = 0; a < 200; a++)
        for (size_t b = 0; b < 66 + COUNT(longer); b++) {
            size_t other = b < 66 ? 2 * b + a % 2 : longer[b - 66];
            struct str text[2] = { { bytes + a % 3, a }, { bytes + 1, other } };
            unsigned char got[2][DIGEST_BYTES];
            char want[DIGEST_HEX_BYTES], hex[DIGEST_HEX_BYTES];

            if (a > 5 && other > 1000)
                continue;
            digest_sha256_pair(text, got);
            for (int i = 0; i < 2; i++) {
                struct digest *d = digest_new();

                digest_add(d, text[i]);
                digest_end(d, want);
                digest_hex(got[i], hex);
                CHECK_TEXT(hex, want, "of two");
                digest_sha256_hex(text[i], hex);
                CHECK_TEXT(hex, want, "of one");
            }
        }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_sha256),
        cmocka_unit_test(groups_keys),
        cmocka_unit_test(knows_it_of_two),
    };

    return cmocka_run_group_tests_name("base/digest", tests, NULL, NULL);
}
