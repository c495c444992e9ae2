#include "tests/check.h"

#include "base/mem.h"
#include "base/wire.h"

#include <sys/socket.h>

#define FRAME_MAX 100000
#define SLOT_BYTES 4096

static void
carries_values(void **state)
{
    struct buf b = BUF_MAX(1000);
    struct wire_reader r;

    (void)state;
    wire_put_int(&b, -5);
    wire_put_str(&b, STR("text\0with nul"));
    wire_put_str(&b, STR(""));
    r = (struct wire_reader){ buf_str(&b), 0 };
    CHECK_INT(wire_get_int(&r), -5, "number");
    CHECK_INT(wire_get_str(&r).len, 13, "text with NUL");
    CHECK_INT(wire_get_str(&r).len, 0, "empty text");
    CHECK_INT(r.bad, 0, "good so far");
    wire_get_int(&r);
    CHECK_INT(r.bad, 1, "past the end");
    buf_clear(&b);
    check_end();
}

/* A frame cut at any byte never reads as whole. */
static void
notices_cut_values(void **state)
{
    struct buf b = BUF_MAX(1000);

    (void)state;
    wire_put_str(&b, STR("twelve bytes"));
    for (size_t len = 0; len < b.len; len++) {
        struct wire_reader r = { str_sub(buf_str(&b), 0, len), 0 };

        CHECK_INT(wire_get_str(&r).len, 0, "nothing from a cut text");
        CHECK_INT(r.bad, 1, "cut text is bad");
    }
    buf_clear(&b);
    check_end();
}

/* Large frames pass though the socket takes only pieces of them. */
static void
passes_frames(void **state)
{
    int fd[2];
    struct wire a, b;
    struct buf big = BUF_MAX(FRAME_MAX);
    struct fail fail = { 0 };
    int got = 0;

    (void)state;
    assert_int_equal(wire_pair(fd, &fail), 0);
    wire_init(&a, fd[0], FRAME_MAX);
    wire_init(&b, fd[1], FRAME_MAX);
    while (big.len < FRAME_MAX)
        buf_addc(&big, (char)('a' + big.len % 26));
    for (int sent = 0; got < 40;) {
        struct str payload;
        int type;

        while (sent < 40 && wire_send(&a, sent, buf_str(&big)) == 0)
            sent++;
        assert_int_equal(wire_flush(&a), 0);
        assert_int_equal(wire_fill(&b), 0);
        while (wire_next(&b, &type, &payload)) {
            CHECK_INT(type, got, "in order");
            CHECK_INT(str_eq(payload, buf_str(&big)), 1, "whole");
            got++;
        }
    }
    CHECK_INT(wire_send(&a, 1, (struct str){ big.p, FRAME_MAX + 1 }), -1,
        "too large a frame is refused");
    wire_clear(&a);
    CHECK_INT(wire_fill(&b), -1, "the peer is gone");
    wire_clear(&b);
    buf_clear(&big);
    check_end();
}

/* What a sender sends in turn: payload and tail, short and long. */
static const struct {
    size_t head, tail;
} parts[] = { { 5, 0 }, { 0, 1 }, { 4, FRAME_MAX - 4 }, { FRAME_MAX, 0 },
    { 60000, 40000 }, { 0, 0 }, { 3, 20000 }, { 1, 12 } };

static void
send_parts(struct wire *w, struct str text, int *sent, int until)
{
    while (*sent < until) {
        size_t k = (size_t)*sent % COUNT(parts);

        buf_adds(wire_begin(w), str_sub(text, 0, parts[k].head));
        if (wire_end_with(w, *sent, str_sub(text, 0, parts[k].tail)) != 0)
            return;
        ++*sent;
    }
}

/* Take what came. Every other tail is kept by whoever takes it, for what it
 * had before. */
static void
take_parts(struct wire *w, struct str text, int *got, struct buf *kept)
{
    struct str payload;
    int type;

    for (; wire_next(w, &type, &payload); ++*got) {
        size_t k = (size_t)*got % COUNT(parts);
        struct buf *tail = wire_tail(w), before = *kept;

        CHECK_INT(type, *got, "in order");
        CHECK_INT(
            str_eq(payload, str_sub(text, 0, parts[k].head)), 1, "payload");
        CHECK_INT(
            str_eq(buf_str(tail), str_sub(text, 0, parts[k].tail)), 1, "tail");
        if (*got % 2) {
            *kept = *tail;
            *tail = before;
        }
    }
}

/* What waits goes in front of a head, its tail behind it, also where the
 * socket takes only pieces. */
static void
carries_tails(void **state)
{
    int fd[2], got = 0, sent = 0;
    struct wire a, b;
    struct buf text = BUF_MAX(FRAME_MAX), kept = BUF_MAX(FRAME_MAX);
    struct fail fail = { 0 };

    (void)state;
    assert_int_equal(wire_pair(fd, &fail), 0);
    wire_init(&a, fd[0], FRAME_MAX);
    wire_init(&b, fd[1], FRAME_MAX);
    while (text.len < FRAME_MAX)
        buf_addc(&text, (char)('a' + text.len % 26));
    while (got < 400) {
        send_parts(&a, buf_str(&text), &sent, 400);
        assert_int_equal(wire_flush(&a), 0);
        assert_int_equal(wire_fill(&b), 0);
        take_parts(&b, buf_str(&text), &got, &kept);
    }
    buf_addz(wire_begin(&a), "h");
    CHECK_INT(wire_end_with(&a, 1, buf_str(&text)), -1, "larger than a frame");
    wire_clear(&b);
    buf_addz(wire_begin(&a), "");
    CHECK_INT(wire_end_with(&a, 1, buf_str(&text)), 0, "queued");
    CHECK_INT(wire_flush(&a), -1, "the peer is gone");
    wire_clear(&a);
    buf_clear(&text);
    buf_clear(&kept);
    check_end();
}

/* More frames than tails are held at a time, all there before one is taken;
 * and all of them byte by byte. */
static void
takes_many_at_once(void **state)
{
    int fd[2], sent = 0, got = 0;
    struct wire a, b;
    struct buf text = BUF_MAX(FRAME_MAX), kept = BUF_MAX(FRAME_MAX);
    struct fail fail = { 0 };

    (void)state;
    buf_addz(&text, "0123456789ab");
    assert_int_equal(wire_pair(fd, &fail), 0);
    wire_init(&a, fd[0], FRAME_MAX);
    wire_init(&b, fd[1], FRAME_MAX);
    while (sent < 5 * WIRE_TAILS) {
        buf_adds(wire_begin(&a), buf_str(&text));
        assert_int_equal(wire_end_with(&a, sent++, buf_str(&text)), 0);
    }
    assert_int_equal(wire_flush(&a), 0);
    assert_int_equal(wire_fill(&b), 0);
    for (int type; got < sent; got++) {
        struct str payload;

        assert_int_equal(wire_next(&b, &type, &payload), 1);
        CHECK_INT(type, got, "in order");
        CHECK_INT(str_eq(buf_str(wire_tail(&b)), buf_str(&text)), 1, "tail");
    }
    for (got = sent = 0; sent < (int)COUNT(parts);) {
        send_parts(&a, buf_str(&text), &sent, sent + 1);
        while (a.out_at < a.out.len) {
            assert_int_equal(send(a.fd, a.out.p + a.out_at++, 1, 0), 1);
            assert_int_equal(wire_fill(&b), 0);
            take_parts(&b, buf_str(&text), &got, &kept);
        }
    }
    CHECK_INT(got, sent, "all came");
    wire_clear(&a);
    wire_clear(&b);
    buf_clear(&text);
    buf_clear(&kept);
    check_end();
}

/* A frame that is put where it will be sent from; one that is too large leaves
 * those before it as they are. */
static void
begins_frames(void **state)
{
    int fd[2], type;
    struct wire a, b;
    struct buf *out;
    struct str payload;
    struct fail fail = { 0 };

    (void)state;
    assert_int_equal(wire_pair(fd, &fail), 0);
    wire_init(&a, fd[0], 10);
    wire_init(&b, fd[1], 10);
    buf_addz(wire_begin(&a), "first");
    CHECK_INT(wire_end(&a, 7), 0, "queued");
    out = wire_begin(&a);
    for (int i = 0; i < 11; i++)
        buf_addc(out, 'x');
    CHECK_INT(wire_end(&a, 8), -1, "larger than a frame");
    out = wire_begin(&a);
    for (int i = 0; i < 1000; i++)
        buf_addc(out, 'x');
    CHECK_INT(wire_end(&a, 8), -1, "larger than the buffer");
    wire_begin(&a);
    CHECK_INT(wire_end(&a, 9), 0, "an empty one");
    assert_int_equal(wire_flush(&a), 0);
    assert_int_equal(wire_fill(&b), 0);
    CHECK_INT(wire_next(&b, &type, &payload), 1, "the first came");
    CHECK_INT(type, 7, "its type");
    CHECK_INT(str_is(payload, "first"), 1, "its payload");
    CHECK_INT(wire_next(&b, &type, &payload), 1, "the empty one came");
    CHECK_INT(type, 9, "its type");
    CHECK_INT(payload.len, 0, "empty");
    CHECK_INT(wire_next(&b, &type, &payload), 0, "no other");
    wire_clear(&a);
    wire_clear(&b);
    check_end();
}

/* A peer that reads slowly but never stops costs what waits for it. */
static void
forgets_what_is_sent(void **state)
{
    int fd[2];
    struct wire a;
    struct buf big = BUF_MAX(FRAME_MAX);
    static char read_back[FRAME_MAX + 16];
    struct fail fail = { 0 };

    (void)state;
    while (big.len < FRAME_MAX)
        buf_addc(&big, 'x');
    assert_int_equal(wire_pair(fd, &fail), 0);
    wire_init(&a, fd[0], 100 * FRAME_MAX);
    for (int i = 0; i < 20; i++)
        wire_send(&a, 1, buf_str(&big));
    for (int i = 0; i < 300; i++) {
        wire_send(&a, 1, buf_str(&big));
        assert_int_equal(wire_flush(&a), 0);
        assert_true(wire_wants_write(&a));
        assert_int_equal(recv(fd[1], read_back, sizeof read_back, MSG_WAITALL),
            sizeof read_back);
    }
    CHECK_INT(a.out.cap < 100 * FRAME_MAX, 1, "not all that was sent");
    wire_clear(&a);
    close(fd[1]);
    buf_clear(&big);
    check_end();
}

/* Tails that lie on the shelf between others, which are sent. */
static void
lends_tails(void **state)
{
    int fd[2], sent = 0;
    struct wire a, b;
    struct shelf *shelf = NULL;
    struct buf text = BUF_MAX(FRAME_MAX);
    struct fail fail = { 0 };
    char *slot[2];

    (void)state;
    while (text.len < SLOT_BYTES)
        buf_addc(&text, (char)('a' + text.len % 26));
    assert_int_equal(shelf_new(&shelf, COUNT(slot), SLOT_BYTES, &fail), 0);
    for (size_t i = 0; i < COUNT(slot); i++) {
        slot[i] = shelf_take(shelf);
        memcpy(slot[i], text.p, SLOT_BYTES);
        slot[i][0] = (char)('0' + i);
    }
    assert_int_equal(wire_pair(fd, &fail), 0);
    wire_init(&a, fd[0], FRAME_MAX);
    wire_init(&b, fd[1], FRAME_MAX);
    wire_shelves(&a, shelf, NULL);
    wire_shelves(&b, NULL, shelf);
    for (; sent < 9 * WIRE_TAILS; sent++) {
        struct str tail = { slot[sent % 2], SLOT_BYTES - (size_t)sent };

        wire_begin(&a);
        if (sent % 3 == 0)
            tail = str_sub(buf_str(&text), 0, 40);
        assert_int_equal(wire_end_with(&a, sent, tail), 0);
    }
    assert_int_equal(wire_flush(&a), 0);
    for (int got = 0; got < sent; got++) {
        struct str payload;
        struct buf *tail;
        int type;

        if (!wire_next(&b, &type, &payload)) {
            assert_int_equal(wire_fill(&b), 0);
            assert_int_equal(wire_next(&b, &type, &payload), 1);
        }
        tail = wire_tail(&b);
        CHECK_INT(type, got, "in order");
        CHECK_INT(tail->lent, got % 3 != 0, "on the shelf");
        CHECK_INT(tail->len, got % 3 == 0 ? 40 : SLOT_BYTES - got, "length");
        CHECK_INT(tail->p[0], got % 3 == 0 ? 'a' : '0' + got % 2, "there");
    }
    CHECK_INT(a.out.cap < SLOT_BYTES * 2, 1, "only places were sent");
    wire_clear(&a);
    wire_clear(&b);
    shelf_free(shelf);
    buf_clear(&text);
    check_end();
}

/* A head that announces more than a frame may hold ends the connection. */
static void
refuses_nonsense(void **state)
{
    static const unsigned char heads[][16] = {
        { 1, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0 },
        { 1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255 },
        { 1, 0, 0, 0, 1, 0, 0, 0, 0xA0, 0x86, 1, 0 },       /* FRAME_MAX + 1 */
        { 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0 }, /* no such slot */
        { 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 255, 255, 255, 255 },
        { 1, 0, 0, 0, 0, 0, 0, 0, 1, 0x10, 0, 0, 1, 0, 0, 0 }, /* too long */
        { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0 },    /* nothing */
    };
    struct shelf *shelf = NULL;
    struct fail fail = { 0 };

    (void)state;
    assert_int_equal(shelf_new(&shelf, 2, SLOT_BYTES, &fail), 0);
    for (size_t i = 0; i < 2 * COUNT(heads); i++) {
        const unsigned char *head = heads[i / 2];
        int fd[2];
        struct wire b;

        assert_int_equal(wire_pair(fd, &fail), 0);
        wire_init(&b, fd[1], FRAME_MAX);
        if (i % 2)
            wire_shelves(&b, NULL, shelf);
        assert_int_equal(write(fd[0], head, 16), 16);
        CHECK_INT(wire_fill(&b), -1, "nonsense");
        CHECK_INT(wire_fill(&b), -1, "and so it stays");
        close(fd[0]);
        wire_clear(&b);
    }
    shelf_free(shelf);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(carries_values),
        cmocka_unit_test(notices_cut_values),
        cmocka_unit_test(passes_frames),
        cmocka_unit_test(carries_tails),
        cmocka_unit_test(takes_many_at_once),
        cmocka_unit_test(begins_frames),
        cmocka_unit_test(forgets_what_is_sent),
        cmocka_unit_test(lends_tails),
        cmocka_unit_test(refuses_nonsense),
    };

    return cmocka_run_group_tests_name("base/wire", tests, NULL, NULL);
}
