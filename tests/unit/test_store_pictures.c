#include "tests/check.h"

#include "store/pictures.h"
#include "tests/cases.h"

static int
setup(void **state)
{
    *state = cases_new();
    return 0;
}

static int
teardown(void **state)
{
    cases_free(*state);
    return 0;
}

#define URL(name) STR("https://shop.example/" name)

static const struct store_picture jpeg = { .digest = STR("d1"),
    .media_type = "image/jpeg",
    .width = 640,
    .height = 480,
    .look = 0xF000000000000001,
    .plain = 1,
    .thumb = STR("one\0two") };

static int
note(const struct store_picture *p, void *ctx, struct fail *fail)
{
    (void)fail;
    buf_addf(ctx, "%d " STR_FMT " %d " STR_FMT " %s %dx%d %llx %d;", p->place,
        STR_ARG(str_sub(p->url, 21, 9)), p->id > 0, STR_ARG(p->digest),
        p->media_type, p->width, p->height, (unsigned long long)p->look,
        p->plain);
    return 0;
}

static void
check_of(struct cases *c, int64_t listing, const char *want, const char *name)
{
    struct buf out = BUF_MAX(10000);

    CHECK_INT(store_picture_each(c->s, listing, note, &out, &c->fail), 0, name);
    CHECK_TEXT(buf_text(&out), want, name);
    buf_clear(&out);
}

#define HERE "1 d1 image/jpeg 640x480 f000000000000001 1;"

static void
keeps_what_came(void **state)
{
    struct cases *c = *state;
    struct buf thumb = BUF_MAX(100);

    CHECK_INT(
        store_picture_due(c->s, 1, URL("a"), 0, &c->fail), 1, "is fetched");
    CHECK_INT(store_picture_due(c->s, 1, URL("a"), 0, &c->fail), 1, "is due");
    CHECK_INT(store_picture_due(c->s, 2, URL("a"), 2, &c->fail), 1, "another");
    check_of(c, 1, "0 a 0   0x0 0 0;", "due");
    CHECK_INT(store_picture_came(c->s, URL("other"), 7, &jpeg, &c->fail), 0,
        "nobody waits");
    CHECK_INT(store_picture_thumb(c->s, 1, &thumb, &c->fail), 0, "not kept");
    CHECK_INT(
        store_picture_came(c->s, URL("a"), 7, &jpeg, &c->fail), 0, "came");
    check_of(c, 1, "0 a " HERE, "it came");
    check_of(c, 2, "2 a " HERE, "for both");
    CHECK_INT(store_picture_thumb(c->s, 1, &thumb, &c->fail), 1, "thumb");
    CHECK_INT(str_eq(buf_str(&thumb), jpeg.thumb), 1, "its bytes");
    CHECK_INT(store_picture_due(c->s, 1, URL("a"), 1, &c->fail), 0, "is there");
    check_of(c, 1, "1 a " HERE, "in another place");
    CHECK_INT(store_picture_due(c->s, 3, URL("a"), 0, &c->fail), 0,
        "that of another offer");
    check_of(c, 3, "0 a " HERE, "without a fetch");
    buf_clear(&thumb);
    check_end();
}

static void
waits_for_what_did_not(void **state)
{
    struct cases *c = *state;
    struct store_picture again = jpeg;

    CHECK_INT(store_picture_due(c->s, 1, URL("b"), 0, &c->fail), 1, "due");
    CHECK_INT(
        store_picture_came(c->s, URL("b"), 7, NULL, &c->fail), 0, "not now");
    check_of(c, 1, "0 b 0   0x0 0 0;", "none");
    CHECK_INT(store_picture_due(c->s, 1, URL("b"), 0, &c->fail), 1, "again");
    CHECK_INT(
        store_picture_came(c->s, URL("b"), 9, &jpeg, &c->fail), 0, "came");
    check_of(c, 1, "0 b " HERE, "it came");
    /* Equal bytes are one picture, wherever they lie. */
    again.media_type = "image/png";
    CHECK_INT(store_picture_due(c->s, 1, URL("c"), 1, &c->fail), 1, "due");
    CHECK_INT(
        store_picture_came(c->s, URL("c"), 9, &again, &c->fail), 0, "came");
    check_of(c, 1, "0 b " HERE "1 c " HERE, "one picture");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_what_came, setup, teardown),
        cmocka_unit_test_setup_teardown(
            waits_for_what_did_not, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
