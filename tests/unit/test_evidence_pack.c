#include "tests/check.h"

#include "base/digest.h"
#include "base/mem.h"
#include "base/unzip.h"
#include "evidence/pack.h"
#include "evidence/pack_check.h"
#include "store/audit.h"

#define ENTRIES 4

/* A pack with some files and a piece of an audit log: entries 3, 4, 5 and 9. */
struct made {
    struct pack *pack;
    struct str bytes;
};

static void
add_log(struct pack *p)
{
    static const int64_t ids[ENTRIES] = { 3, 4, 5, 9 };
    char hash[DIGEST_HEX_BYTES], before[DIGEST_HEX_BYTES];
    struct buf chain = BUF_MAX(4096), text = BUF_MAX(4096);

    digest_sha256_hex(STR("entry 2"), before);
    for (size_t i = 0; i < ENTRIES; i++) {
        struct store_audit a = { .actor = STR("anna"),
            .action = STR("case.confirm"),
            .object = STR("case 12"),
            .detail = STR("{\"note\":\"a\\nb\"}"),
            .at_ms = 1700000000000 + ids[i] };
        char name[64];

        buf_reset(&text);
        store_audit_text(&text, str_of(before), &a);
        digest_sha256_hex(buf_str(&text), hash);
        buf_addf(&chain, "%lld\t%s\t%s\n", (long long)ids[i], before, hash);
        snprintf(name, sizeof name, "audit/%lld.entry", (long long)ids[i]);
        assert_int_equal(pack_add(p, name, buf_str(&text), NULL), 0);
        memcpy(before, hash, sizeof before);
        if (i == 2) /* what stands between 5 and 9 is about other cases */
            digest_sha256_hex(STR("entry 8"), before);
    }
    assert_int_equal(pack_add(p, PACK_CHAIN, buf_str(&chain), NULL), 0);
    buf_clear(&chain);
    buf_clear(&text);
}

static struct made
make(void)
{
    struct made m = { .pack = pack_new() };
    struct js *j = js_new_object();

    js_set_textz(j, "title", "magnet balls");
    assert_int_equal(
        pack_add_json(m.pack, "cases/12/casefile.json", j, NULL), 0);
    assert_int_equal(
        pack_add(m.pack, "cases/12/orders.jsonl", STR(""), NULL), 0);
    js_free(j);
    add_log(m.pack);
    assert_int_equal(pack_end(m.pack, STR_NONE, &m.bytes, NULL), 0);
    return m;
}

static void
keep_first(const char *what, void *ctx)
{
    char *first = ctx;

    if (first[0] == '\0')
        snprintf(first, 400, "%s", what);
}

static void
test_whole(void **state)
{
    struct made m = make();
    struct pack_checked c;
    struct fail fail = { "" };
    char first[400] = "";

    (void)state;
    CHECK_INT(
        pack_check(m.bytes, NULL, keep_first, first, &c, &fail), 0, fail.text);
    CHECK_INT(c.faults, 0, first);
    CHECK_INT(c.files, 2 + ENTRIES + 2, "files");
    CHECK_INT(c.entries, ENTRIES, "entries");
    CHECK_INT(c.repacked, 0, "as written");
    pack_free(m.pack);
    check_end();
}

static void
test_refuses(void **state)
{
    struct pack *p = pack_new();
    struct fail fail = { "" };
    char name[200];

    (void)state;
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    CHECK_INT(pack_add(p, name, STR("x"), &fail), -1, "a long name");
    pack_free(p);
    check_end();
}

/* 1 if every file holds what it held. */
static int
same_content(struct str a, struct str b)
{
    struct unzip x, y;
    int same = unzip_open(&x, a, NULL) == 0 && unzip_open(&y, b, NULL) == 0;

    same = same && x.count == y.count;
    for (size_t i = 0; same && i < x.count; i++) {
        struct buf p = BUF_MAX(1u << 20), q = BUF_MAX(1u << 20);

        same = strcmp(x.entry[i].name, y.entry[i].name) == 0 &&
               unzip_read(&x, &x.entry[i], &p, NULL) == 0 &&
               unzip_read(&y, &y.entry[i], &q, NULL) == 0 &&
               str_eq(buf_str(&p), buf_str(&q));
        buf_clear(&p);
        buf_clear(&q);
    }
    unzip_clear(&x);
    unzip_clear(&y);
    return same;
}

/* Flip every bit of the zip, one at a time: each is named, but for those that
 * change no byte of any file (padding inside the packed data), and which only
 * the digest of the whole pack shows. */
static void
test_every_bit(void **state)
{
    struct made m = make();
    struct buf copy = BUF_MAX(m.bytes.len);
    size_t named = 0, idle = 0, missed = 0, step = CHECK_SANITIZED ? 7 : 1;

    (void)state;
    buf_adds(&copy, m.bytes);
    for (size_t bit = 0; bit < 8 * copy.len; bit += step) {
        struct pack_checked c;
        struct fail fail = { "" };
        char first[400] = "";

        copy.p[bit / 8] ^= (char)(1 << bit % 8);
        if (pack_check(buf_str(&copy), NULL, keep_first, first, &c, &fail) != 0)
            named += fail.text[0] != '\0';
        else if (c.faults > 0 || c.repacked)
            named++;
        else if (same_content(buf_str(&copy), m.bytes))
            idle++;
        else
            missed++;
        copy.p[bit / 8] ^= (char)(1 << bit % 8);
    }
    print_message("%zu bits flipped: %zu named, %zu change no file, %zu "
                  "missed\n",
        named + idle + missed, named, idle, missed);
    CHECK_INT(missed, 0, "missed");
    CHECK_INT(idle * 100 < named, 1, "few flips are idle");
    buf_clear(&copy);
    pack_free(m.pack);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_every_bit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
