/* core/identifier_common.h - the false friends of model numbers. */
#ifndef CORE_IDENTIFIER_COMMON_H
#define CORE_IDENTIFIER_COMMON_H

#include "base/str.h"

/* 1 if a key (core/model_key.h: lower case, no separators) is a size, a
 * voltage, a battery, a lamp base, a refrigerant, a standard, a year ...:
 * the same on a thousand products. */
int identifier_is_common(struct str key);

#endif
