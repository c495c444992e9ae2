#include "tests/check.h"

#include "base/http_response.h"
#include "base/mem.h"

struct fixture {
    struct arena arena;
    struct http_response rs;
};

static void
open_fixture(struct fixture *x)
{
    x->arena = ARENA_MAX(64 << 10);
    x->rs = (struct http_response){ .body = BUF_MAX(1000), .arena = &x->arena };
}

static void
close_fixture(struct fixture *x)
{
    buf_clear(&x->rs.body);
    arena_clear(&x->arena);
}

/* The header as it goes out; the caller frees *out. */
static const char *
header_of(const struct http_response *rs, struct buf *out)
{
    buf_reset(out);
    for (size_t i = 0; i < rs->header_count; i++)
        buf_addf(out, STR_FMT ": " STR_FMT "\n", STR_ARG(rs->header[i].name),
            STR_ARG(rs->header[i].value));
    return buf_text(out);
}

static void
lets_no_text_forge_a_header(void **state)
{
    static const struct {
        const char *name, *field, *value, *want;
    } cases[] = {
        { "plain", "A", "x y", "A: x y\n" },
        { "empty", "A", "", "A: \n" },
        { "tab", "A", "x\ty", "A: x\ty\n" },
        { "line break", "A", "x\nB: y", "" },
        { "return", "A", "x\rB: y", "" },
        { "other control", "A", "x\x01", "" },
        { "in the name", "A\nB", "x", "" },
        { "UTF-8", "A", "ä", "A: ä\n" },
    };
    struct buf out = BUF_MAX(10000);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fixture x;

        open_fixture(&x);
        http_response_header(&x.rs, cases[i].field, str_of(cases[i].value));
        CHECK_TEXT(header_of(&x.rs, &out), cases[i].want, cases[i].name);
        close_fixture(&x);
    }
    buf_clear(&out);
    check_end();
}

static void
copies_what_it_is_given(void **state)
{
    struct buf out = BUF_MAX(1000);
    struct fixture x;
    char value[] = "one";

    (void)state;
    open_fixture(&x);
    http_response_header(&x.rs, "A", str_of(value));
    value[0] = 'X';
    CHECK_TEXT(header_of(&x.rs, &out), "A: one\n", "the value");
    close_fixture(&x);
    buf_clear(&out);
    check_end();
}

static void
replaces_all_of_a_name(void **state)
{
    struct buf out = BUF_MAX(1000);
    struct fixture x;

    (void)state;
    open_fixture(&x);
    http_response_header(&x.rs, "A", STR("1"));
    http_response_header(&x.rs, "B", STR("2"));
    http_response_header(&x.rs, "a", STR("3"));
    http_response_replace(&x.rs, "A", STR("4"));
    CHECK_TEXT(header_of(&x.rs, &out), "B: 2\nA: 4\n", "both spellings");
    http_response_replace(&x.rs, "C", STR("5"));
    CHECK_TEXT(header_of(&x.rs, &out), "B: 2\nA: 4\nC: 5\n", "none was there");
    close_fixture(&x);
    buf_clear(&out);
    check_end();
}

static void
takes_so_many_fields(void **state)
{
    struct fixture x;

    (void)state;
    open_fixture(&x);
    for (int i = 0; i < HTTP_HEADERS_MAX + 5; i++)
        http_response_header(&x.rs, "A", STR("x"));
    CHECK_INT(x.rs.header_count, HTTP_HEADERS_MAX, "fields");
    close_fixture(&x);
    check_end();
}

static void
says_what_a_text_is(void **state)
{
    struct buf out = BUF_MAX(1000);
    struct fixture x;

    (void)state;
    open_fixture(&x);
    buf_addz(&x.rs.body, "what stood there");
    http_response_text(&x.rs, 404, "text/plain", STR("gone"));
    CHECK_INT(x.rs.status, 404, "status");
    CHECK_TEXT(buf_text(&x.rs.body), "gone", "body");
    CHECK_TEXT(header_of(&x.rs, &out), "Content-Type: text/plain\n", "type");
    close_fixture(&x);
    buf_clear(&out);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lets_no_text_forge_a_header),
        cmocka_unit_test(copies_what_it_is_given),
        cmocka_unit_test(replaces_all_of_a_name),
        cmocka_unit_test(takes_so_many_fields),
        cmocka_unit_test(says_what_a_text_is),
    };

    return cmocka_run_group_tests_name("base/http_response", tests, NULL, NULL);
}
