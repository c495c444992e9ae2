/* review/markup.h - the only way to write HTML: balanced and escaped.
 *
 * There is no function that writes a text as it is. What offers may contain
 * (tags, quotes, scripts in addresses, characters that turn the reading
 * direction) comes out as visible, inert text.
 */
#ifndef REVIEW_MARKUP_H
#define REVIEW_MARKUP_H

#include "base/buf.h"

#define MARKUP_DEPTH 64

struct markup {
    struct buf *out;                /* borrowed */
    const char *open[MARKUP_DEPTH]; /* tags that wait to be closed */
    size_t depth;
};

struct markup_attr {
    const char *name; /* of our own making; NULL ends the list */
    struct str value;
};

#define ATTRS(...)                                                             \
    (const struct markup_attr[])                                               \
    {                                                                          \
        __VA_ARGS__,                                                           \
        {                                                                      \
            NULL,                                                              \
            {                                                                  \
                NULL, 0                                                        \
            }                                                                  \
        }                                                                      \
    }
#define NO_ATTRS NULL

/* The document type, and <html lang>. */
void markup_start(struct markup *m, struct buf *out, const char *lang);
/* Close what is open. */
void markup_end(struct markup *m);

/* Tags and attribute names are literals of ours. An attribute whose value is
 * {NULL,0} is left out; one with an empty text is written. href, src and
 * action are written only if they stay here ("/...", "?...", "#...") or are
 * http(s); else they become "#". */
void markup_open(
    struct markup *m, const char *tag, const struct markup_attr *attrs);
void markup_close(struct markup *m); /* the tag opened last */
/* An element without content: input, meta, link. */
void markup_void(
    struct markup *m, const char *tag, const struct markup_attr *attrs);

void markup_text(struct markup *m, struct str text);
void markup_textz(struct markup *m, const char *text);
void markup_textf(struct markup *m, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Open, text, close. */
void markup_leaf(struct markup *m, const char *tag,
    const struct markup_attr *attrs, struct str text);

#endif
