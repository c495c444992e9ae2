/* core/template.h - texts with places for fields, as an office edits them.
 *
 *   {{field}}  {{seller.name}}   the value, on one line
 *   {{field!}}                   the same; must not be empty
 *   {{field:lines}}              the value with its line breaks
 *   {{#list}} ... {{/list}}      once per element; of a text: if it is there
 *   {{^list}} ... {{/list}}      if there is none
 *   {{.}}                        the element of a list of texts
 *   {{! remark}}                 nothing
 *
 * A tag of the last four kinds that has its line to itself takes the line
 * with it. What comes out is a document (core/document.h), and values are
 * data in it: they begin no heading, no row and no line, and characters that
 * hide or turn text are shown by their number. A field that does not exist is
 * an error with its line, at the time the template is kept.
 */
#ifndef CORE_TEMPLATE_H
#define CORE_TEMPLATE_H

#include "base/buf.h"
#include "base/fail.h"
#include "base/js.h"
#include "core/texts.h"

/* The longest of ours has 5 KB. */
#define TEMPLATE_BYTES_MAX (64u << 10)
#define TEMPLATE_DEPTH_MAX 8
/* What a template may grow to; 500 offers with their addresses are 300 KB. */
#define TEMPLATE_OUTPUT_MAX (1u << 20)

struct template;

/* Errors read "NAME:LINE: what". Copies the text. */
int template_parse(struct template **out, struct str text, const char *name,
    struct fail *fail);
void template_free(struct template *t);

/* Every field must be a member of `known`: an object with a text for each
 * field and one element in each list. */
int template_check(
    const struct template *t, const struct js *known, struct fail *fail);

/* Append the document. Names of fields that must not be empty and are go to
 * *missing, each once, and stand in the document in brackets. Fails where
 * the document grows too long. */
int template_render(const struct template *t, const struct js *data,
    struct buf *out, struct texts *missing, struct fail *fail);

#endif
