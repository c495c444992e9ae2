#include "tests/check.h"

#include "base/gzip.h"
#include "base/mem.h"
#include "crawler/tombstone.h"
#include "crawler/warc.h"

#include <stdlib.h>
#include <unistd.h>

/* Of every length there may be, among them those around each power of ten and
 * each full stored block. */
static void
is_of_any_length(void **state)
{
    static const size_t around[] = { 1000, 1400, 10000, 10400, 65540, 65558,
        100000, 131080, 131098, 1000000, 5000000 };

    (void)state;
    for (size_t i = 0; i < 2400 + COUNT(around) * 40; i++) {
        size_t bytes = i < 2400 ? TOMBSTONE_BYTES_MIN + i
                                : around[(i - 2400) / 40] + (i - 2400) % 40;
        struct buf out = BUF_MAX(bytes + 1), plain = BUF_MAX(bytes);
        struct fail fail = { "" };
        struct warc_record r;
        size_t used = 0, whole = 0;
        char name[40];

        snprintf(name, sizeof name, "%zu bytes", bytes);
        CHECK_INT(
            tombstone_write(&out, STR("a:1"), 1700000000000, bytes), 0, name);
        CHECK_INT(out.len, bytes, name);
        CHECK_INT(gzip_read(&plain, buf_str(&out), &used, &fail), 0, name);
        CHECK_INT(used, bytes, name);
        CHECK_INT(warc_parse(&r, buf_str(&plain), &whole, &fail), 0, fail.text);
        CHECK_INT(whole, plain.len, name);
        CHECK_INT(
            str_is(warc_field(&r, "WARC-Target-URI"), "urn:shelfwatch:purged"),
            1, name);
        buf_clear(&out);
        buf_clear(&plain);
    }
    check_end();
}

static void
refuses_too_few(void **state)
{
    struct buf out = BUF_MAX(1000);

    (void)state;
    for (size_t bytes = 0; bytes < 250; bytes++)
        CHECK_INT(tombstone_write(&out, STR("a:1"), 0, bytes), -1, "too few");
    buf_clear(&out);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_of_any_length),
        cmocka_unit_test(refuses_too_few),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
