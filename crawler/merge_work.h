/* crawler/merge_work.h - shared by merge*.c. Not for other modules. */
#ifndef CRAWLER_MERGE_WORK_H
#define CRAWLER_MERGE_WORK_H

#include "core/url.h"
#include "crawler/facts.h"

struct merge {
    const struct facts *facts;
    const struct url *page;
    /* The offer of each source about the page's product, or NULL. */
    const struct fact_offer *of[FACT_SOURCES];
    struct listing *out;
};

/* Set a field of the result and where it was found. */
void merge_take(struct merge *m, enum listing_field field,
    const struct fact_offer *from, struct str value);

/* "n/a", "none", "-": filled in because the form asked for something. */
int merge_is_empty_word(struct str value);

/* --- merge_title.c --- */
void merge_title(struct merge *m);
/* 1 if two titles name the same product: equal, or one holds the other,
 * case, blanks and punctuation aside. */
int merge_title_similar(struct str a, struct str b);

/* --- merge_id.c --- */
void merge_sku(struct merge *m);
/* The market's number of the offer: the one in its address, which also stands
 * in for a sku nobody states. After everything else has had its say. */
void merge_url_id(struct merge *m);
/* The number that names the offer in an address, or empty. Borrowed. */
struct str merge_number_in_url(const struct url *u);

/* --- merge_price.c --- */
void merge_price(struct merge *m);

#endif
