/* crawler/lenient_json.h - the broken JSON of web pages, mended.
 *
 * One page in twenty has JSON-LD that a strict parser refuses. Mended here:
 * byte order mark, CDATA and comment marks, comments, trailing, doubled and
 * missing commas, single quotes, names without quotes, raw control
 * characters, bad escapes, quotes inside strings, numbers and words JSON
 * does not have, brackets that do not match, several documents in a row,
 * everything escaped as HTML. Knows nothing of what the JSON means.
 */
#ifndef CRAWLER_LENIENT_JSON_H
#define CRAWLER_LENIENT_JSON_H

#include "base/js.h"

/* Parse text as it stands, else mended. Several documents in a row give an
 * array. NULL when nothing could be made of it. Linear in the length. */
struct js *lenient_json(struct str text);

/* The same for a JavaScript value that begins at text: *used is set to the
 * length of the value; what stands behind it is not looked at. */
struct js *lenient_json_value(struct str text, size_t *used);

/* The same as the text of strict JSON, which replaces what *out holds. -1 if
 * there is no value, or it nests too deep. */
int lenient_json_mend(struct buf *out, struct str text, size_t *used);

#endif
