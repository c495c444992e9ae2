/* rules/quantity.h - numbers with units as offers write them.
 *
 * "3,7 V", "2.000 mAh", "5mW", "60 °C": read into the base unit of their
 * kind, so that 0.005 W and 5 mW compare equal.
 */
#ifndef RULES_QUANTITY_H
#define RULES_QUANTITY_H

#include "base/str.h"

#define QUANTITY_UNITS                                                          \
    "V, mV, kV, W, mW, kW, Wh, kWh, mAh, Ah, A, mA, %, mg, g, kg, C, °C, ml, " \
    "l, "                                                                       \
    "mm, cm, m, nm, dB, Hz, kHz, MHz, GHz, kmh, months, years"

/* 1 if the unit is one of QUANTITY_UNITS. */
int quantity_unit_known(struct str unit);

/* Find the next number whose unit is of the same kind as `unit`, at or after
 * *at in folded text; step *at behind it; *value is given in `unit`. With
 * bare != 0 a number that is the whole text counts as being in `unit`.
 * Returns 0 when there is none. [*start, *end) is where it stands. */
int quantity_next(struct str folded, struct str unit, int bare, size_t *at,
    double *value, size_t *start, size_t *end);

#endif
