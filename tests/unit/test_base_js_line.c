#include "tests/check.h"

#include "base/js.h"
#include "base/js_line.h"

#include <math.h>

/* The same values, once written piece by piece and once as a value. */
static void
writes_what_values_say(void **state)
{
    struct buf out = BUF_MAX(1000), want = BUF_MAX(1000);
    struct js_line l = { &out, 0 };
    struct js *j = js_new_object(), *a = js_new_array(), *inner;

    (void)state;
    js_line_object(&l, NULL);
    js_line_textz(&l, "t", "a\"\xFF\n");
    js_line_text(&l, "none", STR_NONE);
    js_line_number(&l, "n", 0.25);
    js_line_number(&l, "nan", NAN);
    js_line_integer(&l, "i", INT64_MIN);
    js_line_bool(&l, "b", 1);
    js_line_array(&l, "a");
    js_line_array(&l, NULL);
    js_line_array_end(&l);
    js_line_object(&l, NULL);
    js_line_bool(&l, "c", 0);
    js_line_object_end(&l);
    js_line_integer(&l, NULL, 7);
    js_line_array_end(&l);

    js_set_textz(j, "t", "a\"\xFF\n");
    js_set_text(j, "none", STR_NONE);
    js_set_number(j, "n", 0.25);
    js_set_number(j, "nan", NAN);
    js_set_integer(j, "i", INT64_MIN);
    js_set_bool(j, "b", 1);
    js_add(a, js_new_array());
    inner = js_new_object();
    js_set_bool(inner, "c", 0);
    js_add(a, inner);
    js_add(a, js_new_integer(7));
    js_set(j, "a", a);

    js_line_value(&l, "v", a);
    js_set(j, "v", js_copy(a));
    js_line_name(&l, STR("\"\n"));
    js_line_clean(&l, NULL, STR("x\\"));
    js_set_textz(j, "\"\n", "x\\");
    js_line_object_end(&l);
    js_write(&want, j);
    CHECK_TEXT(buf_text(&out), buf_text(&want), "written");
    js_free(j);
    buf_clear(&out);
    buf_clear(&want);
    check_end();
}

static void
keeps_the_cap(void **state)
{
    struct buf out = BUF_MAX(12);
    struct js_line l = { &out, 0 };

    (void)state;
    js_line_object(&l, NULL);
    js_line_textz(&l, "name", "text");
    js_line_object_end(&l);
    CHECK_INT(out.over, 1, "past it");
    CHECK_INT(out.len <= 12, 1, "within it");
    buf_clear(&out);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_what_values_say),
        cmocka_unit_test(keeps_the_cap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
