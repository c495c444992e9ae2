#include "base/wire.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* type (4 bytes), payload length (4 bytes) */
#define HEAD_BYTES 8
#define LENGTH_BYTES 4 /* before a text */
#define READ_BYTES (256u << 10)
/* What was sent is kept up to this, and up to as much as waits: a peer that
 * always has something to read must not make the buffer grow. */
#define DROP_BYTES_MIN (1u << 20)
/* From here on a system call costs less than a copy. */
#define TAIL_BYTES_MIN (16u << 10)

static void
put_length(char *p, size_t v)
{
    uint32_t le = htole32((uint32_t)v);

    memcpy(p, &le, sizeof le);
}

static size_t
get_length(const char *p)
{
    uint32_t le;

    memcpy(&le, p, sizeof le);
    return le32toh(le);
}

void
wire_put_int(struct buf *out, int64_t v)
{
    uint64_t le = htole64((uint64_t)v);

    buf_add(out, &le, sizeof le);
}

void
wire_put_length(struct buf *out, struct str s)
{
    char bytes[LENGTH_BYTES];

    put_length(bytes, s.len);
    buf_add(out, bytes, sizeof bytes);
}

void
wire_put_str(struct buf *out, struct str s)
{
    char *room = buf_room(out, LENGTH_BYTES + s.len);

    if (room == NULL)
        return;
    put_length(room, s.len);
    if (s.len > 0)
        memcpy(room + LENGTH_BYTES, s.p, s.len);
    out->len += LENGTH_BYTES + s.len;
    out->p[out->len] = '\0';
}

int64_t
wire_get_int(struct wire_reader *r)
{
    uint64_t le;

    if (r->bad || r->rest.len < sizeof le) {
        r->bad = 1;
        return 0;
    }
    memcpy(&le, r->rest.p, sizeof le);
    r->rest = str_sub(r->rest, sizeof le, r->rest.len);
    return (int64_t)le64toh(le);
}

struct str
wire_get_str(struct wire_reader *r)
{
    struct str s;
    size_t len;

    if (r->bad || r->rest.len < 4) {
        r->bad = 1;
        return STR("");
    }
    len = get_length(r->rest.p);
    if (len > r->rest.len - 4) {
        r->bad = 1;
        return STR("");
    }
    s = str_sub(r->rest, 4, len);
    r->rest = str_sub(r->rest, 4 + len, r->rest.len);
    return s;
}

void
wire_init(struct wire *w, int fd, size_t frame_max)
{
    int flags = fcntl(fd, F_GETFL);

    fcntl(fd, F_SETFL, flags | O_NONBLOCK);
    *w = (struct wire){ .fd = fd, .frame_max = frame_max };
    w->in = BUF_MAX(2 * (frame_max + HEAD_BYTES) + READ_BYTES);
    w->out = BUF_MAX(4 * (frame_max + HEAD_BYTES));
}

void
wire_clear(struct wire *w)
{
    if (w->fd >= 0)
        close(w->fd);
    w->fd = -1;
    buf_clear(&w->in);
    buf_clear(&w->out);
    w->in_at = w->out_at = 0;
}

struct buf *
wire_begin(struct wire *w)
{
    static const char head[HEAD_BYTES];

    assert(!w->begun);
    if (w->out_at > 0 && w->out_at == w->out.len) {
        buf_reset(&w->out);
        w->out_at = 0;
    }
    if (w->out.max - w->out.len < HEAD_BYTES + w->frame_max ||
        (w->out_at > DROP_BYTES_MIN && w->out_at > w->out.len / 2)) {
        buf_drop(&w->out, w->out_at);
        w->out_at = 0;
    }
    w->begun = 1;
    w->frame_at = w->out.len;
    buf_add(&w->out, head, HEAD_BYTES);
    return &w->out;
}

/* Send what waits, and the tail behind it. Returns what is left of the tail;
 * an error that lasts is met again by wire_flush. */
static struct str
send_with(struct wire *w, struct str tail)
{
    size_t waiting = wire_waiting(w);
    struct iovec part[] = { { w->out.p + w->out_at, waiting },
        { (char *)tail.p, tail.len } };
    const struct msghdr m = { .msg_iov = part, .msg_iovlen = 2 };
    ssize_t n = sendmsg(w->fd, &m, MSG_NOSIGNAL);

    if (n <= (ssize_t)waiting) {
        w->out_at += n > 0 ? (size_t)n : 0;
        return tail;
    }
    w->out_at = w->out.len;
    return str_sub(tail, (size_t)n - waiting, tail.len);
}

int
wire_end_with(struct wire *w, int type, struct str tail)
{
    size_t len;

    assert(w->begun);
    w->begun = 0;
    len = w->out.len - w->frame_at - HEAD_BYTES;
    if (w->out.over || len > w->frame_max || tail.len > w->frame_max - len ||
        tail.len > w->out.max - w->out.len) {
        w->out.over = 0;
        buf_cut(&w->out, w->frame_at);
        return -1;
    }
    put_length(w->out.p + w->frame_at, (size_t)type);
    put_length(w->out.p + w->frame_at + 4, len + tail.len);
    buf_adds(&w->out, tail.len < TAIL_BYTES_MIN ? tail : send_with(w, tail));
    return 0;
}

int
wire_end(struct wire *w, int type)
{
    return wire_end_with(w, type, STR_NONE);
}

int
wire_send(struct wire *w, int type, struct str payload)
{
    wire_begin(w);
    return wire_end_with(w, type, payload);
}

int
wire_flush(struct wire *w)
{
    while (w->out_at < w->out.len) {
        ssize_t n = send(
            w->fd, w->out.p + w->out_at, w->out.len - w->out_at, MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return 0;
        if (n < 0)
            return -1;
        w->out_at += (size_t)n;
    }
    return 0;
}

int
wire_wants_write(const struct wire *w)
{
    return w->out_at < w->out.len;
}

size_t
wire_waiting(const struct wire *w)
{
    return w->out.len - w->out_at;
}

int
wire_fill(struct wire *w)
{
    if (w->in_at > 0) {
        buf_drop(&w->in, w->in_at);
        w->in_at = 0;
    }
    for (;;) {
        size_t room = w->in.max - w->in.len;
        ssize_t n;
        char *p;

        if (room == 0)
            return 0; /* frames must be taken first */
        if (room > READ_BYTES)
            room = READ_BYTES;
        p = buf_room(&w->in, room);
        n = recv(w->fd, p, room, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return 0;
        if (n <= 0)
            return -1;
        w->in.len += (size_t)n;
        if (w->in.len >= HEAD_BYTES && get_length(w->in.p + 4) > w->frame_max)
            return -1;
        if ((size_t)n < room)
            return 0;
    }
}

int
wire_next(struct wire *w, int *type, struct str *payload)
{
    size_t left = w->in.len - w->in_at, len;
    const char *p = w->in.p + w->in_at;

    if (left < HEAD_BYTES)
        return 0;
    len = get_length(p + 4);
    if (len > w->frame_max || left - HEAD_BYTES < len)
        return 0;
    *type = (int)get_length(p);
    *payload = (struct str){ p + HEAD_BYTES, len };
    w->in_at += HEAD_BYTES + len;
    return 1;
}

int
wire_pair(int fd[2], struct fail *fail)
{
    int bytes = 1 << 20;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) != 0)
        return fail_set(fail, "socketpair: %s", strerror(errno));
    for (int i = 0; i < 2; i++) {
        setsockopt(fd[i], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
        setsockopt(fd[i], SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    }
    return 0;
}
