/* crawler/state_outline.h - where what stands in a JSON text, without its
 * values.
 *
 * The state of a shop's page is some hundred KB, of which its product is one:
 * to make values of all of it costs more than all else of the page. Here
 * containers are measured, and of their members those of given names are
 * noted; what is worth it can be read from the text then. Knows no product.
 */
#ifndef CRAWLER_STATE_OUTLINE_H
#define CRAWLER_STATE_OUTLINE_H

#include "base/arena.h"

enum state_outline_kind {
    STATE_OUTLINE_NULL,
    STATE_OUTLINE_SCALAR, /* a number, true or false */
    STATE_OUTLINE_STRING,
    STATE_OUTLINE_ARRAY,
    STATE_OUTLINE_OBJECT,
};

/* Names of members. */
#define STATE_OUTLINE_WORDS_MAX 64
struct state_outline_word {
    struct str text; /* borrowed */
    unsigned lists;  /* in which it is */
    unsigned place;  /* in the list that was added last with it */
};
struct state_outline_words {
    struct state_outline_word word[STATE_OUTLINE_WORDS_MAX];
    size_t count;
    unsigned char slot[256]; /* by a hash: the number of a word, from 1 */
};
/* Add the names of a list that ends with NULL; `list` is one bit. */
void state_outline_words_add(
    struct state_outline_words *w, const char *const *names, unsigned list);

/* A container with something in it, or a member with a name of the words. */
struct state_outline_node {
    struct state_outline_node *first, *next; /* below it, beside it */
    const struct state_outline_word *word;   /* its name's, or NULL */
    uint32_t at, end;                        /* bytes of the text */
    uint32_t count;                          /* elements of an array */
    enum state_outline_kind kind;
};

struct state_outline {
    struct arena arena;
    uint32_t *hashes; /* owned: of the names of the objects that are open */
    size_t hash_count, hash_cap;
    size_t values; /* of the last text: containers, and elements of arrays */
};
void state_outline_init(struct state_outline *o);
void state_outline_clear(struct state_outline *o);

/* Read the array or object that text begins with; *used is set to its length.
 * NULL if it is not surely what js_parse would read, each member once: broken
 * JSON, but also some that is not (escaped or repeated names, numbers with an
 * exponent or of many digits, deep nesting). The nodes live until the next
 * call. Linear in the length, but for the sorting of large objects' names. */
const struct state_outline_node *state_outline_read(struct state_outline *o,
    const struct state_outline_words *w, struct str text, size_t *used);

#endif
