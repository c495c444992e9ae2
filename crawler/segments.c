#include "crawler/segments.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/now.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Written at once when this much has gathered, or at a sync. */
#define PENDING_BYTES (1u << 20)
/* Of a file system, in memory and on most disks. */
#define BLOCK_BYTES 4096
#define PREFIX_MAX 64
#define SUFFIX ".warc.gz"
/* Where the last sync ended: saves reading the whole segment at the next
 * start. Only a hint; without it the segment is read from its start. */
#define SYNCED_FILE "synced"

struct segments {
    char *dir, *prefix; /* owned; prefix NULL: only read */
    int64_t now_wall_ms;
    size_t member_max;
    int fd, synced_fd; /* of the segment written to; -1 */
    char segment[SEGMENTS_NAME_BYTES];
    int64_t number, written;    /* of the segment; bytes in its file */
    int64_t begun;              /* of them are on their way to the disk */
    struct buf pending;         /* follows them */
    struct gzip_writer *writer; /* owned; NULL before the first member */
    int writer_level;
    int over_fd; /* of the segment last overwritten in; -1 */
    char over_segment[SEGMENTS_NAME_BYTES];
    int read_fd; /* of the segment last read from; -1 */
    char read_segment[SEGMENTS_NAME_BYTES];
};

static void
close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static int
open_in(const struct segments *s, const char *name, int flags)
{
    struct buf path = BUF_MAX(8192);
    int fd;

    buf_addf(&path, "%s/%s", s->dir, name);
    fd = path.over ? -1 : open(buf_text(&path), flags | O_CLOEXEC, 0666);
    buf_clear(&path);
    return fd;
}

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
segments_read(int fd, int64_t offset, struct buf *raw, struct buf *plain,
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

static int64_t
find_end(int fd, int64_t from, size_t member_max, struct fail *fail)
{
    struct buf raw = BUF_MAX(member_max), plain = BUF_MAX(member_max);
    int64_t end = from, size = lseek(fd, 0, SEEK_END);

    if (size < 0) {
        fail_set(fail, "seek: %s", strerror(errno));
        return -1;
    }
    while (end < size && segments_read(fd, end, &raw, &plain, NULL) == 1)
        end += (int64_t)raw.len;
    buf_clear(&raw);
    buf_clear(&plain);
    return end;
}

static int
write_all(int fd, struct str bytes, struct fail *fail)
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

/* Let the disk begin with what stands in the file, so that a sync finds little
 * left to wait for. Whole pages, as more follows on the last one. Only a hint:
 * a file system may know no such thing. */
static void
begin_writing(struct segments *s)
{
    int64_t to = s->written / BLOCK_BYTES * BLOCK_BYTES;

    if (to > s->begun)
        sync_file_range(s->fd, s->begun, to - s->begun, SYNC_FILE_RANGE_WRITE);
    s->begun = to;
}

int
segments_flush(struct segments *s, struct fail *fail)
{
    if (write_all(s->fd, buf_str(&s->pending), fail) != 0) {
        /* A full disk: leave no half record for readers to trip over. */
        if (ftruncate(s->fd, s->written) != 0 ||
            lseek(s->fd, s->written, SEEK_SET) < 0)
            fail_wrap(fail, "torn end stays");
        return fail_wrap(fail, "%s/%s", s->dir, s->segment);
    }
    s->written += (int64_t)s->pending.len;
    buf_reset(&s->pending);
    begin_writing(s);
    return 0;
}

int
segments_sync(struct segments *s, struct fail *fail)
{
    char hint[SEGMENTS_NAME_BYTES + 32];
    int len;

    if (segments_flush(s, fail) != 0)
        return -1;
    if (fdatasync(s->fd) != 0)
        return fail_set(fail, "%s/%s: %s", s->dir, s->segment, strerror(errno));
    len = snprintf(
        hint, sizeof hint, "%s:%020lld\n", s->segment, (long long)s->written);
    /* Not synced itself: it only saves time. */
    if (pwrite(s->synced_fd, hint, (size_t)len, 0) < len &&
        ftruncate(s->synced_fd, 0) != 0)
        return fail_set(
            fail, "%s/" SYNCED_FILE ": %s", s->dir, strerror(errno));
    return 0;
}

static int
sync_dir(const struct segments *s, struct fail *fail)
{
    int fd = open(s->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = fd < 0 ? -1 : fsync(fd);

    close_fd(&fd);
    return rc == 0 ? 0 : fail_set(fail, "%s: %s", s->dir, strerror(errno));
}

int
segments_start(struct segments *s, struct fail *fail)
{
    char when[NOW_TEXT_BYTES], *to = when;

    now_text(s->now_wall_ms, when);
    for (const char *c = when; *c != '\0'; c++)
        if (str_is_alnum(*c))
            *to++ = *c;
    *to = '\0';
    s->number++;
    snprintf(s->segment, sizeof s->segment, "%s-%06lld-%s" SUFFIX, s->prefix,
        (long long)s->number, when);
    close_fd(&s->fd);
    s->fd = open_in(s, s->segment, O_RDWR | O_CREAT | O_EXCL);
    if (s->fd < 0)
        return fail_set(fail, "%s/%s: %s", s->dir, s->segment, strerror(errno));
    s->written = s->begun = 0;
    return sync_dir(s, fail);
}

/* The name without its folder, kept if it is a later segment of ours. */
static int
note_segment(const char *path, void *ctx, struct fail *fail)
{
    struct segments *s = ctx;
    const char *slash = strrchr(path, '/');
    struct str name = str_of(slash == NULL ? path : slash + 1), number;
    size_t prefix = strlen(s->prefix);
    int64_t n;

    (void)fail;
    if (name.len <= prefix + 8 || name.len >= sizeof s->segment ||
        !str_starts(name, str_of(s->prefix)) || name.p[prefix] != '-')
        return 0;
    number = str_sub(name, prefix + 1, 6);
    if (str_to_i64(number, &n) != 0 || n <= s->number)
        return 0;
    s->number = n;
    memcpy(s->segment, name.p, name.len + 1);
    return 0;
}

/* Up to where the last segment was synced, by the hint; 0 if it has none. */
static int64_t
read_hint(const struct segments *s)
{
    char text[SEGMENTS_NAME_BYTES + 32];
    ssize_t n = pread(s->synced_fd, text, sizeof text, 0);
    struct str line, rest = { text, n < 0 ? 0 : (size_t)n };
    size_t name = strlen(s->segment);
    int64_t offset;

    if (!str_next_line(&rest, &line) || line.len != name + 21 ||
        !str_starts(line, str_of(s->segment)) || line.p[name] != ':' ||
        str_to_i64(str_sub(line, name + 1, 20), &offset) != 0)
        return 0;
    return offset;
}

/* Go on in the last segment, without what a crash left half written. */
static int
resume_segment(struct segments *s, struct fail *fail)
{
    int64_t from = read_hint(s), size;

    s->fd = open_in(s, s->segment, O_RDWR);
    if (s->fd < 0)
        return fail_set(fail, "%s/%s: %s", s->dir, s->segment, strerror(errno));
    size = lseek(s->fd, 0, SEEK_END);
    if (from > size)
        from = 0;
    s->written = find_end(s->fd, from, s->member_max, fail);
    if (s->written < 0)
        return fail_wrap(fail, "%s/%s", s->dir, s->segment);
    if (s->written < size && ftruncate(s->fd, s->written) != 0)
        return fail_set(fail, "%s/%s: %s", s->dir, s->segment, strerror(errno));
    if (lseek(s->fd, s->written, SEEK_SET) < 0)
        return fail_set(fail, "%s/%s: %s", s->dir, s->segment, strerror(errno));
    s->begun = s->written / BLOCK_BYTES * BLOCK_BYTES;
    return 0;
}

/* Split "SEGMENT:OFFSET". No name leads out of the folder: only what
 * segments_start writes is taken. */
static int
split_record(
    struct str record, struct str *name, int64_t *offset, struct fail *fail)
{
    ptrdiff_t colon = str_find_char(record, ':', 0);
    int good;

    *name = str_sub(record, 0, colon < 0 ? 0 : (size_t)colon);
    good = str_ends(*name, STR(SUFFIX)) && name->len < SEGMENTS_NAME_BYTES &&
           name->p[0] != '.' &&
           str_to_i64(str_sub(record, (size_t)colon + 1, 20), offset) == 0 &&
           *offset >= 0;
    for (size_t i = 0; i < name->len; i++)
        good &=
            str_is_alnum(name->p[i]) || name->p[i] == '-' || name->p[i] == '.';
    return good ? 0
                : fail_set(fail, "no record of an archive: " STR_FMT,
                      STR_ARG(record));
}

/* The segment's file, kept open until another one is asked for; -1. */
static int
fd_of(struct segments *s, struct str name)
{
    if (s->prefix != NULL && str_is(name, s->segment))
        return s->fd;
    if (s->read_fd < 0 || !str_is(name, s->read_segment)) {
        close_fd(&s->read_fd);
        memcpy(s->read_segment, name.p, name.len);
        s->read_segment[name.len] = '\0';
        s->read_fd = open_in(s, s->read_segment, O_RDONLY);
    }
    return s->read_fd;
}

int
segments_seek(struct segments *s, struct str record, int *fd, int64_t *offset,
    struct fail *fail)
{
    struct str name;

    if (split_record(record, &name, offset, fail) != 0)
        return -1;
    *fd = fd_of(s, name);
    if (*fd < 0)
        return fail_set(
            fail, "%s/%s: %s", s->dir, s->read_segment, strerror(errno));
    return *fd == s->fd && s->pending.len > 0 ? segments_flush(s, fail) : 0;
}

int
segments_has(struct segments *s, struct str record)
{
    char bytes[3];
    struct str name, head = { bytes, sizeof bytes };
    int64_t offset;
    int fd;

    if (split_record(record, &name, &offset, NULL) != 0 ||
        (fd = fd_of(s, name)) < 0)
        return 0;
    if (fd == s->fd && offset >= s->written)
        head = str_sub(
            buf_str(&s->pending), (size_t)(offset - s->written), sizeof bytes);
    else if (pread(fd, bytes, sizeof bytes, offset) != sizeof bytes)
        return 0;
    return gzip_is(head);
}

/* --- overwriting --- */

int
segments_overwritten(struct segments *s, struct fail *fail)
{
    int rc = s->over_fd < 0 ? 0 : fdatasync(s->over_fd);

    if (rc != 0)
        fail_set(fail, "%s/%s: %s", s->dir, s->over_segment, strerror(errno));
    close_fd(&s->over_fd);
    return rc;
}

static int
is_zero(struct str bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        if (bytes.p[i] != 0)
            return 0;
    return 1;
}

/* Whole blocks of zeroes need no disk. A file system that cannot do without
 * keeps them. */
static void
give_back(int fd, int64_t offset, struct str bytes)
{
    int64_t at = (offset + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;

    for (; at + BLOCK_BYTES <= offset + (int64_t)bytes.len; at += BLOCK_BYTES)
        if (is_zero(str_sub(bytes, (size_t)(at - offset), BLOCK_BYTES)) &&
            fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at,
                BLOCK_BYTES) != 0)
            return;
}

static int
overwrite_at(
    struct segments *s, int64_t offset, struct str bytes, struct fail *fail)
{
    struct str rest = bytes;
    int64_t at = offset;

    while (rest.len > 0) {
        ssize_t n = pwrite(s->over_fd, rest.p, rest.len, at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_set(
                fail, "%s/%s: %s", s->dir, s->over_segment, strerror(errno));
        at += n;
        rest = str_sub(rest, (size_t)n, rest.len);
    }
    give_back(s->over_fd, offset, bytes);
    return 0;
}

int
segments_overwrite(
    struct segments *s, struct str record, struct str bytes, struct fail *fail)
{
    int64_t offset, size;
    int fd;

    if (segments_seek(s, record, &fd, &offset, fail) != 0)
        return -1;
    if (s->over_fd < 0 || strcmp(s->over_segment, s->read_segment) != 0) {
        if (segments_overwritten(s, fail) != 0)
            return -1;
        memcpy(s->over_segment, s->read_segment, sizeof s->over_segment);
        s->over_fd = open_in(s, s->over_segment, O_RDWR);
    }
    if (s->over_fd < 0)
        return fail_set(
            fail, "%s/%s: %s", s->dir, s->over_segment, strerror(errno));
    size = lseek(s->over_fd, 0, SEEK_END);
    if (offset + (int64_t)bytes.len > size)
        return fail_set(fail, STR_FMT ": reaches behind the end of its segment",
            STR_ARG(record));
    return overwrite_at(s, offset, bytes, fail);
}

static struct segments *
segments_new(const char *dir, size_t member_max)
{
    struct segments *s = mem_new(sizeof *s);

    s->dir = mem_text(dir);
    s->fd = s->synced_fd = s->read_fd = s->over_fd = -1;
    s->member_max = member_max;
    s->pending = BUF_MAX(2 * member_max);
    return s;
}

void
segments_close(struct segments *s)
{
    if (s == NULL)
        return;
    close_fd(&s->fd);
    close_fd(&s->synced_fd);
    close_fd(&s->read_fd);
    close_fd(&s->over_fd);
    buf_clear(&s->pending);
    gzip_writer_free(s->writer);
    free(s->dir);
    free(s->prefix);
    free(s);
}

int
segments_open(struct segments **out, const char *dir, const char *prefix,
    size_t member_max, int64_t now_wall_ms, struct fail *fail)
{
    struct segments *s = segments_new(dir, member_max);

    if (strlen(prefix) > PREFIX_MAX) {
        fail_set(fail, "archive: prefix %s is too long", prefix);
        goto failed;
    }
    s->prefix = mem_text(prefix);
    s->now_wall_ms = now_wall_ms;
    if (file_make_dirs(dir, fail) != 0 ||
        file_each(dir, SUFFIX, note_segment, s, fail) != 0)
        goto failed;
    s->synced_fd = open_in(s, SYNCED_FILE, O_RDWR | O_CREAT);
    if (s->synced_fd < 0) {
        fail_set(fail, "%s/" SYNCED_FILE ": %s", dir, strerror(errno));
        goto failed;
    }
    if ((s->number > 0 ? resume_segment(s, fail) : segments_start(s, fail)) !=
        0)
        goto failed;
    *out = s;
    return 0;
failed:
    segments_close(s);
    return -1;
}

int
segments_open_read(struct segments **out, const char *dir, size_t member_max,
    struct fail *fail)
{
    if (!file_exists(dir))
        return fail_set(fail, "%s: %s", dir, strerror(errno));
    *out = segments_new(dir, member_max);
    return 0;
}

int
segments_add(struct segments *s, const struct gzip_parts *parts, int level,
    uint64_t like)
{
    if (parts->head.len + parts->body.len + parts->tail.len > s->member_max)
        return -1;
    if (s->writer == NULL || s->writer_level != level) {
        gzip_writer_free(s->writer);
        s->writer = gzip_writer_new(level);
        s->writer_level = level;
    }
    return gzip_writer_add_parts(s->writer, &s->pending, parts, like);
}

int
segments_settle(struct segments *s, struct fail *fail)
{
    return s->pending.len < PENDING_BYTES ? 0 : segments_flush(s, fail);
}

const char *
segments_name(const struct segments *s)
{
    return s->segment;
}

int64_t
segments_end(const struct segments *s)
{
    return s->written + (int64_t)s->pending.len;
}

void
segments_take_back(struct segments *s, int64_t offset)
{
    s->pending.over = 0;
    buf_cut(&s->pending, (size_t)(offset - s->written));
}
