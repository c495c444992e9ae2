#include "rules/rule_parse.h"

#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "rules/rule_view.h"
#include "rules/rule_when.h"

#include <stdlib.h>

/* The tree of a pack is smaller than a few times its text. */
#define TREE_BYTES_MAX (16u * LIMIT_RULE_PACK_BYTES)
/* A pack with more faults than this is not a pack. */
#define ERRORS_MAX 100
#define DAY_MS (24LL * 3600 * 1000)

static const char *const language_names[] = { "en", "de", "zh", NULL };

/* --- texts in languages --- */

struct str
rule_words_in(const struct rule_words *w, const char *language)
{
    for (int i = 0; language != NULL && i < RULE_LANGUAGES; i++)
        if (str_is(str_of(language), language_names[i]) && w->in[i].len > 0)
            return w->in[i];
    for (int i = 0; i < RULE_LANGUAGES; i++)
        if (w->in[i].len > 0)
            return w->in[i];
    return STR_NONE;
}

static int
parse_words(struct rule_words *out, struct rule_pack *p,
    const struct yaml_node *map, const char *key, struct fail *fail)
{
    const struct yaml_node *n = yaml_get(map, key);

    if (n == NULL)
        return yaml_fail(p->yaml, map, fail,
            "'%s' is missing; write %s: {en: ..., de: ..., zh: ...}", key, key);
    if (yaml_check_keys(p->yaml, n, language_names, fail) != 0)
        return -1;
    for (int i = 0; i < RULE_LANGUAGES; i++)
        if (yaml_get_text(p->yaml, n, language_names[i], &out->in[i], fail) !=
            0)
            return -1;
    if (out->in[RULE_EN].len == 0)
        return yaml_fail(p->yaml, n, fail, "'%s' needs at least 'en'", key);
    return 0;
}

/* --- one rule --- */

static int
parse_severity(struct rule *r, struct rule_pack *p, const struct yaml_node *map,
    struct fail *fail)
{
    static const char *const names[] = { "low", "medium", "high", "serious" };
    struct str text = STR_NONE, strength = STR("strong");

    if (yaml_get_text(p->yaml, map, "severity", &text, fail) != 0 ||
        yaml_get_text(p->yaml, map, "strength", &strength, fail) != 0)
        return -1;
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(text, names[i]))
            r->severity = (int)i + 1;
    if (r->severity == 0)
        return yaml_fail(p->yaml,
            yaml_get(map, "severity") ? yaml_get(map, "severity") : map, fail,
            "'severity' must be low, medium, high or serious");
    r->strength =
        str_is(strength, "candidate") ? FINDING_CANDIDATE : FINDING_STRONG;
    if (r->strength == FINDING_STRONG && !str_is(strength, "strong"))
        return yaml_fail(p->yaml, yaml_get(map, "strength"), fail,
            "'strength' must be strong or candidate");
    return 0;
}

int
rule_hazards_parse(unsigned *out, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    struct rule_texts t;

    if (rule_texts_parse(&t, p, node, fail) != 0)
        return -1;
    for (size_t i = 0; i < t.count; i++) {
        enum hazard h;
        struct buf known = BUF_MAX(600);

        if (hazard_find(&h, t.item[i]) == 0) {
            *out |= 1u << h;
            continue;
        }
        for (int k = 0; k < HAZARDS; k++)
            buf_addf(
                &known, "%s%s", k > 0 ? ", " : "", hazard_name((enum hazard)k));
        yaml_fail(p->yaml, node, fail,
            "unknown hazard '" STR_FMT "'; known: %s", STR_ARG(t.item[i]),
            buf_text(&known));
        buf_clear(&known);
        return -1;
    }
    return 0;
}

static int
parse_hazards(struct rule *r, struct rule_pack *p, const struct yaml_node *map,
    struct fail *fail)
{
    const struct yaml_node *n = yaml_get(map, "hazard");

    /* Formal rules name no harm. */
    return n == NULL ? 0 : rule_hazards_parse(&r->hazards, p, n, fail);
}

static int
parse_date(int64_t *out, struct rule_pack *p, const struct yaml_node *map,
    const char *key, struct fail *fail)
{
    struct str text = STR_NONE;

    if (yaml_get_text(p->yaml, map, key, &text, fail) != 0)
        return -1;
    if (text.len > 0 && (text.len != 10 || now_parse(text, out) != 0))
        return yaml_fail(p->yaml, yaml_get(map, key), fail,
            "'%s' must be a date such as 2024-12-13", key);
    return 0;
}

static int
parse_valid(struct rule *r, struct rule_pack *p, const struct yaml_node *map,
    struct fail *fail)
{
    static const char *const keys[] = { "from", "until", NULL };
    const struct yaml_node *n = yaml_get(map, "valid");

    if (n == NULL)
        return 0;
    if (yaml_check_keys(p->yaml, n, keys, fail) != 0 ||
        parse_date(&r->from_ms, p, n, "from", fail) != 0 ||
        parse_date(&r->until_ms, p, n, "until", fail) != 0)
        return -1;
    if (r->until_ms != 0)
        r->until_ms += DAY_MS; /* the day named still counts */
    if (r->until_ms != 0 && r->until_ms <= r->from_ms)
        return yaml_fail(p->yaml, n, fail, "'until' lies before 'from'");
    return 0;
}

/* categories: [toys] means: a word of that list stands in the category or in
 * the title, whatever stands around it. */
static int
add_categories(struct rule *r, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    struct yaml_node name = { .kind = YAML_SCALAR,
        .text = STR("name"),
        .line = node->line,
        .column = node->column };
    struct rule_cond *all = arena_alloc0(&p->arena, sizeof *all);
    struct rule_cond *any = arena_alloc0(&p->arena, sizeof *any);
    struct rule_texts t;

    if (all == NULL || any == NULL)
        return yaml_fail(p->yaml, node, fail, "the pack is too large");
    if (rule_texts_parse(&t, p, node, fail) != 0)
        return -1;
    all->kind = RULE_ALL;
    any->kind = RULE_ANY;
    for (size_t i = 0; i < t.count; i++) {
        struct yaml_node list = { .kind = YAML_MAP,
            .first = &name,
            .line = node->line,
            .column = node->column };
        struct yaml_node cond = { .kind = YAML_MAP, .first = &list };
        struct rule_cond *c;

        list.key = STR("list");
        name.key = STR("name");
        name.text = t.item[i];
        if (rule_when_parse(&c, p, &cond, fail) != 0)
            return -1;
        c->fields =
            rule_field_find(STR("category")) | rule_field_find(STR("title"));
        c->denied_by = 0;
        c->next = any->first;
        any->first = c;
    }
    all->line = any->line = node->line;
    all->column = any->column = node->column;
    all->first = any;
    any->next = r->when;
    r->when = all;
    return 0;
}

static int
parse_examples(struct rule *r, struct rule_pack *p, const struct yaml_node *map,
    struct fail *fail)
{
    static const char *const keys[] = { "flag", "pass", NULL };
    const struct yaml_node *n = yaml_get(map, "examples");
    struct rule_example **tail = &r->examples;

    if (n == NULL)
        return 0;
    if (yaml_check_keys(p->yaml, n, keys, fail) != 0)
        return -1;
    for (int flag = 1; flag >= 0; flag--) {
        const struct yaml_node *list = yaml_get(n, keys[!flag]);

        if (list != NULL && list->kind != YAML_LIST)
            return yaml_fail(p->yaml, list, fail,
                "'%s' must be a list of texts or listings", keys[!flag]);
        for (const struct yaml_node *e = list ? list->first : NULL; e != NULL;
             e = e->next) {
            *tail = arena_alloc0(&p->arena, sizeof **tail);
            if (*tail == NULL)
                return yaml_fail(p->yaml, e, fail, "the pack is too large");
            (*tail)->flag = flag;
            (*tail)->node = e;
            tail = &(*tail)->next;
        }
    }
    return 0;
}

static int
good_id(struct str id)
{
    for (size_t i = 0; i < id.len; i++)
        if (!str_is_alnum(id.p[i]) && id.p[i] != '-')
            return 0;
    return id.len > 0 && id.len <= 80;
}

static int
parse_rule(struct rule *r, struct rule_pack *p, const struct yaml_node *node,
    struct fail *fail)
{
    static const char *const keys[] = { "id", "title", "basis", "severity",
        "strength", "hazard", "markets", "categories", "valid", "when",
        "message", "examples", NULL };
    static const char *const basis_keys[] = { "article", "link", NULL };
    const struct yaml_node *n;

    r->line = node->line;
    r->column = node->column;
    if (yaml_check_keys(p->yaml, node, keys, fail) != 0 ||
        yaml_get_text(p->yaml, node, "id", &r->id, fail) != 0)
        return -1;
    if (!good_id(r->id))
        return yaml_fail(
            p->yaml, node, fail, "'id' must be letters, digits and hyphens");
    if (parse_words(&r->title, p, node, "title", fail) != 0 ||
        parse_words(&r->message, p, node, "message", fail) != 0 ||
        parse_severity(r, p, node, fail) != 0 ||
        parse_hazards(r, p, node, fail) != 0 ||
        parse_valid(r, p, node, fail) != 0 ||
        parse_examples(r, p, node, fail) != 0)
        return -1;
    n = yaml_get(node, "basis");
    if (n == NULL)
        return yaml_fail(p->yaml, node, fail,
            "'basis' is missing; write basis: {article: ..., link: ...}");
    if (yaml_check_keys(p->yaml, n, basis_keys, fail) != 0 ||
        yaml_get_text(p->yaml, n, "article", &r->basis, fail) != 0 ||
        yaml_get_text(p->yaml, n, "link", &r->url, fail) != 0)
        return -1;
    if (r->basis.len == 0 || r->url.len == 0)
        return yaml_fail(
            p->yaml, n, fail, "'basis' needs 'article' and 'link'");
    if ((n = yaml_get(node, "markets")) != NULL &&
        rule_texts_parse(&r->markets, p, n, fail) != 0)
        return -1;
    if ((n = yaml_get(node, "when")) == NULL)
        return yaml_fail(p->yaml, node, fail, "'when' is missing");
    if (rule_when_parse(&r->when, p, n, fail) != 0)
        return -1;
    if ((n = yaml_get(node, "categories")) != NULL)
        return add_categories(r, p, n, fail);
    return 0;
}

/* --- the pack --- */

const struct rule_list *
rule_pack_list(const struct rule_pack *p, struct str name)
{
    for (const struct rule_list *l = p->lists; l != NULL; l = l->next)
        if (str_eq(l->name, name))
            return l;
    return NULL;
}

static int
parse_lists(
    struct rule_pack *p, const struct yaml_node *node, struct fail *fail)
{
    if (node == NULL)
        return 0;
    if (node->kind != YAML_MAP)
        return yaml_fail(
            p->yaml, node, fail, "'lists' must be 'name: [words]' lines");
    for (const struct yaml_node *n = node->first; n != NULL; n = n->next) {
        struct rule_list *l = arena_alloc0(&p->arena, sizeof *l);

        if (l == NULL)
            return yaml_fail(p->yaml, n, fail, "the pack is too large");
        l->name = n->key;
        l->line = n->line;
        l->column = n->column;
        if (rule_texts_parse(&l->terms, p, n, fail) != 0)
            return -1;
        if (l->terms.count == 0)
            return yaml_fail(p->yaml, n, fail, "the list is empty");
        l->next = p->lists;
        p->lists = l;
    }
    return 0;
}

/* Keep the first fault in *fail and all of them in *errors. */
static void
note(struct texts *errors, struct fail *fail, const struct fail *found)
{
    if (fail != NULL && fail->text[0] == '\0')
        *fail = *found;
    if (errors != NULL && errors->count < ERRORS_MAX)
        texts_add(errors, str_of(found->text));
}

static int
parse_head(struct rule_pack *p, const struct yaml_node *root, struct fail *fail)
{
    static const char *const keys[] = { "pack", "version", "title", "lists",
        "rules", NULL };
    const struct yaml_node *rules = yaml_get(root, "rules");

    if (yaml_check_keys(p->yaml, root, keys, fail) != 0 ||
        yaml_get_text(p->yaml, root, "pack", &p->name, fail) != 0 ||
        yaml_get_text(p->yaml, root, "version", &p->version, fail) != 0)
        return -1;
    if (!good_id(p->name))
        return yaml_fail(p->yaml, root, fail,
            "'pack' must name the pack in letters, digits and hyphens");
    if (p->version.len == 0)
        return yaml_fail(p->yaml, root, fail,
            "'version' is missing; write YEAR.MONTH.NUMBER");
    if (parse_words(&p->title, p, root, "title", fail) != 0 ||
        parse_lists(p, yaml_get(root, "lists"), fail) != 0)
        return -1;
    if (rules == NULL || rules->kind != YAML_LIST)
        return yaml_fail(p->yaml, rules ? rules : root, fail,
            "'rules' must be a list of rules, each behind a dash");
    return 0;
}

static int
parse_rules(struct rule_pack *p, const struct yaml_node *list,
    struct texts *errors, struct fail *fail)
{
    struct rule **tail = &p->rules;
    int rc = 0;

    for (const struct yaml_node *n = list->first; n != NULL; n = n->next) {
        struct fail found = { "" };
        struct rule *r = arena_alloc0(&p->arena, sizeof *r);

        if (r == NULL) {
            yaml_fail(p->yaml, n, &found, "the pack is too large");
            note(errors, fail, &found);
            return -1;
        }
        if (parse_rule(r, p, n, &found) != 0) {
            note(errors, fail, &found);
            rc = -1;
            continue;
        }
        *tail = r;
        tail = &r->next;
    }
    return rc;
}

int
rule_parse(struct rule_pack **out, struct str text, const char *path,
    struct texts *errors, struct fail *fail)
{
    struct rule_pack *p = mem_new(sizeof *p);
    struct fail found = { "" };

    p->arena = ARENA_MAX(TREE_BYTES_MAX);
    if (fail != NULL)
        fail->text[0] = '\0';
    if (yaml_parse(&p->yaml, text, path, &found) != 0 ||
        parse_head(p, yaml_root(p->yaml), &found) != 0) {
        note(errors, fail, &found);
        rule_pack_free(p);
        return -1;
    }
    if (parse_rules(p, yaml_get(yaml_root(p->yaml), "rules"), errors, fail) !=
        0) {
        rule_pack_free(p);
        return -1;
    }
    *out = p;
    return 0;
}

void
rule_pack_free(struct rule_pack *p)
{
    if (p == NULL)
        return;
    yaml_free(p->yaml);
    arena_clear(&p->arena);
    free(p);
}
