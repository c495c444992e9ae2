/* crawler/pagination_words.h - what links to the next page say. */
#ifndef CRAWLER_PAGINATION_WORDS_H
#define CRAWLER_PAGINATION_WORDS_H

#include "base/str.h"

enum pagination_label {
    PAGINATION_OTHER,
    PAGINATION_NEXT,   /* "weiter", "下一页" */
    PAGINATION_ARROW,  /* "»" alone */
    PAGINATION_EMPTY,  /* nothing a reader could read */
    PAGINATION_NUMBER, /* "2", "[2]" */
    PAGINATION_NOT,    /* previous, first, last: surely not the next */
};

/* How what says something may begin: most labels of a page need no more than
 * that. Made once. */
#define PAGINATION_STARTS 1024
struct pagination_words {
    /* The first letters of words of ASCII, as many as fit; a hash table. */
    uint64_t start[PAGINATION_STARTS];
    uint32_t second[26]; /* ASCII letters, by the first letter */
    uint32_t first[8];   /* others: one bit for 256 kinds of code points */
};
void pagination_words_init(struct pagination_words *w);

/* What a label says; *number is set for PAGINATION_NUMBER (1 to 99999). */
enum pagination_label pagination_label_of(
    const struct pagination_words *w, struct str text, int *number);

#endif
