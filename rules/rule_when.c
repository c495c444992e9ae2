#include "rules/rule_when.h"

#include "base/mem.h"
#include "rules/denial.h"
#include "rules/rule_view.h"

/* Deeper conditions than people can follow. */
#define DEPTH_MAX 16
/* Words between two patterns: a paragraph. */
#define WITHIN_MAX 200
#define WITHIN_DEFAULT 8

static const char *const kind_names[] = { "all", "any", "seller", "not",
    "match", "near", "list", "absent", "present", "number", "is", "certificate",
    "gtin", "recall", "model", "image" };

const char *
rule_kind_name(enum rule_kind k)
{
    return kind_names[k];
}

int
rule_texts_parse(struct rule_texts *out, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    const struct yaml_node *n;
    size_t count = 0;

    if (node->kind == YAML_MAP)
        return yaml_fail(p->yaml, node, fail, "expected a text or a list");
    for (n = node->first; n != NULL; n = n->next)
        count++;
    if (node->kind == YAML_SCALAR)
        count = 1;
    out->item = arena_alloc0(&p->arena, (count + 1) * sizeof out->item[0]);
    if (out->item == NULL)
        return yaml_fail(p->yaml, node, fail, "the pack is too large");
    out->count = 0;
    if (node->kind == YAML_SCALAR) {
        out->item[out->count++] = node->text;
        return 0;
    }
    for (n = node->first; n != NULL; n = n->next) {
        if (n->kind != YAML_SCALAR || n->text.len == 0)
            return yaml_fail(p->yaml, n, fail, "expected a text here");
        out->item[out->count++] = n->text;
    }
    return 0;
}

/* A pattern: one text, several, or several by language; joined as
 * alternatives. */
int
rule_expr_parse(struct rule_expr *e, struct rule_pack *p,
    const struct yaml_node *node, int whole, struct fail *fail)
{
    struct buf text = BUF_MAX(1u << 20);
    struct yaml_node list = *node;
    int rc = -1;

    e->line = node->line;
    e->column = node->column;
    e->whole = whole;
    if (node->kind == YAML_SCALAR) {
        e->source = node->text;
        return 0;
    }
    for (const struct yaml_node *n = list.first; n != NULL; n = n->next) {
        struct rule_texts t;

        if (rule_texts_parse(&t, p, n, fail) != 0)
            goto out;
        for (size_t i = 0; i < t.count; i++)
            buf_addf(&text, "%s" STR_FMT, text.len > 0 ? "|" : "",
                STR_ARG(t.item[i]));
    }
    e->source = arena_dup(&p->arena, buf_str(&text));
    if (text.over || e->source.p == NULL) {
        yaml_fail(p->yaml, node, fail, "pattern too long; use a list");
        goto out;
    }
    rc = 0;
out:
    buf_clear(&text);
    return rc;
}

static int
unknown_field(struct rule_pack *p, const struct yaml_node *node,
    struct str name, struct fail *fail)
{
    const char *best = "offer";
    size_t least = 64;

    for (int f = 0; f < RULE_FIELDS; f++) {
        const char *known = rule_field_name((enum rule_field)f);
        size_t d = str_edits(name, str_of(known));

        if (d < least) {
            least = d;
            best = known;
        }
    }
    return yaml_fail(p->yaml, node, fail,
        "unknown field '" STR_FMT "'; did you mean '%s'?", STR_ARG(name), best);
}

int
rule_fields_parse(uint64_t *out, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    struct rule_texts t;

    if (rule_texts_parse(&t, p, node, fail) != 0)
        return -1;
    *out = 0;
    for (size_t i = 0; i < t.count; i++) {
        uint64_t bits = rule_field_find(t.item[i]);

        if (bits == 0)
            return unknown_field(p, node, t.item[i], fail);
        *out |= bits;
    }
    if (*out == 0)
        return yaml_fail(p->yaml, node, fail, "name at least one field");
    return 0;
}

static int
parse_denied_by(unsigned *out, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    struct rule_texts t;

    if (rule_texts_parse(&t, p, node, fail) != 0)
        return -1;
    *out = 0;
    for (size_t i = 0; i < t.count; i++) {
        enum denial_kind kind;

        if (str_is(t.item[i], "nothing"))
            continue;
        if (denial_kind_find(&kind, t.item[i]) != 0)
            return yaml_fail(p->yaml, node, fail,
                "'denied_by' knows negation, accessory, against, nothing");
        *out |= kind;
    }
    return 0;
}

static int
parse_languages(struct rule_texts *out, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    if (rule_texts_parse(out, p, node, fail) != 0)
        return -1;
    for (size_t i = 0; i < out->count; i++)
        if (out->item[i].len != 2)
            return yaml_fail(p->yaml, node, fail,
                "'language' takes codes of two letters: en, de, zh ...");
    return 0;
}

static int
parse_exact(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, const char *key, enum rule_exact bit,
    struct fail *fail)
{
    struct str text = STR("folded");

    if (yaml_get_text(p->yaml, node, key, &text, fail) != 0)
        return -1;
    if (str_is(text, "exact"))
        c->expr.exact |= bit;
    else if (!str_is(text, "folded"))
        return yaml_fail(
            p->yaml, yaml_get(node, key), fail, "'%s' is folded or exact", key);
    return 0;
}

/* What match, near and list share: fields, words, language, case, width,
 * denied_by, unless. */
static int
parse_common(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, int *whole, struct fail *fail)
{
    const struct yaml_node *n;
    struct str words = STR("whole");

    c->fields = RULE_OFFER;
    c->denied_by = DENIAL_ALL;
    if ((n = yaml_get(node, "fields")) != NULL &&
        rule_fields_parse(&c->fields, p, n, fail) != 0)
        return -1;
    if ((n = yaml_get(node, "denied_by")) != NULL &&
        parse_denied_by(&c->denied_by, p, n, fail) != 0)
        return -1;
    if (yaml_get_text(p->yaml, node, "words", &words, fail) != 0)
        return -1;
    *whole = str_is(words, "whole");
    if (!*whole && !str_is(words, "part"))
        return yaml_fail(
            p->yaml, yaml_get(node, "words"), fail, "'words' is whole or part");
    if ((n = yaml_get(node, "language")) != NULL &&
        parse_languages(&c->languages, p, n, fail) != 0)
        return -1;
    if (parse_exact(c, p, node, "case", RULE_EXACT_CASE, fail) != 0 ||
        parse_exact(c, p, node, "width", RULE_EXACT_WIDTH, fail) != 0)
        return -1;
    if ((n = yaml_get(node, "unless")) != NULL)
        return rule_expr_parse(&c->unless, p, n, *whole, fail);
    return 0;
}

static int
missing(struct rule_pack *p, const struct yaml_node *node, const char *key,
    struct fail *fail)
{
    return yaml_fail(p->yaml, node, fail, "'%s' is missing here", key);
}

static int
parse_match(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    static const char *const keys[] = { "pattern", "fields", "words",
        "language", "case", "width", "denied_by", "unless", NULL };
    const struct yaml_node *n = yaml_get(node, "pattern");
    int whole = 1;

    c->fields = RULE_OFFER;
    c->denied_by = DENIAL_ALL;
    if (node->kind != YAML_MAP) /* match: 'pattern' */
        return rule_expr_parse(&c->expr, p, node, 1, fail);
    if (yaml_check_keys(p->yaml, node, keys, fail) != 0 ||
        parse_common(c, p, node, &whole, fail) != 0)
        return -1;
    if (n == NULL)
        return missing(p, node, "pattern", fail);
    return rule_expr_parse(&c->expr, p, n, whole, fail);
}

static int
parse_near(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    static const char *const keys[] = { "first", "second", "within", "fields",
        "words", "language", "case", "width", "denied_by", "unless", NULL };
    const struct yaml_node *first = yaml_get(node, "first");
    const struct yaml_node *second = yaml_get(node, "second");
    int64_t within = WITHIN_DEFAULT;
    int whole = 1;

    if (yaml_check_keys(p->yaml, node, keys, fail) != 0 ||
        parse_common(c, p, node, &whole, fail) != 0 ||
        yaml_get_i64(p->yaml, node, "within", 0, WITHIN_MAX, &within, fail) !=
            0)
        return -1;
    if (first == NULL || second == NULL)
        return missing(p, node, first == NULL ? "first" : "second", fail);
    c->within = (int)within;
    c->second.exact = c->expr.exact;
    if (rule_expr_parse(&c->expr, p, first, whole, fail) != 0)
        return -1;
    return rule_expr_parse(&c->second, p, second, whole, fail);
}

/* A list of the pack becomes one pattern. */
static int
parse_pack_list(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, struct str name, struct fail *fail)
{
    const struct rule_list *list = rule_pack_list(p, name);
    struct buf text = BUF_MAX(1u << 20);
    int rc;

    if (list == NULL)
        return yaml_fail(p->yaml, node, fail,
            "no list '" STR_FMT "' under 'lists:' of this pack", STR_ARG(name));
    for (size_t i = 0; i < list->terms.count; i++) {
        buf_addz(&text, i > 0 ? "|" : "");
        rule_expr_quote(&text, list->terms.item[i]);
    }
    c->expr.source = arena_dup(&p->arena, buf_str(&text));
    rc = text.over || c->expr.source.p == NULL
             ? yaml_fail(p->yaml, node, fail, "the list is too long")
             : 0;
    buf_clear(&text);
    return rc;
}

static int
parse_list(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    static const char *const keys[] = { "name", "lexicon", "fields", "words",
        "language", "case", "width", "denied_by", "unless", NULL };
    struct str name = node->text;
    int whole = 1;

    c->fields = RULE_OFFER;
    c->denied_by = DENIAL_ALL;
    if (node->kind == YAML_MAP &&
        (yaml_check_keys(p->yaml, node, keys, fail) != 0 ||
            parse_common(c, p, node, &whole, fail) != 0 ||
            yaml_get_text(p->yaml, node, "name", &name, fail) != 0 ||
            yaml_get_text(p->yaml, node, "lexicon", &c->lexicon, fail) != 0))
        return -1;
    c->expr.line = node->line;
    c->expr.column = node->column;
    c->expr.whole = whole;
    if (c->lexicon.len == 0)
        return parse_pack_list(c, p, node, name, fail);
    if (name.len > 0)
        return yaml_fail(p->yaml, node, fail,
            "'name' is a list of this pack, 'lexicon' a shared file: one of "
            "them");
    for (size_t i = 0; i < c->lexicon.len; i++)
        if (!str_is_alnum(c->lexicon.p[i]) && c->lexicon.p[i] != '-')
            return yaml_fail(p->yaml, node, fail,
                "'lexicon' is a name of letters, digits and hyphens");
    return 0;
}

static int parse_cond(struct rule_cond **out, struct rule_pack *p,
    const struct yaml_node *node, int depth, struct fail *fail);

static int
parse_children(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, int depth, struct fail *fail)
{
    struct rule_cond **tail = &c->first;

    if (node->kind == YAML_MAP)
        return parse_cond(tail, p, node, depth + 1, fail);
    if (node->first == NULL)
        return yaml_fail(p->yaml, node, fail, "'%s' needs conditions",
            rule_kind_name(c->kind));
    if (c->kind == RULE_NOT)
        return yaml_fail(p->yaml, node, fail,
            "'not' takes one condition, not a list; use not: any: [...]");
    for (const struct yaml_node *n = node->first; n != NULL; n = n->next) {
        if (parse_cond(tail, p, n, depth + 1, fail) != 0)
            return -1;
        tail = &(*tail)->next;
    }
    return 0;
}

static int
parse_cond(struct rule_cond **out, struct rule_pack *p,
    const struct yaml_node *node, int depth, struct fail *fail)
{
    const struct yaml_node *n = node->first;
    struct rule_cond *c = arena_alloc0(&p->arena, sizeof *c);
    size_t k = 0;

    if (c == NULL)
        return yaml_fail(p->yaml, node, fail, "the pack is too large");
    if (depth > DEPTH_MAX)
        return yaml_fail(
            p->yaml, node, fail, "nested deeper than %d", DEPTH_MAX);
    if (node->kind != YAML_MAP || n == NULL || n->next != NULL)
        return yaml_fail(p->yaml, node, fail,
            "expected one condition, such as 'match: ...'; put several "
            "under all: or any:, each behind a dash");
    while (k < COUNT(kind_names) && !str_is(n->key, kind_names[k]))
        k++;
    if (k == COUNT(kind_names))
        return yaml_fail(p->yaml, n, fail,
            "unknown condition '" STR_FMT "'; known are all, any, not, "
            "match, near, list, absent, present, number, is, certificate, "
            "gtin, seller, recall, model",
            STR_ARG(n->key));
    c->kind = (enum rule_kind)k;
    c->line = n->line;
    c->column = n->column;
    *out = c;
    switch (c->kind) {
    case RULE_ALL:
    case RULE_ANY:
    case RULE_NOT:
        return parse_children(c, p, n, depth, fail);
    case RULE_MATCH:
        return parse_match(c, p, n, fail);
    case RULE_NEAR:
        return parse_near(c, p, n, fail);
    case RULE_LIST:
        return parse_list(c, p, n, fail);
    case RULE_ABSENT:
    case RULE_PRESENT:
        return rule_fields_parse(&c->fields, p, n, fail);
    case RULE_IMAGE:
        return yaml_fail(p->yaml, n, fail,
            "'image' is reserved for conditions on pictures, which this "
            "version does not look at; ask for words instead, or "
            "'absent: images'");
    default:
        return rule_fact_parse(c, p, n, fail);
    }
}

int
rule_when_parse(struct rule_cond **out, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    return parse_cond(out, p, node, 0, fail);
}
