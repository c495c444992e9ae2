#include "core/template.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>

#define NAME_BYTES_MAX 60
#define NODES_MAX 5000
/* Lists inside lists: steps in all, so that no template runs for long. */
#define STEPS_MAX 500000

enum node_kind { TEXT, FIELD, EACH, NONE, CLOSE };

struct node {
    enum node_kind kind;
    int line;
    size_t from, len; /* in the text: the words, or the name */
    size_t close;     /* EACH, NONE: the node that closes it */
    int required, lines;
};

struct template
{
    char *name;
    struct buf text;
    struct node *node; /* owned */
    size_t count, cap;
};

/* --- reading --- */

struct reader {
    struct template *t;
    struct str text;
    size_t at;
    int line;
    size_t open[TEMPLATE_DEPTH_MAX];
    size_t depth;
    struct fail *fail;
};

static int
wrong(const struct reader *r, const char *what)
{
    return fail_set(r->fail, "%s:%d: %s", r->t->name, r->line, what);
}

static int
wrong_name(const struct reader *r, const char *what, struct str name)
{
    name = utf8_cut(name, NAME_BYTES_MAX);
    return fail_set(r->fail, "%s:%d: %s '" STR_FMT "'", r->t->name, r->line,
        what, STR_ARG(name));
}

static struct str
node_text(const struct template *t, const struct node *n)
{
    return str_sub(buf_str(&t->text), n->from, n->len);
}

static struct node *
add_node(struct reader *r, enum node_kind kind, struct str part)
{
    struct template *t = r->t;
    struct node *n;

    t->node = mem_grow(t->node, &t->cap, t->count + 1, sizeof *t->node);
    n = &t->node[t->count++];
    *n = (struct node){ .kind = kind, .line = r->line, .len = part.len };
    n->from = part.len > 0 ? (size_t)(part.p - r->text.p) : 0;
    return n;
}

static int
is_name(struct str s)
{
    int start = 1;

    if (str_is(s, "."))
        return 1;
    if (s.len > NAME_BYTES_MAX)
        return 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];

        if (start ? !(c >= 'a' && c <= 'z')
                  : !((c >= 'a' && c <= 'z') || str_is_digit(c) || c == '_' ||
                        c == '.'))
            return 0;
        start = c == '.';
    }
    return !start;
}

static int
read_close(struct reader *r, struct str name)
{
    struct node *n;

    if (r->depth == 0)
        return wrong_name(r, "nothing is open that could be closed by", name);
    n = &r->t->node[r->open[--r->depth]];
    if (!str_eq(node_text(r->t, n), name))
        return wrong_name(r, "another section is open than is closed by", name);
    n->close = r->t->count;
    add_node(r, CLOSE, name);
    return 0;
}

static int
read_open(struct reader *r, enum node_kind kind, struct str name)
{
    if (r->depth == TEMPLATE_DEPTH_MAX)
        return wrong_name(r, "sections are nested too deep at", name);
    r->open[r->depth++] = r->t->count;
    add_node(r, kind, name);
    return 0;
}

static int
read_field(struct reader *r, struct str name)
{
    int required = str_ends(name, STR("!"));
    int lines = str_ends(name, STR(":lines"));
    struct node *n;

    name.len -= required ? 1 : lines ? 6 : 0;
    if (!is_name(name))
        return wrong_name(r, "not the name of a field:", name);
    n = add_node(r, FIELD, name);
    n->required = required;
    n->lines = lines;
    return 0;
}

/* The inside of a tag. */
static int
read_tag(struct reader *r, struct str tag)
{
    char sign = tag.len > 0 ? tag.p[0] : '\0';
    struct str name = str_trim(str_sub(tag, 1, tag.len));

    if (r->t->count >= NODES_MAX)
        return wrong(r, "too many tags");
    if (sign == '!')
        return 0;
    if (sign != '#' && sign != '^' && sign != '/')
        return read_field(r, str_trim(tag));
    if (!is_name(name))
        return wrong_name(r, "not the name of a field:", name);
    if (sign == '/')
        return read_close(r, name);
    return read_open(r, sign == '#' ? EACH : NONE, name);
}

/* Of a tag [from,to): 1 if it has its line to itself; then from and to grow to
 * the whole line. */
static int
whole_line(struct str text, size_t *from, size_t *to)
{
    size_t a = *from, b = *to;

    while (a > 0 && (text.p[a - 1] == ' ' || text.p[a - 1] == '\t'))
        a--;
    while (b < text.len && (text.p[b] == ' ' || text.p[b] == '\t'))
        b++;
    if ((a > 0 && text.p[a - 1] != '\n') || (b < text.len && text.p[b] != '\n'))
        return 0;
    *from = a;
    *to = b + (b < text.len);
    return 1;
}

static int
count_lines(struct str s)
{
    int n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += s.p[i] == '\n';
    return n;
}

static void
add_words(struct reader *r, size_t from, size_t to)
{
    struct str words = str_sub(r->text, from, to - from);

    if (from < to)
        add_node(r, TEXT, words);
}

static int
read_all(struct reader *r)
{
    ptrdiff_t open;

    while ((open = str_find(r->text, STR("{{"), r->at)) >= 0) {
        size_t from = (size_t)open, to;
        ptrdiff_t end = str_find(r->text, STR("}}"), from + 2);
        struct str tag;

        r->line += count_lines(str_sub(r->text, r->at, from - r->at));
        if (end < 0)
            return wrong(r, "'{{' without '}}'");
        tag = str_sub(r->text, from + 2, (size_t)end - from - 2);
        if (str_find(tag, STR("{{"), 0) >= 0)
            return wrong(r, "'{{' without '}}'");
        to = (size_t)end + 2;
        if (tag.len > 0 && strchr("#^/!", tag.p[0]) != NULL)
            whole_line(r->text, &from, &to);
        if (from < r->at)
            from = r->at;
        add_words(r, r->at, from);
        if (read_tag(r, tag) != 0)
            return -1;
        r->line +=
            count_lines(str_sub(r->text, (size_t)open, to - (size_t)open));
        r->at = to;
    }
    add_words(r, r->at, r->text.len);
    if (r->depth == 0)
        return 0;
    r->line = r->t->node[r->open[r->depth - 1]].line;
    return wrong_name(r,
        "never closed:", node_text(r->t, &r->t->node[r->open[r->depth - 1]]));
}

/* Forms send CRLF; nothing may stand in a template that a reader of it could
 * not see. */
static int
take_text(struct template *t, struct str text, struct fail *fail)
{
    if (!utf8_valid(text))
        return fail_set(fail, "%s: not UTF-8", t->name);
    for (size_t i = 0; i < text.len; i++) {
        if (text.p[i] == '\r' && i + 1 < text.len && text.p[i + 1] == '\n')
            continue;
        if ((unsigned char)text.p[i] < ' ' && text.p[i] != '\n' &&
            text.p[i] != '\t')
            return fail_set(fail, "%s:%d: a control character", t->name,
                1 + count_lines(str_sub(text, 0, i)));
        buf_addc(&t->text, text.p[i]);
    }
    if (t->text.over)
        return fail_set(fail, "%s: longer than %u bytes", t->name,
            (unsigned)TEMPLATE_BYTES_MAX);
    return 0;
}

int
template_parse(
    struct template **out, struct str text, const char *name, struct fail *fail)
{
    struct template *t = mem_new(sizeof *t);
    struct reader r = { .t = t, .line = 1, .fail = fail };
    int rc = -1;

    t->name = mem_text(name);
    t->text = BUF_MAX(TEMPLATE_BYTES_MAX);
    if (take_text(t, text, fail) != 0)
        goto out;
    buf_text(&t->text);
    r.text = buf_str(&t->text);
    if (read_all(&r) != 0)
        goto out;
    *out = t;
    t = NULL; /* handed over */
    rc = 0;
out:
    template_free(t);
    return rc;
}

void
template_free(struct template *t)
{
    if (t == NULL)
        return;
    free(t->name);
    buf_clear(&t->text);
    free(t->node);
    free(t);
}

/* --- fields --- */

struct scope {
    const struct js *value[TEMPLATE_DEPTH_MAX + 1];
    size_t depth;
};

/* The value of a dotted name, of the innermost scope that has its first
 * part. NULL if none has. */
static const struct js *
look_up(const struct scope *s, struct str name)
{
    char part[NAME_BYTES_MAX + 1];
    const struct js *j = NULL;
    struct str first;

    if (str_is(name, "."))
        return s->value[s->depth];
    str_next(&name, '.', &first);
    memcpy(part, first.p, first.len);
    part[first.len] = '\0';
    for (size_t i = s->depth + 1; i-- > 0 && j == NULL;)
        if (js_kind(s->value[i]) == JS_OBJECT)
            j = js_get(s->value[i], part);
    while (j != NULL && name.len > 0) {
        str_next(&name, '.', &first);
        memcpy(part, first.p, first.len);
        part[first.len] = '\0';
        j = js_kind(j) == JS_OBJECT ? js_get(j, part) : NULL;
    }
    return j;
}

static int
is_there(const struct js *j)
{
    switch (js_kind(j)) {
    case JS_STRING:
        return js_text(j).len > 0;
    case JS_BOOL:
        return js_bool(j, 0);
    case JS_ARRAY:
        return js_count(j) > 0;
    case JS_NUMBER:
    case JS_OBJECT:
        return 1;
    case JS_NULL:
        break;
    }
    return 0;
}

/* --- checking --- */

static int
check_range(const struct template *t, size_t from, size_t to, struct scope *s,
    struct fail *fail)
{
    for (size_t i = from; i < to; i++) {
        const struct node *n = &t->node[i];
        struct str name = node_text(t, n);
        const struct js *j;
        int rc = 0;

        if (n->kind == TEXT || n->kind == CLOSE)
            continue;
        j = look_up(s, name);
        if (j == NULL || (n->kind == FIELD && js_kind(j) != JS_STRING))
            return fail_set(fail, "%s:%d: %s '" STR_FMT "'", t->name, n->line,
                j == NULL ? "there is no field" : "not a text but a list is",
                STR_ARG(name));
        if (n->kind == FIELD)
            continue;
        if (n->kind == EACH && js_kind(j) == JS_ARRAY) {
            s->value[++s->depth] = js_at(j, 0);
            rc = check_range(t, i + 1, n->close, s, fail);
            s->depth--;
        } else {
            rc = check_range(t, i + 1, n->close, s, fail);
        }
        if (rc != 0)
            return -1;
        i = n->close;
    }
    return 0;
}

int
template_check(
    const struct template *t, const struct js *known, struct fail *fail)
{
    struct scope s = { .value = { known } };

    return check_range(t, 0, t->count, &s, fail);
}

/* --- writing --- */

struct writer {
    const struct template *t;
    struct buf *out;
    struct texts *missing;
    struct scope scope;
    size_t steps;
};

/* Controls, and what turns, hides or joins text unseen: marks of direction,
 * zero-width blanks, soft hyphen, byte order mark, tags. */
static int
is_hidden(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C ||
           c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
           (c >= 0xE0000 && c <= 0xE007F);
}

/* 1 if what the line holds so far may become the sign of a block. */
static int
begins_block(const struct buf *out)
{
    size_t i = out->len;

    while (i > 0 && strchr("#-|", out->p[i - 1]) != NULL)
        i--;
    return i == 0 || out->p[i - 1] == '\n';
}

/* Signs that begin a block of a document do it only in the template. */
static void
put_value(struct buf *out, struct str value, int lines)
{
    value = str_trim(value);
    if (value.len > 0 && strchr("#-|\\", value.p[0]) != NULL &&
        begins_block(out))
        buf_addc(out, '\\');
    for (size_t at = 0; at < value.len;) {
        size_t from = at;
        uint32_t c = utf8_next(value, &at);

        if (c == '\r' && at < value.len && value.p[at] == '\n')
            continue;
        if (c == '\n' || c == '\r')
            buf_addz(out, lines ? "\n  " : " ");
        else if (c == '\t')
            buf_addc(out, ' ');
        else if (is_hidden(c))
            buf_addf(out, "[U+%04X]", (unsigned)c);
        else
            buf_add(out, value.p + from, at - from);
    }
}

static void
put_field(struct writer *w, const struct node *n)
{
    struct str name = node_text(w->t, n);
    struct str value = js_text(look_up(&w->scope, name));

    if (n->required && str_trim(value).len == 0) {
        texts_add_new(w->missing, name);
        buf_addf(w->out, "[" STR_FMT "]", STR_ARG(name));
        return;
    }
    put_value(w->out, value, n->lines);
}

/* Depth is that of the template's sections. */
static int
write_range(struct writer *w, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const struct node *n = &w->t->node[i];
        const struct js *j;
        size_t times = 1;

        if (++w->steps > STEPS_MAX || w->out->over)
            return -1;
        if (n->kind == TEXT)
            buf_adds(w->out, node_text(w->t, n));
        else if (n->kind == FIELD)
            put_field(w, n);
        if (n->kind != EACH && n->kind != NONE)
            continue;
        j = look_up(&w->scope, node_text(w->t, n));
        if (is_there(j) != (n->kind == EACH))
            times = 0;
        else if (n->kind == EACH && js_kind(j) == JS_ARRAY)
            times = js_count(j);
        for (size_t k = 0; k < times; k++) {
            int enters = js_kind(j) == JS_ARRAY && n->kind == EACH, rc;

            if (enters)
                w->scope.value[++w->scope.depth] = js_at(j, k);
            rc = write_range(w, i + 1, n->close);
            if (enters)
                w->scope.depth--;
            if (rc != 0)
                return -1;
        }
        i = n->close;
    }
    return 0;
}

int
template_render(const struct template *t, const struct js *data,
    struct buf *out, struct texts *missing, struct fail *fail)
{
    struct writer w = {
        .t = t,
        .out = out,
        .missing = missing,
        .scope = { .value = { data } },
    };

    if (write_range(&w, 0, t->count) != 0 || out->over)
        return fail_set(fail, "%s: the document grows too long", t->name);
    return 0;
}
