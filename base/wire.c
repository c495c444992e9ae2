#include "base/wire.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* type, payload length, tail length, where the tail is: 0 behind the payload,
 * else 1 + its slot */
#define HEAD_BYTES 16
#define LENGTH_BYTES 4 /* of each, and before a text */
/* Read behind the tail that is awaited. What is part of the next one is copied
 * from here, so it is not much. */
#define READ_BYTES (16u << 10)
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

struct head {
    size_t type, len, tail, place;
};

static struct head
get_head(const char *p)
{
    return (struct head){ get_length(p), get_length(p + LENGTH_BYTES),
        get_length(p + 2 * LENGTH_BYTES), get_length(p + 3 * LENGTH_BYTES) };
}

static void
put_head(char *p, const struct head *h)
{
    put_length(p, h->type);
    put_length(p + LENGTH_BYTES, h->len);
    put_length(p + 2 * LENGTH_BYTES, h->tail);
    put_length(p + 3 * LENGTH_BYTES, h->place);
}

void
wire_put_int(struct buf *out, int64_t v)
{
    uint64_t le = htole64((uint64_t)v);

    buf_add(out, &le, sizeof le);
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
wire_shelves(
    struct wire *w, const struct shelf *ours, const struct shelf *theirs)
{
    w->ours = ours;
    w->theirs = theirs;
}

void
wire_clear(struct wire *w)
{
    if (w->fd >= 0)
        close(w->fd);
    w->fd = -1;
    buf_clear(&w->in);
    buf_clear(&w->out);
    for (size_t i = 0; i < WIRE_TAILS; i++)
        buf_clear(&w->tail[i]);
    buf_clear(&w->unsent);
    w->in_at = w->out_at = w->sorted_at = 0;
    w->tail_count = w->tail_bytes = w->tail_left = 0;
    w->has_tail = 0;
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

/* End a frame with bytes that lie elsewhere: its tail, or the end of its
 * payload. */
static int
end_frame(struct wire *w, int type, struct str rest, int is_tail)
{
    struct head head = { .type = (size_t)type };
    size_t len;

    assert(w->begun);
    w->begun = 0;
    len = w->out.len - w->frame_at - HEAD_BYTES;
    if (w->out.over || len > w->frame_max || rest.len > w->frame_max - len ||
        rest.len > w->out.max - w->out.len) {
        w->out.over = 0;
        buf_cut(&w->out, w->frame_at);
        return -1;
    }
    head.len = is_tail ? len : len + rest.len;
    head.tail = is_tail ? rest.len : 0;
    if (head.tail > 0 && w->ours != NULL)
        head.place = (size_t)(shelf_slot_of(w->ours, rest.p) + 1);
    put_head(w->out.p + w->frame_at, &head);
    if (head.place == 0)
        buf_adds(
            &w->out, rest.len < TAIL_BYTES_MIN ? rest : send_with(w, rest));
    return 0;
}

int
wire_end_with(struct wire *w, int type, struct str tail)
{
    return end_frame(w, type, tail, 1);
}

int
wire_end(struct wire *w, int type)
{
    return end_frame(w, type, STR_NONE, 0);
}

int
wire_send(struct wire *w, int type, struct str payload)
{
    wire_begin(w);
    return end_frame(w, type, payload, 0);
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

static struct buf *
last_tail(struct wire *w)
{
    return &w->tail[(w->tail_first + w->tail_count - 1) % WIRE_TAILS];
}

/* Begin a tail with what of it is in w->in already. */
static void
begin_tail(struct wire *w, size_t bytes)
{
    size_t here = w->in.len - w->sorted_at;
    char *from = w->in.p + w->sorted_at;
    struct buf *tail;

    if (here > bytes)
        here = bytes;
    w->tail_count++;
    tail = last_tail(w);
    if (tail->cap <= bytes)
        buf_clear(tail); /* nothing of it is worth a copy */
    buf_reset(tail);
    tail->max = w->frame_max;
    buf_room(tail, bytes);
    buf_add(tail, from, here);
    memmove(from, from + here, w->in.len - w->sorted_at - here);
    buf_cut(&w->in, w->in.len - here);
    w->tail_left = bytes - here;
    w->tail_bytes += bytes;
}

static int
head_is_good(const struct wire *w, const struct head *h)
{
    struct str lent;

    return h->len <= w->frame_max && h->tail <= w->frame_max - h->len &&
           (h->place == 0 ||
               (h->tail > 0 && w->theirs != NULL &&
                   shelf_find(w->theirs, h->place - 1, h->tail, &lent) == 0));
}

/* Find frames in what came, and move their tails out of it. */
static void
sort_out(struct wire *w)
{
    while (w->tail_left == 0 && w->tail_count < WIRE_TAILS) {
        size_t left = w->in.len - w->sorted_at;
        struct head head;

        if (left < HEAD_BYTES)
            return;
        head = get_head(w->in.p + w->sorted_at);
        if (!head_is_good(w, &head)) {
            w->bad = 1;
            return;
        }
        if (left - HEAD_BYTES < head.len)
            return;
        w->sorted_at += HEAD_BYTES + head.len;
        if (head.tail > 0 && head.place == 0)
            begin_tail(w, head.tail);
    }
}

/* How much to read behind the tail that is awaited: at least what a payload
 * lacks that has begun. */
static size_t
wanted(const struct wire *w)
{
    size_t left = w->in.len - w->sorted_at, most = w->in.max - w->in.len;
    size_t want = READ_BYTES, frame;

    if (w->tail_left == 0 && left >= HEAD_BYTES) {
        frame = HEAD_BYTES + get_length(w->in.p + w->sorted_at + LENGTH_BYTES);
        if (frame > left && frame - left > want)
            want = frame - left;
    }
    return want < most ? want : most;
}

/* Read into the tail that is awaited and behind it, as recvmsg does. *more is
 * 0 if that was all there is. */
static ssize_t
receive(struct wire *w, int *more)
{
    size_t room = wanted(w), of_tail;
    struct buf *tail = last_tail(w);
    struct iovec part[2];
    struct msghdr m = { .msg_iov = part };
    ssize_t n;

    if (w->tail_left > 0)
        part[m.msg_iovlen++] =
            (struct iovec){ tail->p + tail->len, w->tail_left };
    part[m.msg_iovlen++] = (struct iovec){ buf_room(&w->in, room), room };
    n = recvmsg(w->fd, &m, 0);
    if (n <= 0)
        return n;
    *more = (size_t)n == w->tail_left + room;
    of_tail = (size_t)n < w->tail_left ? (size_t)n : w->tail_left;
    if (of_tail > 0) {
        tail->len += of_tail;
        tail->p[tail->len] = '\0';
        w->tail_left -= of_tail;
    }
    w->in.len += (size_t)n - of_tail;
    sort_out(w);
    return n;
}

int
wire_fill(struct wire *w)
{
    int more = 1;

    buf_drop(&w->in, w->in_at);
    w->sorted_at -= w->in_at;
    w->in_at = 0;
    sort_out(w);
    /* Until frames must be taken first. */
    while (more && !w->bad && w->tail_count < WIRE_TAILS &&
           w->in.len + w->tail_bytes < w->in.max) {
        ssize_t n = receive(w, &more);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            break;
        if (n <= 0)
            return -1;
    }
    return w->bad ? -1 : 0;
}

int
wire_next(struct wire *w, int *type, struct str *payload)
{
    struct head head;
    int has_tail;

    sort_out(w);
    if (w->in_at == w->sorted_at)
        return 0;
    head = get_head(w->in.p + w->in_at);
    has_tail = head.tail > 0 && head.place == 0;
    /* Only the last one's may be on its way. */
    if (has_tail && w->tail_count == 1 && w->tail_left > 0)
        return 0;
    w->has_tail = has_tail;
    w->lent = STR_NONE;
    if (has_tail) {
        w->tail_first = (w->tail_first + 1) % WIRE_TAILS;
        w->tail_count--;
        w->tail_bytes -= head.tail;
    } else if (head.place > 0) {
        shelf_find(w->theirs, head.place - 1, head.tail, &w->lent);
    }
    *type = (int)head.type;
    *payload = (struct str){ w->in.p + w->in_at + HEAD_BYTES, head.len };
    w->in_at += HEAD_BYTES + head.len;
    return 1;
}

struct buf *
wire_tail(struct wire *w)
{
    if (w->has_tail)
        return &w->tail[(w->tail_first + WIRE_TAILS - 1) % WIRE_TAILS];
    buf_clear(&w->unsent);
    if (w->lent.p != NULL)
        w->unsent = buf_lent((char *)w->lent.p, w->lent.len, 0, w->lent.len);
    return &w->unsent;
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
