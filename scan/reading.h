/* scan/reading.h - what was read off a page, kept for its next visits.
 *
 * The same bytes from the same address, read by the same program with the same
 * site profiles, say the same: links, kind, offers. A page whose bytes are
 * known is therefore not read again; and where nothing that a verdict hangs on
 * has changed (score/basis.h), its offers are not judged again either. Knows
 * no process and no archive.
 */
#ifndef SCAN_READING_H
#define SCAN_READING_H

#include "core/page.h"
#include "crawler/archive.h"
#include "scan/message.h"
#include "score/screen.h"
#include "store/readings.h"

/* What readings and verdicts of this scan hang on. */
struct reading_basis;

/* `profiles_dir`: site profiles, or NULL. Reads them, and maybe the program:
 * before the sandbox. The screener is borrowed. */
int reading_basis_new(struct reading_basis **out,
    const struct screener *screener, const char *profiles_dir,
    struct fail *fail);
void reading_basis_free(struct reading_basis *b);

struct reading {
    int64_t id;         /* its row, 0 if none was kept */
    int fits;           /* it is of this page's bytes; else only id is set */
    int judged;         /* its offers were judged as they would be now */
    int status;         /* of the response that was read */
    char *content_type; /* owned; of the same */
    struct archive_body body;     /* owned; where the archive has the bytes */
    struct buf frame;             /* message_put_result, without verdicts */
    struct message_result result; /* owned; its texts stand in frame. Without
                                     links, and of its offers only identity,
                                     version, address and flag, until
                                     reading_whole */
    struct buf link_keys;         /* of its links (scan/met.h) */
    struct buf link_texts;        /* after reading_links */
    struct store_reading_offer *stored; /* owned; of the offers */
    int settled; /* by the keeper: nothing is left to do for its offers but to
                    note that they were seen */
};

void reading_clear(struct reading *r);

/* Look for what the last visit left. `digest` is that of the page's body; of a
 * page that was not modified, that of the last visit's. */
int reading_find(struct reading *r, struct reading_basis *b, struct store *s,
    const struct store_validators *known, const struct page *p,
    const char *digest, struct fail *fail);

/* The links too, into the result: as many as there are keys. Most pages that
 * come again link to nothing that is new. 1; or 0 if it is damaged or not there
 * any more. */
int reading_links(struct reading *r, struct reading_basis *b, struct store *s,
    struct fail *fail);

/* And all that its offers say, in result and frame: what is to be judged
 * again. */
int reading_whole(struct reading *r, struct reading_basis *b, struct store *s,
    struct fail *fail);

/* What is to be kept of a page that was read or judged. */
struct reading_kept {
    const struct page *page; /* with the status and type that were read */
    const char *digest;      /* of its body */
    const struct archive_body *body;
    const struct message_result *result;
    struct str link_keys; /* of its links, all of them; else it is not kept */
    /* Of its offers; text: 0 where none was stored with it. */
    const struct store_reading_offer *stored;
    int undecided; /* its offers are to be judged each time */
};

/* Keep it in row r->id, in the place of r (which need not fit). A result that
 * is too long to be kept leaves 0 there. */
int reading_put(struct reading *r, struct reading_basis *b, struct store *s,
    const struct reading_kept *what, struct fail *fail);

#endif
