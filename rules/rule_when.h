/* rules/rule_when.h - the `when:` part of a rule: YAML to conditions.
 *
 * Conditions on words are read in rule_when.c, those on facts in rule_fact.c.
 */
#ifndef RULES_RULE_WHEN_H
#define RULES_RULE_WHEN_H

#include "rules/rule_parse.h"

/* Read the conditions under `node` of pack p into p's arena. */
int rule_when_parse(struct rule_cond **out, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail);

/* The same for one condition that looks at facts, whose kind is set: number,
 * is, certificate, gtin, recall, model, seller (rules/rule_fact.c). */
int rule_fact_parse(struct rule_cond *c, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail);

/* What both read: the names of fields, and one pattern, several, or several
 * by language, joined as alternatives. */
int rule_fields_parse(uint64_t *out, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail);
int rule_expr_parse(struct rule_expr *e, struct rule_pack *p,
    const struct yaml_node *node, int whole, struct fail *fail);
int rule_hazards_parse(unsigned *out, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail);

/* Read a scalar or a list of scalars. */
int rule_texts_parse(struct rule_texts *out, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail);

#endif
