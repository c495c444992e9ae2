/* cli/store_keep.h - commands of `shelfwatch store` about what is kept. */
#ifndef CLI_STORE_KEEP_H
#define CLI_STORE_KEEP_H

#include "base/fail.h"

struct store_keep {
    const char *store, *archive; /* archive NULL: STORE.warc */
    const char *author;          /* of changes; NULL: who is logged in */
    const char *reason;          /* of a hold */
    const char *key;             /* that signs tombstones, or NULL */
    const char *metrics;         /* of purge: file for figures, or NULL */
    int dry_run, json;
    int quiet;   /* purge: not what goes, but what is wrong */
    char **args; /* behind the command */
    int count;
};

int store_keep_purge(const struct store_keep *k, struct fail *fail);
int store_keep_retention(const struct store_keep *k, struct fail *fail);
int store_keep_hold(const struct store_keep *k, struct fail *fail);

#endif
