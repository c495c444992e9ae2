#include "crawler/selector.h"

#include "base/mem.h"

#include <stdlib.h>

#define PARTS_MAX 8 /* of one selector; real ones have 3 */
#define TESTS_MAX 8 /* of one part */

enum test_kind { TEST_TAG, TEST_ID, TEST_CLASS, TEST_HAS, TEST_EQUALS };

struct test {
    enum test_kind kind;
    char *name;  /* owned */
    char *value; /* owned or NULL */
};

struct part {
    struct test tests[TESTS_MAX];
    size_t count;
    int child; /* of the part before, not any descendant */
};

struct selector {
    struct part parts[PARTS_MAX];
    size_t count;
    char *attribute; /* owned or NULL */
};

void
selector_free(struct selector *s)
{
    if (s == NULL)
        return;
    for (size_t i = 0; i < s->count; i++)
        for (size_t k = 0; k < s->parts[i].count; k++) {
            free(s->parts[i].tests[k].name);
            free(s->parts[i].tests[k].value);
        }
    free(s->attribute);
    free(s);
}

static struct str
take_name(struct str *rest)
{
    size_t n = 0;

    while (n < rest->len && (str_is_alnum(rest->p[n]) || rest->p[n] == '-' ||
                                rest->p[n] == '_' || rest->p[n] == ':' ||
                                (unsigned char)rest->p[n] >= 0x80))
        n++;
    *rest = str_sub(*rest, n, rest->len);
    return (struct str){ rest->p - n, n };
}

static int
add_test(struct part *p, enum test_kind kind, struct str name, struct str value,
    struct fail *fail)
{
    if (name.len == 0)
        return fail_set(fail, "a name is missing");
    if (p->count == TESTS_MAX)
        return fail_set(fail, "more than %d conditions", TESTS_MAX);
    p->tests[p->count++] = (struct test){ kind, str_dup(name),
        kind == TEST_EQUALS ? str_dup(value) : NULL };
    return 0;
}

/* "[name]" or "[name=value]"; *rest begins behind the bracket. */
static int
parse_bracket(struct part *p, struct str *rest, struct fail *fail)
{
    ptrdiff_t close = str_find_char(*rest, ']', 0);
    struct str name, value;
    int equals;

    if (close < 0)
        return fail_set(fail, "']' is missing");
    value = str_sub(*rest, 0, (size_t)close);
    *rest = str_sub(*rest, (size_t)close + 1, rest->len);
    name = take_name(&value);
    equals = value.len > 0 && value.p[0] == '=';
    if (value.len > 0 && !equals)
        return fail_set(
            fail, "'=' or ']' is missing behind [" STR_FMT, STR_ARG(name));
    value = str_trim(str_sub(value, 1, value.len));
    if (value.len >= 2 && (value.p[0] == '"' || value.p[0] == '\'') &&
        value.p[value.len - 1] == value.p[0])
        value = str_sub(value, 1, value.len - 2);
    return add_test(p, equals ? TEST_EQUALS : TEST_HAS, name, value, fail);
}

static int
parse_part(struct part *p, struct str *rest, struct fail *fail)
{
    if (rest->p[0] == '*')
        *rest = str_sub(*rest, 1, rest->len);
    else if (str_is_alpha(rest->p[0]) &&
             add_test(p, TEST_TAG, take_name(rest), STR_NONE, fail) != 0)
        return -1;
    while (rest->len > 0 && !str_is_space(rest->p[0]) && rest->p[0] != '>') {
        char c = rest->p[0];
        int rc;

        *rest = str_sub(*rest, 1, rest->len);
        if (c == '#')
            rc = add_test(p, TEST_ID, take_name(rest), STR_NONE, fail);
        else if (c == '.')
            rc = add_test(p, TEST_CLASS, take_name(rest), STR_NONE, fail);
        else if (c == '[')
            rc = parse_bracket(p, rest, fail);
        else
            return fail_set(fail, "'%c' is not understood", c);
        if (rc != 0)
            return -1;
    }
    return 0;
}

int
selector_new(struct selector **out, struct str text, struct fail *fail)
{
    struct selector *s = mem_new(sizeof *s);
    struct str rest = str_trim(text);
    int child = 0;

    while (rest.len > 0) {
        if (rest.p[0] == '@' && s->count > 0) {
            rest = str_sub(rest, 1, rest.len);
            s->attribute = str_dup(take_name(&rest));
            if (rest.len > 0 || s->attribute[0] == '\0') {
                fail_set(fail, "one attribute name must follow '@'");
                goto bad;
            }
        } else if (rest.p[0] == '>' && s->count > 0 && !child) {
            rest = str_sub(rest, 1, rest.len);
            child = 1;
        } else {
            if (s->count == PARTS_MAX) {
                fail_set(fail, "more than %d parts", PARTS_MAX);
                goto bad;
            }
            s->parts[s->count].child = child;
            child = 0;
            if (parse_part(&s->parts[s->count++], &rest, fail) != 0)
                goto bad;
        }
        rest = str_trim(rest);
    }
    if (s->count > 0 && !child) {
        *out = s;
        return 0;
    }
    fail_set(fail, "nothing is selected");
bad:
    selector_free(s);
    return -1;
}

static int
passes(const struct html_node *n, const struct test *t)
{
    switch (t->kind) {
    case TEST_TAG:
        return str_is_nocase(n->name, t->name);
    case TEST_ID:
        return str_is(html_attr(n, "id"), t->name);
    case TEST_CLASS:
        return html_attr_has_word(n, "class", str_of(t->name));
    case TEST_HAS:
        return html_has_attr(n, t->name);
    case TEST_EQUALS:
        return str_is(str_trim(html_attr(n, t->name)), t->value);
    }
    return 0;
}

static int
fits(const struct html_node *n, const struct part *p)
{
    if (n->kind != HTML_ELEMENT)
        return 0;
    for (size_t i = 0; i < p->count; i++)
        if (!passes(n, &p->tests[i]))
            return 0;
    return 1;
}

/* The nearest ancestor that fits is taken for each part: what fails with it
 * and would hold with one further up is not worth the search. */
static int
matches(const struct selector *s, const struct html_node *n)
{
    size_t i = s->count - 1;

    if (!fits(n, &s->parts[i]))
        return 0;
    for (; i > 0; i--) {
        int child = s->parts[i].child;

        n = n->parent;
        while (!child && n != NULL && !fits(n, &s->parts[i - 1]))
            n = n->parent;
        if (n == NULL || !fits(n, &s->parts[i - 1]))
            return 0;
    }
    return 1;
}

struct html_node *
selector_next(const struct selector *s, const struct html_node *within,
    struct html_node *after)
{
    struct html_node *n = after != NULL ? after : (struct html_node *)within;

    while ((n = html_next(within, n)) != NULL)
        if (matches(s, n))
            return n;
    return NULL;
}

int
selector_takes_attribute(const struct selector *s)
{
    return s->attribute != NULL;
}

int
selector_take(
    struct buf *out, const struct selector *s, const struct html_node *n)
{
    if (s->attribute != NULL)
        return buf_adds(out, str_trim(html_attr(n, s->attribute)));
    return html_visible_text(out, n);
}
