/* base/now.h - monotonic and wall time. Called by mains and process loops
 * only; everything else takes the time as an argument. */
#ifndef BASE_NOW_H
#define BASE_NOW_H

#include "base/str.h"

#include <stdint.h>

#define NOW_TEXT_BYTES 32

int64_t now_monotonic_ms(void);
int64_t now_monotonic_us(void);
int64_t now_wall_ms(void); /* milliseconds since 1970-01-01 UTC */

/* RFC 3339 UTC, seconds: "2026-11-20T08:00:00Z". */
void now_text(int64_t wall_ms, char out[NOW_TEXT_BYTES]);

/* Read RFC 3339, with or without seconds, a date alone (midnight UTC), or an
 * RFC 9110 HTTP date, also with the numeric zone of mail and RSS. Return 0, or
 * -1 if it is none of them. */
int now_parse(struct str text, int64_t *wall_ms);

#endif
