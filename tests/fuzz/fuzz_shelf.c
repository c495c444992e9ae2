/* Input: what the two sides of a shelf do, two bytes a step: the writer takes a
 * slot, gives one back, tells the reader of one; the reader, who may lie, says
 * how many it needs no more, or looks at some. No slot is given out twice, and
 * what lies in one stays there until then. */
#include "tests/fuzz/fuzz.h"

#include "base/shelf.h"

#include <string.h>

#define SLOTS 5
#define SLOT_BYTES 4096
#define STEPS_MAX 2000

/* What is known of each slot, beside the shelf. */
struct model {
    char *taken[SLOTS]; /* and not told */
    int mark[SLOTS];    /* what was written; 0: the slot is idle */
    int told[SLOTS];    /* in order */
    size_t taken_count, told_count;
    int last;
};

static void
check_mark(const struct shelf *s, const struct model *m, size_t slot)
{
    struct str got;
    int mark;

    if (slot >= SLOTS) {
        assert(shelf_find(s, slot, 0, &got) != 0);
        return;
    }
    assert(shelf_find(s, slot, SLOT_BYTES, &got) == 0);
    memcpy(&mark, got.p + SLOT_BYTES - sizeof mark, sizeof mark);
    assert(m->mark[slot] == 0 || mark == m->mark[slot]);
}

static void
take(struct shelf *s, struct model *m)
{
    char *p = shelf_take(s);
    int slot;

    if (p == NULL) {
        assert(m->taken_count + m->told_count == SLOTS);
        return;
    }
    slot = shelf_slot_of(s, p);
    assert(slot >= 0 && slot < SLOTS && m->mark[slot] == 0);
    m->mark[slot] = ++m->last;
    memcpy(p + SLOT_BYTES - sizeof m->last, &m->last, sizeof m->last);
    m->taken[m->taken_count++] = p;
    assert(shelf_slot_of(s, p + 1) == -1);
}

static char *
take_out(struct model *m, size_t i)
{
    char *p = m->taken[i % m->taken_count];

    m->taken[i % m->taken_count] = m->taken[m->taken_count - 1];
    m->taken_count--;
    return p;
}

static void
give_back(struct shelf *s, struct model *m, size_t i)
{
    char *p;

    if (m->taken_count == 0)
        return;
    p = take_out(m, i);
    m->mark[shelf_slot_of(s, p)] = 0;
    shelf_give_back(s, p);
}

static void
tell(struct shelf *s, struct model *m, size_t i)
{
    char *p;

    if (m->taken_count == 0)
        return;
    p = take_out(m, i);
    m->told[m->told_count++] = shelf_slot_of(s, p);
    shelf_told(s, p);
}

static void
be_done(struct shelf *s, struct model *m, int64_t slots)
{
    int may = slots >= 0 && (uint64_t)slots <= m->told_count;

    assert(shelf_done_with(s, slots) == (may ? 0 : -1));
    if (!may)
        return;
    for (int64_t i = 0; i < slots; i++)
        m->mark[m->told[i]] = 0;
    m->told_count -= (size_t)slots;
    memmove(m->told, m->told + slots, m->told_count * sizeof m->told[0]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct shelf *s = NULL;
    struct model m = { .last = 0 };
    struct fail fail = { "" };

    assert(shelf_new(&s, SLOTS, SLOT_BYTES, &fail) == 0);
    for (size_t i = 0; i + 1 < size && i < STEPS_MAX; i += 2) {
        uint8_t n = data[i + 1];

        switch (data[i] % 5) {
        case 0:
            take(s, &m);
            break;
        case 1:
            give_back(s, &m, n);
            break;
        case 2:
            tell(s, &m, n);
            break;
        case 3:
            be_done(s, &m, n == UINT8_MAX ? INT64_MIN : (int8_t)n);
            break;
        default:
            check_mark(s, &m, n);
        }
        for (size_t k = 0; k < SLOTS; k++)
            check_mark(s, &m, k);
    }
    shelf_free(s);
    return 0;
}
