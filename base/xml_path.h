/* base/xml_path.h - which XPath expressions may be compiled.
 *
 * XPath 1.0 without namespaces and variables. libxml2 tells of an unknown
 * function or a wrong number of arguments only when it gets there, which may
 * be on the thousandth page; a person wants to hear it when the file is read.
 */
#ifndef BASE_XML_PATH_H
#define BASE_XML_PATH_H

#include "base/fail.h"
#include "base/str.h"

/* Real ones have 100. */
#define XML_PATH_BYTES_MAX 1000
/* Texts joined by concat(): each may be as long as the page. */
#define XML_PATH_COMMAS_MAX 16
/* Parentheses in parentheses. */
#define XML_PATH_DEPTH_MAX 16

/* 0, or -1 with the byte (from 1) and what is wrong there. Looks at names and
 * calls only: what passes may still be no XPath. */
int xml_path_check(struct str text, struct fail *fail);

#endif
