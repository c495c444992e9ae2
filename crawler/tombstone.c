#include "crawler/tombstone.h"

#include "base/gzip.h"
#include "base/mem.h"
#include "base/now.h"
#include "crawler/warc.h"

#include <stdlib.h>

#define HEAD_BYTES_MAX 2048
/* Where a block of zeroes cannot be cut to fit because its length would have
 * one digit more, the head is made longer by so much. */
#define PADDING_MAX 4

static void
write_head(struct buf *head, struct str seed, int64_t now_wall_ms, int padding)
{
    char id[WARC_ID_BYTES], date[NOW_TEXT_BYTES];

    warc_id(seed, id);
    now_text(now_wall_ms, date);
    warc_begin(head, "resource");
    warc_field_add(head, "WARC-Record-ID", str_of(id));
    warc_field_add(head, "WARC-Date", str_of(date));
    warc_field_add(head, "WARC-Target-URI", STR(TOMBSTONE_URI));
    warc_field_add(head, "Content-Type", STR("application/octet-stream"));
    warc_field_add(
        head, "X-Shelfwatch-Purged", str_sub(STR("yes."), 0, (size_t)padding));
}

static size_t
digits(size_t n)
{
    size_t count = 1;

    while (n >= 10) {
        n /= 10;
        count++;
    }
    return count;
}

/* How long the block has to be for a record of `plain` bytes; -1 if none is. */
static int64_t
block_for(const struct buf *head, size_t plain)
{
    struct buf empty = BUF_MAX(2 * HEAD_BYTES_MAX);
    size_t frame;

    warc_end(&empty, head, STR_NONE);
    frame = empty.len - 1; /* without the digit of its length */
    buf_clear(&empty);
    for (size_t d = 1; d < 10 && frame + d <= plain; d++)
        if (digits(plain - frame - d) == d)
            return (int64_t)(plain - frame - d);
    return -1;
}

int
tombstone_write(
    struct buf *out, struct str seed, int64_t now_wall_ms, size_t bytes)
{
    size_t plain = gzip_stored_room(bytes);
    struct buf head = BUF_MAX(HEAD_BYTES_MAX), record = BUF_MAX(plain);
    int64_t block = -1;
    char *zeroes;
    int rc = -1;

    for (int padding = 1; padding <= PADDING_MAX && block < 0; padding++) {
        write_head(&head, seed, now_wall_ms, padding);
        block = block_for(&head, plain);
    }
    if (block >= 0) {
        zeroes = mem_new((size_t)block + 1);
        rc = warc_end(&record, &head, (struct str){ zeroes, (size_t)block });
        free(zeroes);
    }
    if (rc == 0)
        rc = gzip_add_stored(out, buf_str(&record), bytes);
    buf_clear(&head);
    buf_clear(&record);
    return rc;
}
