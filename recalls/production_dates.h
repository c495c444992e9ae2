/* recalls/production_dates.h - when the recalled products were made.
 *
 * Vehicles are recalled by dates of manufacture ("02/10/2016 to 27/01/2018",
 * "between 22 January 2018 and 06 March 2019") or by model years. One range is
 * kept, from the earliest to the latest date of the text.
 */
#ifndef RECALLS_PRODUCTION_DATES_H
#define RECALLS_PRODUCTION_DATES_H

#include "recalls/notice_text.h"

/* The earliest and the latest date in prose, day before month. A month alone
 * counts from its first to its last day, a year alone likewise. 0, or -1
 * where there is none. */
int production_dates_read(
    struct str text, char from[NOTICE_DATE_BYTES], char to[NOTICE_DATE_BYTES]);

/* Put the range into the extra members produced_from and produced_to, beside
 * what is there: the range grows. */
void production_dates_set(struct recall *r, struct str text);

/* The same with years ("2019", "2019 2021", "2019-2021") in model_year_from
 * and model_year_to. 9999 is NHTSA's word for an unknown year. */
void production_dates_set_years(struct recall *r, struct str text);

#endif
