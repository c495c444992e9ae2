/* base/charset_prescan.h - the encoding a page declares inside itself.
 *
 * WHATWG HTML, "prescan a byte stream to determine its encoding", with the
 * XML declaration it ends on. Knows no bytes but ASCII and decodes nothing.
 */
#ifndef BASE_CHARSET_PRESCAN_H
#define BASE_CHARSET_PRESCAN_H

#include "base/str.h"

/* The standard's window. */
#define CHARSET_PRESCAN_BYTES 1024

/* Name of the encoding declared in the first CHARSET_PRESCAN_BYTES; else in a
 * later `meta` of the first CHARSET_LATE_BYTES, for which a browser starts
 * over (scripts, styles and the like are not looked into there); else NULL.
 * UTF-16 becomes UTF-8, x-user-defined becomes windows-1252, as the standard
 * has it. Static. */
#define CHARSET_LATE_BYTES (256u << 10)
const char *charset_prescan(struct str bytes);

/* The charset parameter of a Content-Type header: name or NULL. */
const char *charset_content_type(struct str content_type);

#endif
