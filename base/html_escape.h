/* base/html_escape.h - the five characters that HTML reads as markup. */
#ifndef BASE_HTML_ESCAPE_H
#define BASE_HTML_ESCAPE_H

#include <stdint.h>

/* The reference that stands for a character in text and in quoted attribute
 * values, or NULL where the character may stand as it is. */
const char *html_escape(uint32_t c);

#endif
