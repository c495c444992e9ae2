/* rules/rule_template.h - rules/template.yaml, the pack to begin with. */
#ifndef RULES_RULE_TEMPLATE_H
#define RULES_RULE_TEMPLATE_H

#include "base/str.h"

struct str rule_template(void);

#endif
