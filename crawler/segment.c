#include "crawler/segment.h"

#include "base/gzip.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Most members are a page of 60 KB, packed to a fifth of that. */
#define FIRST_READ_BYTES (64u << 10)

/* Fill raw up to `want` bytes from offset on; *ended if the file has no
 * more. */
static int
read_up_to(int fd, int64_t offset, struct buf *raw, size_t want, int *ended,
    struct fail *fail)
{
    *ended = 0;
    while (raw->len < want) {
        char *room = buf_room(raw, want - raw->len);
        ssize_t n;

        if (room == NULL)
            return fail_set(fail, "gzip member above %zu bytes", raw->max);
        n = pread(fd, room, want - raw->len, offset + (int64_t)raw->len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_set(fail, "read: %s", strerror(errno));
        if (n == 0) {
            *ended = 1;
            return 0;
        }
        raw->len += (size_t)n;
    }
    return 0;
}

int
segment_read(int fd, int64_t offset, struct buf *raw, struct buf *plain,
    struct fail *fail)
{
    size_t want = FIRST_READ_BYTES, used = 0;
    int ended;

    buf_reset(raw);
    for (;;) {
        if (want > raw->max)
            want = raw->max;
        if (read_up_to(fd, offset, raw, want, &ended, fail) != 0)
            return -1;
        if (raw->len == 0)
            return 0;
        buf_reset(plain);
        if (gzip_read(plain, buf_str(raw), &used, fail) == 0)
            break;
        if (ended || raw->len == raw->max || plain->over)
            return -1;
        want *= 4;
    }
    buf_cut(raw, used);
    return 1;
}

int64_t
segment_end(int fd, int64_t from, size_t member_max, struct fail *fail)
{
    struct buf raw = BUF_MAX(member_max), plain = BUF_MAX(member_max);
    int64_t end = from, size = lseek(fd, 0, SEEK_END);

    if (size < 0) {
        fail_set(fail, "seek: %s", strerror(errno));
        return -1;
    }
    while (end < size && segment_read(fd, end, &raw, &plain, NULL) == 1)
        end += (int64_t)raw.len;
    buf_clear(&raw);
    buf_clear(&plain);
    return end;
}

int
segment_write(int fd, struct str bytes, struct fail *fail)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.p, bytes.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_set(fail, "write: %s", strerror(errno));
        bytes = str_sub(bytes, (size_t)n, bytes.len);
    }
    return 0;
}
