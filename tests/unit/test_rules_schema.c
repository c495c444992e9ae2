#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/pattern.h"
#include "base/yaml.h"
#include "core/hazard.h"
#include "core/limits.h"
#include "rules/certificate.h"
#include "rules/rule_set.h"

#define SCHEMA "docs/rule-pack.schema.json"
#define PACKS "rules/packs"
#define DEPTH_MAX 60

/* A walk over a pack with the keywords of JSON Schema that ours uses. */
struct walk {
    const struct js *schema;
    const struct yaml *yaml;
    char why[500]; /* of the deepest fault */
    int line;
};

static int fits(struct walk *w, const struct yaml_node *n,
    const struct js *schema, int depth);

static void
fault(struct walk *w, const struct yaml_node *n, const char *what)
{
    if (n->line < w->line)
        return;
    w->line = n->line;
    snprintf(w->why, sizeof w->why, "%s:%d:%d: %s (" STR_FMT ")",
        yaml_name(w->yaml), n->line, n->column, what, STR_ARG(n->key));
}

static const struct js *
resolved(const struct walk *w, const struct js *schema)
{
    struct str ref = js_get_text(schema, "$ref");
    struct str name = str_sub(ref, strlen("#/$defs/"), ref.len);
    struct buf key = BUF_MAX(100);
    const struct js *found;

    if (ref.len == 0)
        return schema;
    buf_adds(&key, name);
    found = js_get(js_get(w->schema, "$defs"), buf_text(&key));
    buf_clear(&key);
    if (found == NULL)
        fail_msg("no $defs entry " STR_FMT, STR_ARG(ref));
    return found;
}

static int
is_type(const struct yaml_node *n, struct str type)
{
    double number;

    if (str_is(type, "object"))
        return n->kind == YAML_MAP;
    if (str_is(type, "array"))
        return n->kind == YAML_LIST;
    if (str_is(type, "number"))
        return n->kind == YAML_SCALAR && !n->quoted &&
               str_to_double(n->text, &number) == 0;
    return n->kind == YAML_SCALAR;
}

static int
matches(const struct yaml_node *n, struct str pattern)
{
    struct pattern *p;
    struct fail fail;
    int hit;

    if (pattern_new(&p, pattern, 0, &fail) != 0)
        fail_msg("%s", fail.text);
    hit = pattern_find(p, n->text, 0, NULL) == PATTERN_HIT;
    pattern_free(p);
    return hit;
}

static int
fits_map(struct walk *w, const struct yaml_node *n, const struct js *schema,
    int depth)
{
    const struct js *required = js_get(schema, "required");
    const struct js *more = js_get(schema, "additionalProperties");
    int64_t count = 0;

    for (size_t i = 0; i < js_count(required); i++) {
        struct buf key = BUF_MAX(100);
        int there;

        buf_adds(&key, js_text(js_at(required, i)));
        there = yaml_get(n, buf_text(&key)) != NULL;
        buf_clear(&key);
        if (!there) {
            fault(w, n, "a required member is missing");
            return 0;
        }
    }
    for (const struct yaml_node *k = n->first; k != NULL; k = k->next) {
        const struct js *s = NULL;
        struct buf key = BUF_MAX(1000);

        buf_adds(&key, k->key);
        s = js_get(js_get(schema, "properties"), buf_text(&key));
        buf_clear(&key);
        count++;
        if (s == NULL && js_kind(more) == JS_OBJECT)
            s = more;
        if (s == NULL && more != NULL) {
            fault(w, k, "unknown member");
            return 0;
        }
        if (s != NULL && !fits(w, k, s, depth + 1))
            return 0;
    }
    return count >= js_integer(js_get(schema, "minProperties"), 0) &&
           count <= js_integer(js_get(schema, "maxProperties"), INT64_MAX);
}

static int
fits_list(struct walk *w, const struct yaml_node *n, const struct js *schema,
    int depth)
{
    const struct js *items = js_get(schema, "items");
    int64_t count = 0;

    for (const struct yaml_node *k = n->first; k != NULL; k = k->next, count++)
        if (items != NULL && !fits(w, k, items, depth + 1))
            return 0;
    return count >= js_integer(js_get(schema, "minItems"), 0);
}

static int
fits_one_of(const struct yaml_node *n, const struct js *texts)
{
    for (size_t i = 0; i < js_count(texts); i++)
        if (n->kind == YAML_SCALAR && str_eq(n->text, js_text(js_at(texts, i))))
            return 1;
    return 0;
}

static int
fits(struct walk *w, const struct yaml_node *n, const struct js *schema,
    int depth)
{
    const struct js *s = resolved(w, schema);
    const struct js *any = js_get(s, "anyOf"), *one = js_get(s, "enum");
    struct str type = js_get_text(s, "type");
    struct str pattern = js_get_text(s, "pattern");

    if (depth > DEPTH_MAX)
        return 0;
    for (size_t i = 0; i < js_count(any); i++)
        if (fits(w, n, js_at(any, i), depth + 1))
            return 1;
    if (any != NULL || (one != NULL && !fits_one_of(n, one)) ||
        (type.len > 0 && !is_type(n, type)) ||
        (pattern.len > 0 && !matches(n, pattern))) {
        fault(w, n, "is none of what may stand here");
        return 0;
    }
    if (n->kind == YAML_MAP)
        return fits_map(w, n, s, depth);
    if (n->kind == YAML_LIST)
        return fits_list(w, n, s, depth);
    return 1;
}

static struct js *
load_schema(void)
{
    struct buf text = BUF_MAX(1u << 20);
    struct js *j = NULL;
    struct fail fail = { "" };

    if (file_read(&text, SCHEMA, &fail) != 0 ||
        js_parse(&j, buf_str(&text), &fail) != 0)
        fail_msg("%s", fail.text);
    buf_clear(&text);
    return j;
}

struct packs {
    const struct js *schema;
    size_t count;
};

static int
check_pack(const char *path, void *ctx, struct fail *fail)
{
    struct packs *all = ctx;
    struct walk w = { .schema = all->schema };
    struct yaml *y;

    if (yaml_load(&y, path, LIMIT_RULE_PACK_BYTES, fail) != 0)
        return -1;
    w.yaml = y;
    if (!fits(&w, yaml_root(y), w.schema, 0)) {
        check_failures++;
        print_error("%s\n", w.why);
    }
    all->count++;
    yaml_free(y);
    return 0;
}

static void
every_pack_fits(void **state)
{
    struct js *schema = load_schema();
    struct packs all = { schema, 0 };
    struct fail fail = { "" };

    (void)state;
    if (file_each(PACKS, ".yaml", check_pack, &all, &fail) != 0)
        fail_msg("%s", fail.text);
    CHECK_INT(check_pack("rules/template.yaml", &all, &fail), 0, "template");
    CHECK_INT(all.count >= 10, 1, "packs seen");
    js_free(schema);
    check_end();
}

#define TOP "pack: t\nversion: 2026.1.1\ntitle: {en: t}\nrules:\n"
#define RULE                                                                   \
    "  - id: r\n    title: {en: T}\n    message: {en: M}\n"                    \
    "    basis: {article: A, link: 'https://law.example/'}\n"
#define LOW "    severity: low\n"

/* What the schema and the program think of the same text: neither accepts
 * what the other refuses, among these. */
static void
agrees_with_the_program(void **state)
{
    static const struct {
        const char *name, *text;
        int good;
    } cases[] = {
        { "least", TOP RULE LOW "    when: {match: x}\n", 1 },
        { "no version", "pack: t\ntitle: {en: t}\nrules: []\n", 0 },
        { "unknown key", TOP RULE LOW "    wehn: {match: x}\n", 0 },
        { "no when", TOP RULE LOW, 0 },
        { "no severity", TOP RULE "    when: {match: x}\n", 0 },
        { "severity", TOP RULE "    severity: huge\n    when: {match: x}\n",
            0 },
        { "hazard", TOP RULE LOW "    hazard: doom\n    when: {match: x}\n",
            0 },
        { "hazards",
            TOP RULE LOW "    hazard: [fire, burns]\n    when: {match: x}\n",
            1 },
        { "date",
            TOP RULE LOW "    valid: {from: soon}\n    when: {match: x}\n", 0 },
        { "condition", TOP RULE LOW "    when: {macth: x}\n", 0 },
        { "two conditions",
            TOP RULE LOW "    when: {match: x, absent: title}\n", 0 },
        { "image is reserved", TOP RULE LOW "    when: {image: x}\n", 0 },
        { "nested",
            TOP RULE LOW "    when: {all: [match: x, not: {absent: brand}]}\n",
            1 },
        { "list under not", TOP RULE LOW "    when: {not: [match: x]}\n", 0 },
        { "empty all", TOP RULE LOW "    when: {all: []}\n", 0 },
        { "pattern missing",
            TOP RULE LOW "    when: {match: {fields: [title]}}\n", 0 },
        { "denial",
            TOP RULE LOW "    when: {match: {pattern: x, denied_by: love}}\n",
            0 },
        { "near",
            TOP RULE LOW "    when: {near: {first: x, second: y, within: 3}}\n",
            1 },
        { "near what", TOP RULE LOW "    when: {near: {first: x}}\n", 0 },
        { "bound is a number",
            TOP RULE LOW
            "    when: {number: {name: x, unit: V, above: many}}\n",
            0 },
        { "certificate", TOP RULE LOW "    when: {certificate: CCC}\n", 1 },
        { "certificate kind",
            TOP RULE LOW "    when: {certificate: {kind: XYZ}}\n", 0 },
        { "recall", TOP RULE LOW "    when: {recall: strong}\n", 1 },
        { "recall strength", TOP RULE LOW "    when: {recall: weak}\n", 0 },
        { "model", TOP RULE LOW "    when: {model: {above: 0.8}}\n", 1 },
        { "gtin", TOP RULE LOW "    when: {gtin: {valid: no}}\n", 1 },
        { "seller", TOP RULE LOW "    when: {seller: {not_in: [EU]}}\n", 1 },
        { "is", TOP RULE LOW "    when: {is: {in: [EU]}}\n", 0 },
    };
    struct js *schema = load_schema();

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct walk w = { .schema = schema };
        struct rule_set *set = NULL;
        struct yaml *y;
        struct fail fail = { "" };

        if (yaml_parse(&y, str_of(cases[i].text), "p.yaml", &fail) != 0)
            fail_msg("%s", fail.text);
        w.yaml = y;
        CHECK_INT(
            fits(&w, yaml_root(y), schema, 0), cases[i].good, cases[i].name);
        CHECK_INT(rule_set_parse(
                      &set, str_of(cases[i].text), "p.yaml", NULL, &fail) == 0,
            cases[i].good, cases[i].name);
        rule_set_free(set);
        yaml_free(y);
    }
    js_free(schema);
    check_end();
}

/* What the program knows and the schema names. */
static void
names_what_the_program_knows(void **state)
{
    struct js *schema = load_schema();
    const struct js *defs = js_get(schema, "$defs");
    const struct js *hazards = js_get(js_get(defs, "hazard"), "enum");
    const struct js *kinds = js_get(js_get(defs, "certificate"), "enum");
    const struct js *conditions =
        js_get(js_get(defs, "condition"), "properties");

    (void)state;
    CHECK_INT(js_count(hazards), HAZARDS, "hazards");
    for (int h = 0; h < HAZARDS; h++)
        CHECK_TEXT(js_text(js_at(hazards, (size_t)h)).p,
            hazard_name((enum hazard)h), "hazard");
    CHECK_INT(js_count(kinds), CERTIFICATE_KINDS, "kinds of certificates");
    for (int k = 0; k < CERTIFICATE_KINDS; k++)
        CHECK_TEXT(js_text(js_at(kinds, (size_t)k)).p,
            certificate_kind_name((enum certificate_kind)k), "kind");
    for (int k = RULE_ALL; k < RULE_IMAGE; k++) {
        const char *name = rule_kind_name((enum rule_kind)k);

        CHECK_INT(js_get(conditions, name) != NULL, 1, name);
    }
    js_free(schema);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pack_fits),
        cmocka_unit_test(agrees_with_the_program),
        cmocka_unit_test(names_what_the_program_knows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
