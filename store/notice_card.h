/* store/notice_card.h - what a notice is found by on pages; internal. */
#ifndef STORE_NOTICE_CARD_H
#define STORE_NOTICE_CARD_H

#include "store/handle.h"

/* Keep it for a row of the table recall. */
int notice_card_put(
    struct store *s, int64_t row, const struct recall *r, struct fail *fail);

/* For notices of a store from before there were cards. */
int notice_card_catch_up(struct store *s, struct fail *fail);

#endif
