#include "rules/quantity.h"
#include "rules/rule_view.h"
#include "rules/rule_when.h"

#include <math.h>

static int
missing(struct rule_pack *p, const struct yaml_node *node, const char *key,
    struct fail *fail)
{
    return yaml_fail(p->yaml, node, fail, "'%s' is missing here", key);
}

/* above, below, at_least, at_most: one of them at least. */
static int
parse_bounds(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    const double far = 1e300;

    c->above = c->at_least = -INFINITY;
    c->below = c->at_most = INFINITY;
    if (yaml_get_double(p->yaml, node, "above", -far, far, &c->above, fail) !=
            0 ||
        yaml_get_double(p->yaml, node, "below", -far, far, &c->below, fail) !=
            0 ||
        yaml_get_double(
            p->yaml, node, "at_least", -far, far, &c->at_least, fail) != 0 ||
        yaml_get_double(
            p->yaml, node, "at_most", -far, far, &c->at_most, fail) != 0)
        return -1;
    if (isinf(c->above) && isinf(c->below) && isinf(c->at_least) &&
        isinf(c->at_most))
        return yaml_fail(p->yaml, node, fail,
            "say above, below, at_least or at_most which value");
    return 0;
}

/* A number of money is the price: an amount alone says nothing. */
static int
parse_price(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    const uint64_t price = RULE_BIT(LISTING_PRICE_AMOUNT);

    if (c->currency.len != 3)
        return yaml_fail(p->yaml, yaml_get(node, "currency"), fail,
            "'currency' is a code of three letters: EUR");
    if (c->unit.len > 0 || yaml_get(node, "name") != NULL ||
        (c->fields != 0 && c->fields != price))
        return yaml_fail(p->yaml, node, fail,
            "with 'currency' the number is the price: no unit, no name, and "
            "no field but price.amount");
    c->fields = price;
    return 0;
}

static int
parse_number(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    static const char *const keys[] = { "name", "fields", "unit", "currency",
        "above", "below", "at_least", "at_most", NULL };
    const struct yaml_node *n;

    if (yaml_check_keys(p->yaml, node, keys, fail) != 0 ||
        yaml_get_text(p->yaml, node, "unit", &c->unit, fail) != 0 ||
        yaml_get_text(p->yaml, node, "currency", &c->currency, fail) != 0)
        return -1;
    if ((n = yaml_get(node, "fields")) != NULL &&
        rule_fields_parse(&c->fields, p, n, fail) != 0)
        return -1;
    if (yaml_get(node, "currency") != NULL)
        return parse_price(c, p, node, fail) != 0
                   ? -1
                   : parse_bounds(c, p, node, fail);
    if (!quantity_unit_known(c->unit))
        return yaml_fail(
            p->yaml, node, fail, "'unit' must be one of %s", QUANTITY_UNITS);
    if ((n = yaml_get(node, "name")) != NULL &&
        rule_expr_parse(&c->expr, p, n, 1, fail) != 0)
        return -1;
    if (n == NULL && c->fields == 0)
        return missing(p, node, "name", fail);
    return parse_bounds(c, p, node, fail);
}

/* The one field of `key` is one of `in`, or none of `not_in`. */
static int
parse_values(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    const struct yaml_node *in = yaml_get(node, "in");

    c->negate = in == NULL;
    if (in == NULL)
        in = yaml_get(node, "not_in");
    if (in == NULL)
        return missing(p, node, "in", fail);
    return rule_texts_parse(&c->values, p, in, fail);
}

static int
parse_is(struct rule_cond *c, struct rule_pack *p, const struct yaml_node *node,
    struct fail *fail)
{
    static const char *const keys[] = { "field", "in", "not_in", NULL };
    const struct yaml_node *field = yaml_get(node, "field");

    if (yaml_check_keys(p->yaml, node, keys, fail) != 0)
        return -1;
    if (field == NULL)
        return missing(p, node, "field", fail);
    if (rule_fields_parse(&c->fields, p, field, fail) != 0)
        return -1;
    if ((c->fields & (c->fields - 1)) != 0)
        return yaml_fail(p->yaml, field, fail, "'is' takes one field");
    return parse_values(c, p, node, fail);
}

static int
parse_form(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    struct str text = STR_NONE;

    if (yaml_get_text(p->yaml, node, "valid", &text, fail) != 0)
        return -1;
    if (str_is(text, "yes") || str_is(text, "true"))
        c->form = RULE_FORM_VALID;
    else if (str_is(text, "no") || str_is(text, "false"))
        c->form = RULE_FORM_INVALID;
    else if (yaml_get(node, "valid") != NULL)
        return yaml_fail(
            p->yaml, yaml_get(node, "valid"), fail, "'valid' is yes or no");
    return 0;
}

/* Where such a number is looked for, and the words before it. */
static int
parse_numbered(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    const struct yaml_node *n = yaml_get(node, "fields");

    c->fields = RULE_OFFER | RULE_BIT(RULE_FIELD_CERTIFICATES) |
                RULE_BIT(LISTING_MODEL) | RULE_BIT(LISTING_INGREDIENTS) |
                RULE_BIT(RULE_FIELD_LISTS + LISTING_WARNINGS);
    if (c->certificate == CERTIFICATE_GTIN)
        c->fields |= RULE_BIT(RULE_FIELD_LISTS + LISTING_GTINS) |
                     RULE_BIT(LISTING_SKU) | RULE_BIT(LISTING_MPN);
    c->expr.source = str_of(certificate_label(c->certificate));
    c->expr.whole = 1;
    c->expr.line = node->line;
    c->expr.column = node->column;
    return n == NULL ? 0 : rule_fields_parse(&c->fields, p, n, fail);
}

static int
parse_certificate(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    static const char *const keys[] = { "kind", "valid", "fields", NULL };
    struct str kind = node->text;

    if (node->kind != YAML_SCALAR &&
        (yaml_check_keys(p->yaml, node, keys, fail) != 0 ||
            yaml_get_text(p->yaml, node, "kind", &kind, fail) != 0 ||
            parse_form(c, p, node, fail) != 0))
        return -1;
    if (certificate_kind_find(&c->certificate, kind) != 0)
        return yaml_fail(
            p->yaml, node, fail, "'kind' must be one of " CERTIFICATE_NAMES);
    return parse_numbered(c, p, node, fail);
}

static int
parse_gtin(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    static const char *const keys[] = { "valid", "fields", NULL };

    c->certificate = CERTIFICATE_GTIN;
    if (yaml_check_keys(p->yaml, node, keys, fail) != 0 ||
        parse_form(c, p, node, fail) != 0)
        return -1;
    return parse_numbered(c, p, node, fail);
}

static int
parse_recall(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    static const char *const keys[] = { "strength", "hazard", NULL };
    struct str strength = node->text;
    const struct yaml_node *n = yaml_get(node, "hazard");

    if (node->kind != YAML_SCALAR) {
        strength = STR("candidate");
        if (yaml_check_keys(p->yaml, node, keys, fail) != 0 ||
            yaml_get_text(p->yaml, node, "strength", &strength, fail) != 0)
            return -1;
    }
    for (int s = FINDING_CANDIDATE; s <= FINDING_CONCLUSIVE; s++)
        if (str_is(strength, finding_strength_name((enum finding_strength)s))) {
            c->strength = (enum finding_strength)s;
            return n == NULL ? 0 : rule_hazards_parse(&c->hazards, p, n, fail);
        }
    return yaml_fail(p->yaml, node, fail,
        "'recall' is at least candidate, strong or conclusive");
}

static int
parse_model(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    static const char *const keys[] = { "hazard", "above", "below", "at_least",
        "at_most", NULL };
    const struct yaml_node *n = yaml_get(node, "hazard");

    if (yaml_check_keys(p->yaml, node, keys, fail) != 0 ||
        (n != NULL && rule_hazards_parse(&c->hazards, p, n, fail) != 0))
        return -1;
    return parse_bounds(c, p, node, fail);
}

/* --- the seller --- */

static struct rule_cond *
add_child(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, enum rule_kind kind)
{
    struct rule_cond *child = arena_alloc0(&p->arena, sizeof *child);

    if (child == NULL)
        return NULL;
    child->kind = kind;
    child->line = node->line;
    child->column = node->column;
    child->next = c->first;
    c->first = child;
    return child;
}

/* states: [address, email], lacks: [address]: parts of the seller. */
static int
parse_parts(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, enum rule_kind kind, struct fail *fail)
{
    struct rule_texts parts;

    if (node == NULL)
        return 0;
    if (rule_texts_parse(&parts, p, node, fail) != 0)
        return -1;
    for (size_t i = 0; i < parts.count; i++) {
        struct rule_cond *child = add_child(c, p, node, kind);
        struct buf name = BUF_MAX(100);

        if (child == NULL)
            return yaml_fail(p->yaml, node, fail, "the pack is too large");
        buf_addf(&name, "seller." STR_FMT, STR_ARG(parts.item[i]));
        child->fields = rule_field_find(buf_str(&name));
        buf_clear(&name);
        if (child->fields == 0)
            return yaml_fail(p->yaml, node, fail,
                "a seller has name, url, address, country, email, not "
                "'" STR_FMT "'",
                STR_ARG(parts.item[i]));
    }
    return 0;
}

static int
parse_seller(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    static const char *const keys[] = { "in", "not_in", "match", "states",
        "lacks", NULL };
    const struct yaml_node *match = yaml_get(node, "match");
    struct rule_cond *child;

    if (yaml_check_keys(p->yaml, node, keys, fail) != 0 ||
        parse_parts(c, p, yaml_get(node, "lacks"), RULE_ABSENT, fail) != 0 ||
        parse_parts(c, p, yaml_get(node, "states"), RULE_PRESENT, fail) != 0)
        return -1;
    if (match != NULL) {
        if ((child = add_child(c, p, match, RULE_MATCH)) == NULL)
            return yaml_fail(p->yaml, node, fail, "the pack is too large");
        child->fields = rule_field_find(STR("seller"));
        if (rule_expr_parse(&child->expr, p, match, 1, fail) != 0)
            return -1;
    }
    if (yaml_get(node, "in") != NULL || yaml_get(node, "not_in") != NULL) {
        if ((child = add_child(c, p, node, RULE_IS)) == NULL)
            return yaml_fail(p->yaml, node, fail, "the pack is too large");
        child->fields = RULE_BIT(LISTING_SELLER_COUNTRY);
        if (parse_values(child, p, node, fail) != 0)
            return -1;
    }
    if (c->first == NULL)
        return missing(p, node, "in", fail);
    return 0;
}

int
rule_fact_parse(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail)
{
    switch (c->kind) {
    case RULE_NUMBER:
        return parse_number(c, p, node, fail);
    case RULE_IS:
        return parse_is(c, p, node, fail);
    case RULE_CERTIFICATE:
        return parse_certificate(c, p, node, fail);
    case RULE_GTIN:
        return parse_gtin(c, p, node, fail);
    case RULE_RECALL:
        return parse_recall(c, p, node, fail);
    case RULE_MODEL:
        return parse_model(c, p, node, fail);
    default:
        return parse_seller(c, p, node, fail);
    }
}
