/* base/wire.h - plain values as bytes, and frames of them over a socket.
 *
 * What our processes say to each other. Little-endian, length before bytes.
 * A reader never trusts the writer: every read is checked against the end,
 * and the first bad one makes all later ones empty.
 */
#ifndef BASE_WIRE_H
#define BASE_WIRE_H

#include "base/buf.h"
#include "base/fail.h"
#include "base/shelf.h"

void wire_put_int(struct buf *out, int64_t v);
void wire_put_str(struct buf *out, struct str s);

struct wire_reader {
    struct str rest;
    int bad; /* set when something was missing or too long */
};

int64_t wire_get_int(struct wire_reader *r);
/* Borrowed from the frame. */
struct str wire_get_str(struct wire_reader *r);

#define WIRE_TAILS 16

/* One end of a stream socket on which frames travel: a type, a payload, and a
 * tail, which is bytes that come in memory of their own, so that they are
 * copied neither when they are sent nor when they are kept. */
struct wire {
    int fd;
    size_t frame_max;
    struct buf in, out;
    size_t in_at, out_at; /* consumed parts of in and out */
    size_t sorted_at;     /* up to here in has heads and payloads alone */
    struct buf tail[WIRE_TAILS], unsent;
    size_t tail_first, tail_count; /* those of frames that were not taken */
    size_t tail_bytes, tail_left;  /* theirs; what the last of them lacks */
    int has_tail, bad;             /* the frame that was taken; all that came */
    size_t frame_at;               /* where in out the frame began */
    int begun;
    const struct shelf *ours, *theirs; /* borrowed, or NULL: wire_shelves */
    struct str lent;                   /* of the frame that was taken */
};

/* fd is made non-blocking; owned by the wire from now on. frame_max caps a
 * payload with its tail; what waits unsent is capped at four of them. */
void wire_init(struct wire *w, int fd, size_t frame_max);
void wire_clear(struct wire *w);

/* Queue a frame; sent by wire_flush. -1 when the peer is too far behind. */
int wire_send(struct wire *w, int type, struct str payload);

/* The same of a payload that is appended where it will be sent from: to the
 * buffer that wire_begin returns, and that nothing else is done with until
 * wire_end. Where that returns -1 there is no such frame. What the socket takes
 * of a long tail now is sent from where it is, the rest is copied. */
struct buf *wire_begin(struct wire *w);
int wire_end(struct wire *w, int type);
int wire_end_with(struct wire *w, int type, struct str tail);

/* A tail that begins a slot of `ours` is not sent, only where it lies; and the
 * peer's may lie on `theirs`. NULL where there is no such shelf. When its slot
 * is free again is for the two sides to agree. */
void wire_shelves(
    struct wire *w, const struct shelf *ours, const struct shelf *theirs);

/* Write what can be written now. 0, or -1 when the peer is gone. */
int wire_flush(struct wire *w);
int wire_wants_write(const struct wire *w);
size_t wire_waiting(const struct wire *w); /* bytes not yet written */

/* Read what has come. 0, or -1 when the peer is gone or sends nonsense. */
int wire_fill(struct wire *w);

/* Take the next whole frame; 0 when there is none yet. The payload is
 * borrowed until the next wire_fill. */
int wire_next(struct wire *w, int *type, struct str *payload);

/* The tail of the frame that was taken last, empty if it has none; until the
 * next call. One that lies on the peer's shelf is lent (base/buf.h). Whoever
 * keeps it leaves another buffer in its place, whose memory is used for a tail
 * to come. */
struct buf *wire_tail(struct wire *w);

/* Two connected ends. */
int wire_pair(int fd[2], struct fail *fail);

#endif
