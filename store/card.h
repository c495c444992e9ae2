/* store/card.h - what one line of the queue shows of a case.
 *
 * Kept beside the record, because a page of fifty lines has no time to read
 * fifty records: bytes with lengths, in every language, texts cut to what a
 * line can show.
 */
#ifndef STORE_CARD_H
#define STORE_CARD_H

#include "base/buf.h"
#include "core/casefile.h"

#define STORE_CARD_REASONS 3
#define STORE_CARD_FINDINGS 4

/* All texts are borrowed from the bytes; empty where there is none. */
struct store_card {
    struct str title, url, market, seller, amount, currency, category;
    double hazards[HAZARDS];
    struct str reasons[STORE_CARD_REASONS]; /* strongest first */
    struct store_card_finding {
        enum finding_source source;
        enum finding_strength strength;
        struct str id, title, reason;
    } findings[STORE_CARD_FINDINGS]; /* the loudest first */
    size_t finding_count;            /* of those above */
    int64_t findings_all;            /* how many the case has */
    int blind; /* to be judged before findings are shown */
};

int store_card_write(struct buf *out, const struct casefile *c);

/* The words are those of the language. Bytes that are no card give what could
 * be read of them. */
void store_card_read(struct store_card *out, struct str bytes, enum lang lang);

#endif
