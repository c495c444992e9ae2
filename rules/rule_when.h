/* rules/rule_when.h - the `when:` part of a rule: YAML to conditions. */
#ifndef RULES_RULE_WHEN_H
#define RULES_RULE_WHEN_H

#include "rules/rule_parse.h"

/* Read the conditions under `node` of pack p into p's arena. */
int rule_when_parse(struct rule_cond **out, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail);

/* Read a scalar or a list of scalars. */
int rule_texts_parse(struct rule_texts *out, struct rule_pack *p,
    const struct yaml_node *node, struct fail *fail);

#endif
