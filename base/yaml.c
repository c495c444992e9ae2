#include "base/yaml.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <libfyaml.h>
#include <stdlib.h>
#include <string.h>

/* A rule pack of 10,000 rules has about 10 MB of text. */
#define TREE_BYTES_MAX (256u << 20)
#define DEPTH_MAX 64

struct yaml {
    struct arena arena;
    struct yaml_node *root;
    char *name;
};

struct build {
    struct yaml *y;
    struct fy_parser *parser;
    struct fail *fail;
    int broken; /* the text is no YAML: what is wrong is in the diagnostics */
};

/* The next event; NULL if there is none but should be. */
static struct fy_event *
next_event(struct build *b)
{
    struct fy_event *e = fy_parser_parse(b->parser);

    b->broken |= e == NULL;
    return e;
}

/* Take the event of a kind that ends something. */
static int
is_end(struct build *b, struct fy_event *e, enum fy_event_type end)
{
    if (e->type != end)
        return 0;
    fy_parser_event_free(b->parser, e);
    return 1;
}

static void
set_place(struct yaml_node *n, struct fy_event *e)
{
    struct fy_token *token = fy_event_get_token(e);
    const struct fy_mark *mark =
        token != NULL ? fy_token_start_mark(token) : NULL;

    if (mark != NULL) {
        n->line = mark->line + 1;
        n->column = mark->column + 1;
    }
}

static int build_node(
    struct build *b, struct fy_event *e, int depth, struct yaml_node **out);

static int
build_list(struct build *b, int depth, struct yaml_node *n)
{
    struct yaml_node **tail = &n->first;
    struct fy_event *e;

    while ((e = next_event(b)) != NULL && !is_end(b, e, FYET_SEQUENCE_END)) {
        if (build_node(b, e, depth + 1, tail) != 0)
            return -1;
        tail = &(*tail)->next;
    }
    return b->broken ? -1 : 0;
}

/* A key, whose event is given, and its value. */
static int
build_member(struct build *b, struct fy_event *e, int depth,
    struct yaml_node *n, struct yaml_node **tail)
{
    struct yaml_node *key = NULL;

    if (build_node(b, e, depth + 1, &key) != 0)
        return -1;
    if (key->kind != YAML_SCALAR)
        return yaml_fail(b->y, key, b->fail, "a key must be plain text");
    if (yaml_get(n, key->text.p) != NULL)
        return yaml_fail(
            b->y, key, b->fail, "'%s' stands here twice", key->text.p);
    if ((e = next_event(b)) == NULL || build_node(b, e, depth + 1, tail) != 0)
        return -1;
    (*tail)->key = key->text;
    if ((*tail)->line == 0 || (*tail)->kind != YAML_SCALAR) {
        (*tail)->line = key->line;
        (*tail)->column = key->column;
    }
    return 0;
}

static int
build_map(struct build *b, int depth, struct yaml_node *n)
{
    struct yaml_node **tail = &n->first;
    struct fy_event *e;

    while ((e = next_event(b)) != NULL && !is_end(b, e, FYET_MAPPING_END)) {
        if (build_member(b, e, depth, n, tail) != 0)
            return -1;
        tail = &(*tail)->next;
    }
    return b->broken ? -1 : 0;
}

static void
build_scalar(struct build *b, struct fy_token *token, struct yaml_node *n)
{
    size_t len = 0;
    const char *p = token != NULL ? fy_token_get_text(token, &len) : NULL;

    n->text = arena_dup(&b->y->arena, (struct str){ p, p ? len : 0 });
    n->quoted = token != NULL && fy_scalar_token_get_style(token) != FYSS_PLAIN;
}

/* The node that an event begins, which is freed. */
static int
build_node(
    struct build *b, struct fy_event *e, int depth, struct yaml_node **out)
{
    struct yaml_node *n = arena_alloc0(&b->y->arena, sizeof *n);
    enum fy_event_type type = e->type;
    int rc = 0;

    *out = n;
    if (n == NULL) {
        rc = fail_set(b->fail, "%s: too large", b->y->name);
    } else if (depth > DEPTH_MAX) {
        rc = fail_set(
            b->fail, "%s: nested deeper than %d", b->y->name, DEPTH_MAX);
    } else if (type == FYET_ALIAS) {
        set_place(n, e);
        rc = yaml_fail(b->y, n, b->fail, "aliases are not allowed");
    } else if (type == FYET_SCALAR) {
        set_place(n, e);
        build_scalar(b, fy_event_get_token(e), n);
    }
    fy_parser_event_free(b->parser, e);
    if (rc != 0 || type == FYET_SCALAR)
        return rc;
    n->kind = type == FYET_SEQUENCE_START ? YAML_LIST : YAML_MAP;
    rc =
        n->kind == YAML_LIST ? build_list(b, depth, n) : build_map(b, depth, n);
    if (rc == 0 && n->first != NULL) {
        n->line = n->first->line;
        n->column = n->first->column;
    }
    return rc;
}

/* The root of the first document; what comes behind that is passed over. */
static int
build_root(struct build *b)
{
    struct fy_event *e;
    int rc = 0, open = 0, end = 0;

    while (rc == 0 && !end && (e = next_event(b)) != NULL) {
        enum fy_event_type type = e->type;

        if (open && b->y->root == NULL && type != FYET_DOCUMENT_END) {
            rc = build_node(b, e, 0, &b->y->root);
            continue;
        }
        open |= type == FYET_DOCUMENT_START;
        end = type == FYET_STREAM_END || type == FYET_DOCUMENT_END;
        fy_parser_event_free(b->parser, e);
    }
    if (rc != 0 || b->broken)
        return -1;
    return b->y->root != NULL ? 0 : fail_set(b->fail, "%s: empty", b->y->name);
}

/* libfyaml loops on some broken bytes and directives; neither has a place in
 * files that people write. */
static int
check_bytes(struct str text, const char *name, struct fail *fail)
{
    int line = 1;
    size_t start = 0; /* of the line */

    for (size_t i = 0; i < text.len;) {
        size_t at = i;
        uint32_t c = utf8_next(text, &i);
        int column = (int)(at - start) + 1;

        if (c == UTF8_BAD && i == at + 1)
            return fail_set(
                fail, "%s:%d:%d: not UTF-8 text", name, line, column);
        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F)
            return fail_set(fail, "%s:%d:%d: control character U+%04X", name,
                line, column, (unsigned)c);
        if (c == '%' && at == start)
            return fail_set(
                fail, "%s:%d:1: a line must not begin with '%%'", name, line);
        if (c == '\n') {
            line++;
            start = i;
        }
    }
    return 0;
}

/* What helps against the faults people make most. */
static const char *
hint(const char *message)
{
    if (strstr(message, "invalid escape") != NULL)
        return "; write \\ twice in \"double quotes\", once in 'single' ones";
    return "";
}

static int
tell_broken(struct fy_diag *diag, const char *name, struct fail *fail)
{
    void *it = NULL;
    struct fy_diag_error *error = fy_diag_errors_iterate(diag, &it);

    if (error == NULL)
        return fail_set(fail, "%s: not a YAML document", name);
    return fail_set(fail, "%s:%d:%d: %s%s", name, error->line, error->column,
        error->msg, hint(error->msg));
}

int
yaml_parse(
    struct yaml **out, struct str text, const char *name, struct fail *fail)
{
    struct fy_parse_cfg config = { .flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG |
                                            FYPCF_DISABLE_RECYCLING };
    struct fy_diag_cfg diag_config;
    struct yaml *y;
    struct build b;
    int rc = -1;

    if (check_bytes(text, name, fail) != 0)
        return -1;
    y = mem_new(sizeof *y);
    y->arena = ARENA_MAX(TREE_BYTES_MAX);
    y->name = mem_text(name);
    fy_diag_cfg_default(&diag_config);
    diag_config.level = FYET_MAX; /* print nothing; we read the errors */
    config.diag = fy_diag_create(&diag_config);
    fy_diag_set_collect_errors(config.diag, true);
    b = (struct build){ y, fy_parser_create(&config), fail, 0 };
    if (b.parser != NULL &&
        fy_parser_set_string(b.parser, text.p ? text.p : "", text.len) == 0)
        rc = build_root(&b);
    if (b.parser == NULL || b.broken)
        rc = tell_broken(config.diag, name, fail);
    fy_parser_destroy(b.parser);
    fy_diag_destroy(config.diag);
    if (rc == 0)
        *out = y;
    else
        yaml_free(y);
    return rc;
}

int
yaml_load(
    struct yaml **out, const char *path, size_t max_bytes, struct fail *fail)
{
    struct buf text = BUF_MAX(max_bytes);
    int rc = file_read(&text, path, fail);

    if (rc == 0)
        rc = yaml_parse(out, buf_str(&text), path, fail);
    buf_clear(&text);
    return rc;
}

void
yaml_free(struct yaml *y)
{
    if (y == NULL)
        return;
    arena_clear(&y->arena);
    free(y->name);
    free(y);
}

const struct yaml_node *
yaml_root(const struct yaml *y)
{
    return y->root;
}

const char *
yaml_name(const struct yaml *y)
{
    return y->name;
}

const struct yaml_node *
yaml_get(const struct yaml_node *node, const char *key)
{
    if (node == NULL || node->kind != YAML_MAP)
        return NULL;
    for (const struct yaml_node *n = node->first; n != NULL; n = n->next)
        if (str_is(n->key, key))
            return n;
    return NULL;
}

int
yaml_fail(const struct yaml *y, const struct yaml_node *node, struct fail *fail,
    const char *format, ...)
{
    struct buf text = BUF_MAX(FAIL_TEXT_MAX);
    va_list ap;

    va_start(ap, format);
    buf_addv(&text, format, ap);
    va_end(ap);
    fail_set(fail, "%s:%d:%d: %s", y->name, node == NULL ? 1 : node->line,
        node == NULL ? 1 : node->column, buf_text(&text));
    buf_clear(&text);
    return -1;
}

static int
unknown_key(const struct yaml *y, const struct yaml_node *n,
    const char *const *known, struct fail *fail)
{
    struct buf list = BUF_MAX(512);

    for (size_t i = 0; known[i] != NULL; i++)
        buf_addf(&list, "%s%s", i > 0 ? ", " : "", known[i]);
    yaml_fail(y, n, fail, "unknown key '%s'; known are: %s", n->key.p,
        buf_text(&list));
    buf_clear(&list);
    return -1;
}

int
yaml_check_keys(const struct yaml *y, const struct yaml_node *node,
    const char *const *known, struct fail *fail)
{
    if (node == NULL || node->kind != YAML_MAP)
        return yaml_fail(y, node, fail, "expected 'key: value' lines here");
    for (const struct yaml_node *n = node->first; n != NULL; n = n->next) {
        size_t i = 0;

        while (known[i] != NULL && !str_is(n->key, known[i]))
            i++;
        if (known[i] == NULL)
            return unknown_key(y, n, known, fail);
    }
    return 0;
}

static int
scalar(const struct yaml *y, const struct yaml_node *map, const char *key,
    const struct yaml_node **out, struct fail *fail)
{
    *out = yaml_get(map, key);
    if (*out != NULL && (*out)->kind != YAML_SCALAR)
        return yaml_fail(y, *out, fail, "'%s' must be a single value", key);
    return 0;
}

int
yaml_get_text(const struct yaml *y, const struct yaml_node *map,
    const char *key, struct str *out, struct fail *fail)
{
    const struct yaml_node *n;

    if (scalar(y, map, key, &n, fail) != 0)
        return -1;
    if (n != NULL)
        *out = n->text;
    return 0;
}

int
yaml_get_i64(const struct yaml *y, const struct yaml_node *map, const char *key,
    int64_t min, int64_t max, int64_t *out, struct fail *fail)
{
    const struct yaml_node *n;
    int64_t v;

    if (scalar(y, map, key, &n, fail) != 0)
        return -1;
    if (n == NULL)
        return 0;
    if (str_to_i64(n->text, &v) != 0 || v < min || v > max)
        return yaml_fail(y, n, fail,
            "'%s' must be a whole number from %lld to %lld", key,
            (long long)min, (long long)max);
    *out = v;
    return 0;
}

int
yaml_get_double(const struct yaml *y, const struct yaml_node *map,
    const char *key, double min, double max, double *out, struct fail *fail)
{
    const struct yaml_node *n;
    double v;

    if (scalar(y, map, key, &n, fail) != 0)
        return -1;
    if (n == NULL)
        return 0;
    if (str_to_double(n->text, &v) != 0 || !(v >= min && v <= max))
        return yaml_fail(
            y, n, fail, "'%s' must be a number from %g to %g", key, min, max);
    *out = v;
    return 0;
}

int
yaml_get_bool(const struct yaml *y, const struct yaml_node *map,
    const char *key, int *out, struct fail *fail)
{
    const struct yaml_node *n;

    if (scalar(y, map, key, &n, fail) != 0)
        return -1;
    if (n == NULL)
        return 0;
    if (str_is(n->text, "true"))
        *out = 1;
    else if (str_is(n->text, "false"))
        *out = 0;
    else
        return yaml_fail(y, n, fail, "'%s' must be true or false", key);
    return 0;
}
