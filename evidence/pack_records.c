#include "evidence/pack_records.h"

#include "crawler/warc.h"

#include <stdlib.h>

/* A revisit leads to the response with its body, in two steps at most. */
#define HOPS_MAX 3

static int
copy(
    struct pack_work *w, struct str record, struct str *what, struct fail *fail)
{
    size_t before = w->records.len;

    *what = STR_NONE;
    if (texts_has(&w->copied, record))
        return 0;
    if (archive_copy(w->archive, record, &w->records, fail) != 0)
        return -1;
    texts_add(&w->copied, record);
    *what = str_sub(buf_str(&w->records), before, w->records.len);
    return 0;
}

/* Where the body of the first of these records is: owned, or NULL. */
static char *
body_of(struct str records)
{
    struct warc_reader r;
    struct warc_record first;
    struct str to = STR_NONE;
    char *owned;

    warc_reader_init(&r, records);
    if (records.len > 0 && warc_next(&r, &first, NULL) == 1)
        to = warc_field(&first, "X-Shelfwatch-Refers-To");
    owned = to.len > 0 ? str_dup(to) : NULL;
    warc_reader_clear(&r);
    return owned;
}

static int
copy_head(struct pack_work *w, struct str record, struct fail *fail)
{
    struct buf head = BUF_MAX(ARCHIVE_RECORD_BYTES);
    ptrdiff_t colon = str_find_char(record, ':', 0);
    struct str ignored;
    int rc;

    buf_adds(&head, str_sub(record, 0, colon < 0 ? 0 : (size_t)colon));
    buf_addz(&head, ":0");
    rc = copy(w, buf_str(&head), &ignored, fail);
    buf_clear(&head);
    return rc;
}

int
pack_records_add(struct pack_work *w, struct str record, struct fail *fail)
{
    char *next = str_dup(record);
    int rc = 0;

    for (int hops = 0; next != NULL && hops < HOPS_MAX && rc == 0; hops++) {
        struct str copied = STR_NONE;
        char *now = next;

        rc = copy_head(w, str_of(now), fail);
        if (rc == 0)
            rc = copy(w, str_of(now), &copied, fail);
        next = rc == 0 ? body_of(copied) : NULL;
        free(now);
    }
    free(next);
    return rc;
}
