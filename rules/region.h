/* rules/region.h - which countries a market name stands for. */
#ifndef RULES_REGION_H
#define RULES_REGION_H

#include "base/str.h"

/* 1 if country (ISO 3166-1 alpha-2, any case) is region or belongs to it:
 * "EU" has its 27 members (and Northern Ireland as XI, where Union goods law
 * applies), "EEA" also Iceland, Liechtenstein and Norway. */
int region_has(struct str region, struct str country);

#endif
