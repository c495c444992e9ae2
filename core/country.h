/* core/country.h - names of countries to their ISO 3166-1 alpha-2 codes. */
#ifndef CORE_COUNTRY_H
#define CORE_COUNTRY_H

#include "base/str.h"

#define COUNTRY_BYTES 3 /* two letters and NUL */

/* Read a country as pages and notices name it: its English, German, French
 * or Chinese name, an alpha-2 or alpha-3 code, in any case and spacing
 * ("Peoples Republic of China", "VR China", "UK", "德国"). Return 0 with the
 * code in out, or -1 if it is none. */
int country_find(struct str name, char out[COUNTRY_BYTES]);

#endif
