#include "core/account.h"

#include "base/utf8.h"
#include "base/width.h"

/* Printing leaves visible text as it is. */
static int
is_visible(struct str s)
{
    struct buf printed = BUF_MAX(4 * ACCOUNT_NAME_BYTES);
    int same;

    width_add(&printed, s);
    same = str_eq(buf_str(&printed), s);
    buf_clear(&printed);
    return same;
}

static int
copy(char to[ACCOUNT_NAME_BYTES], const char *what, struct str s,
    struct fail *fail)
{
    if (s.len >= ACCOUNT_NAME_BYTES)
        return fail_set(fail, "the %s is longer than %d bytes", what,
            ACCOUNT_NAME_BYTES - 1);
    if (!utf8_valid(s) || !is_visible(s) || !str_eq(str_trim(s), s))
        return fail_set(fail,
            "the %s has blanks at an end or characters that cannot be seen",
            what);
    memcpy(to, s.p, s.len);
    to[s.len] = '\0';
    return 0;
}

int
account_init(
    struct account *a, struct str name, struct str display, struct fail *fail)
{
    *a = (struct account){ .id = 0 };
    if (name.len == 0)
        return fail_set(fail, "the name is empty");
    if (copy(a->name, "name", name, fail) != 0)
        return -1;
    return copy(
        a->display, "display name", display.len > 0 ? display : name, fail);
}
