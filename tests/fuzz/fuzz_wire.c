/* Input: the size of the pieces, where the largest bit tells that there is no
 * shelf; then what a process that was taken over sends to another: frames, or
 * anything else. */
#include "tests/fuzz/fuzz.h"

#include "base/wire.h"

#include <sys/socket.h>
#include <unistd.h>

#define FRAME_MAX 1000
#define SLOT_BYTES 256 /* less than tails may have */

/* Integers and texts in turn, until one is missing. */
static void
read_values(struct str payload)
{
    struct wire_reader r = { payload, 0 };

    for (int i = 0; !r.bad && r.rest.len > 0; i++) {
        struct str before = r.rest, s = STR_NONE;

        if (i % 2 == 0)
            wire_get_int(&r);
        else
            s = wire_get_str(&r);
        assert(r.bad || r.rest.len < before.len);
        assert(s.len <= before.len);
    }
    if (r.bad)
        assert(wire_get_int(&r) == 0 && wire_get_str(&r).len == 0);
}

/* What is taken is sent on and comes out as it was. */
static void
send_on(int type, struct str payload, struct str tail)
{
    struct fail fail = { "" };
    struct wire a, b;
    int fd[2], got;
    struct str same;

    assert(wire_pair(fd, &fail) == 0);
    wire_init(&a, fd[0], FRAME_MAX);
    wire_init(&b, fd[1], FRAME_MAX);
    buf_adds(wire_begin(&a), payload);
    assert(wire_end_with(&a, type, tail) == 0 && wire_flush(&a) == 0);
    assert(!wire_wants_write(&a) && wire_waiting(&a) == 0);
    assert(wire_fill(&b) == 0 && wire_next(&b, &got, &same));
    assert(got == type && str_eq(same, payload));
    assert(str_eq(buf_str(wire_tail(&b)), tail));
    wire_clear(&a);
    wire_clear(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = { (const char *)data, size };
    struct fail fail = { "" };
    struct wire w;
    int fd[2], type, rc = 0;
    size_t piece = size > 0 ? (size_t)data[0] % 128 + 1 : 1;
    struct shelf *shelf = NULL;

    if (size == 0 || size > 16 * FRAME_MAX)
        return 0;
    assert(shelf_new(&shelf, 2, SLOT_BYTES, &fail) == 0);
    rest = str_sub(rest, 1, size);
    assert(wire_pair(fd, &fail) == 0);
    wire_init(&w, fd[0], FRAME_MAX);
    if (data[0] < 128)
        wire_shelves(&w, NULL, shelf);
    while (rc == 0 && rest.len > 0) {
        struct str payload;
        size_t n = piece < rest.len ? piece : rest.len;

        assert(send(fd[1], rest.p, n, MSG_NOSIGNAL) == (ssize_t)n);
        rest = str_sub(rest, n, rest.len);
        rc = wire_fill(&w);
        while (rc == 0 && wire_next(&w, &type, &payload)) {
            struct buf *got = wire_tail(&w);
            struct str tail = buf_str(got);

            assert(payload.len + tail.len <= FRAME_MAX);
            assert(!got->lent || (data[0] < 128 && tail.len <= SLOT_BYTES));
            for (size_t i = 0; got->lent && i < tail.len; i++)
                assert(tail.p[i] == 0);
            read_values(payload);
            send_on(type, payload, tail);
        }
    }
    close(fd[1]);
    if (rc == 0)
        assert(wire_fill(&w) != 0);
    wire_clear(&w);
    shelf_free(shelf);
    return 0;
}
