/* base/xml.h - XML as events, out of documents that may be broken.
 *
 * libxml2 behind it, without network, files or entities: only the five of
 * XML itself and character numbers are known, any other "&" is text, as most
 * who write it mean it. Namespaces are not resolved (resolving costs the
 * square of what a stranger declares): names come as prefix and local name.
 */
#ifndef BASE_XML_H
#define BASE_XML_H

#include "base/fail.h"
#include "base/str.h"

struct xml_attr {
    struct str name;  /* with its prefix, as written */
    struct str value; /* UTF-8 */
};

struct xml_element {
    struct str prefix; /* "image" in "image:loc"; else empty */
    struct str name;   /* "loc" */
    const struct xml_attr *attrs;
    size_t attr_count;
    int depth; /* 1 for the outermost */
    int line;  /* from 1 */
};

/* Called in the order of the document; views are borrowed for the call. Any
 * of them may be NULL. A non-zero return ends the reading. */
struct xml_handler {
    int (*open)(void *ctx, const struct xml_element *e);
    /* Character data in UTF-8; one text may come in several pieces. */
    int (*text)(void *ctx, struct str text);
    /* e has no attributes here. In a broken document an end may be missing,
     * but never comes without its beginning. */
    int (*close)(void *ctx, const struct xml_element *e);
};

enum xml_flag {
    /* Go on behind errors, as far as possible. */
    XML_RECOVER = 1,
};

/* Elements in elements: libxml2's own limit. */
#define XML_DEPTH_MAX 256
/* Attributes of one element: looking for repeated ones costs the square. */
#define XML_ATTRS_MAX 256

/* Read a document of at most 1 GiB. Returns 0 if it was whole and well, 1 if
 * a handler ended the reading, -1 with the first error and its line in fail;
 * with XML_RECOVER the handler has then got everything that could be read.
 * The encoding is that of the mark or declaration, else UTF-8. */
int xml_parse(struct str bytes, unsigned flags, const struct xml_handler *h,
    void *ctx, struct fail *fail);

/* 1 if bytes begin like XML: "<" behind a mark and white space. */
int xml_is(struct str bytes);

/* Attribute by local name, whatever its prefix; empty if there is none. */
struct str xml_attr(const struct xml_element *e, const char *name);

#endif
