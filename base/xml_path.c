#include "base/xml_path.h"

#include "base/mem.h"
#include "base/utf8.h"

/* XPath 1.0, section 4. Left out: id(), because HTML here has no types, and
 * lang() and namespace-uri(), because it has no namespaces. */
static const struct {
    const char *name;
    int least, most;
} functions[] = {
    { "boolean", 1, 1 },
    { "ceiling", 1, 1 },
    { "concat", 2, XML_PATH_COMMAS_MAX + 1 },
    { "contains", 2, 2 },
    { "count", 1, 1 },
    { "false", 0, 0 },
    { "floor", 1, 1 },
    { "last", 0, 0 },
    { "local-name", 0, 1 },
    { "name", 0, 1 },
    { "normalize-space", 0, 1 },
    { "not", 1, 1 },
    { "number", 0, 1 },
    { "position", 0, 0 },
    { "round", 1, 1 },
    { "starts-with", 2, 2 },
    { "string", 0, 1 },
    { "string-length", 0, 1 },
    { "substring", 2, 3 },
    { "substring-after", 2, 2 },
    { "substring-before", 2, 2 },
    { "sum", 1, 1 },
    { "translate", 3, 3 },
    { "true", 0, 0 },
    /* Node types are written like calls. */
    { "node", 0, 0 },
    { "text", 0, 0 },
};

/* An open parenthesis and whose it is. */
struct call {
    int function; /* -1: it only groups */
    int commas, empty;
    size_t at;
};

struct scan {
    struct str text;
    size_t at;
    struct call open[XML_PATH_DEPTH_MAX];
    size_t depth;
    int commas, brackets;
    int operand;     /* what came last can stand before an operator */
    int was_operand; /* what came before it */
    struct fail *fail;
};

static int
is_name(char c, int first)
{
    if (str_is_alpha(c) || c == '_' || (unsigned char)c >= 0x80)
        return 1;
    return !first && (str_is_digit(c) || c == '-' || c == '.');
}

/* The next byte that is no blank; 0 at the end. */
static char
peek(const struct scan *s, size_t at)
{
    while (at < s->text.len && str_is_space(s->text.p[at]))
        at++;
    return at < s->text.len ? s->text.p[at] : '\0';
}

static int
find_function(struct str name)
{
    for (size_t i = 0; i < COUNT(functions); i++)
        if (str_is(name, functions[i].name))
            return (int)i;
    return -1;
}

static int
open_call(struct scan *s, int function, size_t at)
{
    if (s->depth == XML_PATH_DEPTH_MAX)
        return fail_set(s->fail,
            "byte %zu: more than %d parentheses in one "
            "another",
            at + 1, XML_PATH_DEPTH_MAX);
    s->open[s->depth++] =
        (struct call){ function, 0, peek(s, s->at) == ')', at };
    s->operand = 0;
    return 0;
}

static int
close_call(struct scan *s)
{
    const struct call *c;
    int count;

    s->operand = 1;
    if (s->depth == 0)
        return fail_set(s->fail, "byte %zu: no '(' belongs to this ')'", s->at);
    c = &s->open[--s->depth];
    count = c->empty ? 0 : c->commas + 1;
    if (c->function < 0 || (count >= functions[c->function].least &&
                               count <= functions[c->function].most))
        return 0;
    return fail_set(s->fail, "byte %zu: %s() takes %s%d argument%s, not %d",
        c->at + 1, functions[c->function].name,
        functions[c->function].least == functions[c->function].most
            ? ""
            : "at most ",
        functions[c->function].most,
        functions[c->function].most == 1 ? "" : "s", count);
}

/* A name: of an element, an axis, an operator, or a function. */
static int
read_name(struct scan *s)
{
    size_t from = s->at;
    struct str name;
    char next;
    int function;

    while (s->at < s->text.len && is_name(s->text.p[s->at], s->at == from))
        s->at++;
    name = str_sub(s->text, from, s->at - from);
    next = peek(s, s->at);
    if (s->operand && (str_is(name, "and") || str_is(name, "or") ||
                          str_is(name, "div") || str_is(name, "mod"))) {
        s->operand = 0;
        return 0;
    }
    s->operand = 1;
    if (s->at < s->text.len && s->text.p[s->at] == ':' &&
        !str_starts(str_sub(s->text, s->at, 2), STR("::")))
        return fail_set(s->fail,
            "byte %zu: there are no prefixes; write *[name() = '" STR_FMT
            ":...'] or @*[name() = '" STR_FMT ":...']",
            from + 1, STR_ARG(name), STR_ARG(name));
    if (next != '(')
        return 0;
    function = find_function(name);
    if (function < 0 && str_is(name, "id"))
        return fail_set(s->fail,
            "byte %zu: id() is not known here; write //*[@id = '...']",
            from + 1);
    if (function < 0)
        return fail_set(s->fail,
            "byte %zu: '" STR_FMT "' is no function of XPath 1.0 known here",
            from + 1, STR_ARG(name));
    s->at = (size_t)str_find_char(s->text, '(', s->at) + 1;
    return open_call(s, function, from);
}

static int
read_quoted(struct scan *s)
{
    ptrdiff_t end = str_find_char(s->text, s->text.p[s->at], s->at + 1);

    if (end < 0)
        return fail_set(s->fail, "byte %zu: a quote is missing", s->at + 1);
    s->at = (size_t)end + 1;
    s->operand = 1;
    return 0;
}

/* A path from the top inside of a condition says the same of every node, and
 * costs the square of the page; it is nearly always meant to be relative. */
static int
read_slash(struct scan *s)
{
    size_t from = s->at - 1;
    int begins = !s->was_operand;

    if (s->at < s->text.len && s->text.p[s->at] == '/')
        s->at++;
    if (begins && s->brackets > 0)
        return fail_set(s->fail,
            "byte %zu: a path inside [ ] must be relative: write '.' before "
            "the '/'",
            from + 1);
    return 0;
}

static int
read_sign(struct scan *s)
{
    char c = s->text.p[s->at++];

    s->was_operand = s->operand;
    s->operand =
        str_is_digit(c) || c == '.' || c == ']' || (c == '*' && !s->operand);
    switch (c) {
    case '/':
        return read_slash(s);
    case '[':
        s->brackets++;
        return 0;
    case ']':
        s->brackets--;
        return 0;
    case '(':
        return open_call(s, -1, s->at - 1);
    case ')':
        return close_call(s);
    case '$':
        return fail_set(s->fail, "byte %zu: there are no variables", s->at);
    case ',':
        if (s->depth == 0)
            return fail_set(s->fail, "byte %zu: ',' belongs in a call", s->at);
        if (++s->commas > XML_PATH_COMMAS_MAX)
            return fail_set(s->fail, "byte %zu: more than %d commas", s->at,
                XML_PATH_COMMAS_MAX);
        s->open[s->depth - 1].commas++;
    }
    return 0;
}

int
xml_path_check(struct str text, struct fail *fail)
{
    struct scan s = { .text = text, .fail = fail };

    if (str_trim(text).len == 0)
        return fail_set(fail, "byte 1: there is no expression");
    if (text.len > XML_PATH_BYTES_MAX)
        return fail_set(fail, "byte %d: longer than %d bytes",
            XML_PATH_BYTES_MAX + 1, XML_PATH_BYTES_MAX);
    if (!utf8_valid(text) || memchr(text.p, '\0', text.len) != NULL)
        return fail_set(fail, "byte 1: not UTF-8 text");
    while (s.at < text.len) {
        char c = text.p[s.at];
        int rc = 0;

        if (str_is_space(c))
            s.at++;
        else if (c == '"' || c == '\'')
            rc = read_quoted(&s);
        else if (is_name(c, 1))
            rc = read_name(&s);
        else
            rc = read_sign(&s);
        if (rc != 0)
            return -1;
    }
    if (s.depth > 0)
        return fail_set(fail, "byte %zu: ')' is missing for this '('",
            s.open[s.depth - 1].at + 1);
    return 0;
}
