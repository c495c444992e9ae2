/* base/xml_repair.h - what is mended in XML before libxml2 reads it.
 *
 * Part of base/xml.c: knows entities and the places they stand in, no more.
 */
#ifndef BASE_XML_REPAIR_H
#define BASE_XML_REPAIR_H

#include "base/buf.h"

/* Bytes of s that may be parsed: all, or those before a tag with so many
 * attributes that it can only be meant to cost time. *changes counts the "&"
 * to be written differently; with out, the text is appended with them. */
size_t xml_repair(struct str s, size_t *changes, struct buf *out);

#endif
