/* recalls/notice_feed.h - a JSON feed of notices read by a table.
 *
 * Most feeds differ only in what they call a member and where it stands. A
 * row says which member of ours comes from which of theirs; the target says
 * how it is read: "published" as a date, "gtins" with check digits,
 * countries as codes, "hazards" as words that name hazards. What needs more
 * is a function of the feed's own.
 */
#ifndef RECALLS_NOTICE_FEED_H
#define RECALLS_NOTICE_FEED_H

#include "recalls/notice_text.h"
#include "recalls/recall_import.h"

#define NOTICE_PATHS_MAX 8

struct notice_member {
    const char *to; /* a member of docs/formats.md; others are kept too */
    const char *from[NOTICE_PATHS_MAX]; /* recalls/json_path.h; the first that
                                         * leads to a value counts */
    const char *separators;  /* of lists, besides line ends; may be NULL */
    const char *constant;    /* instead of paths, or where they give nothing */
    const char *join;        /* the values of all paths, with this between them;
                              * nothing where one is missing */
    enum notice_order order; /* of dates */
};

struct notice_feed {
    const char *source, *language, *country; /* constants, or NULL */
    const struct notice_member *members;     /* the first one is the id */
    size_t member_count;
    /* Members of an outer object that hold the records; NULL-ended. */
    const char *const *inside;
    /* Called for each record when the table is done: 0 keeps it, 1 leaves it
     * out without a word, -1 was reported as bad. May be NULL. */
    int (*finish)(struct recall_import *im, const struct js *record,
        struct recall *r, void *ctx);
    /* Two records of one text have the same id: put what `again` says into
     * `first`; `again` may be changed. NULL: both are kept, in order. */
    void (*join)(struct recall *first, struct recall *again);
    void *ctx; /* of finish */
};

/* Read a whole JSON text. */
void notice_feed_read(
    struct recall_import *im, const struct notice_feed *feed, struct str text);

/* Which ids of a text were seen. */
struct notice_joining;
struct notice_joining *notice_feed_joining_new(void);
void notice_feed_joining_free(struct notice_joining *j);

/* notice_feed_record, then join with an earlier record of the same id. */
void notice_feed_join_record(struct recall_import *im,
    const struct notice_feed *feed, const struct js *record,
    struct notice_joining *j);

/* Read one record; the caller has begun it. */
void notice_feed_record(struct recall_import *im,
    const struct notice_feed *feed, const struct js *record);

/* Call visit with each record that could be read as JSON; the others are
 * reported. */
void notice_feed_each(struct recall_import *im, struct str text,
    const char *const *inside,
    void (*visit)(struct recall_import *im, const struct js *record, void *ctx),
    void *ctx);

/* Append the values of the first path that leads to any, each on a line of
 * its own; what says nothing ("Unknown") is none. Values that are no text
 * are reported. */
void notice_feed_gather(struct recall_import *im, const struct js *record,
    struct str id, const char *const *paths, struct buf *out);

/* The extra member of that name: the i-th of its texts, or it is one text;
 * empty if none. */
struct str notice_feed_extra(
    const struct recall *r, const char *name, size_t i);

/* Make the extra member one text. */
void notice_feed_set_extra(struct recall *r, const char *name, struct str s);

/* Set the brand: several are one text, "A; B", as people write them. */
void notice_feed_set_brands(struct recall *r, struct str lines);

/* Add all of the lists of `from`. */
void notice_feed_join_lists(struct recall *to, const struct recall *from);

/* Keep a text in another language (two letters): extra "translations", by
 * language, then by name. */
void notice_feed_translate(
    struct recall *r, struct str language, const char *name, struct str text);

/* Add what is found in prose to models, GTINs and batches, and to the extra
 * member "mined" with its sentence. */
void notice_feed_mine(struct recall *r, struct str text);

#endif
