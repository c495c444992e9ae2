#include "core/folds.h"

#include "base/mem.h"

#include <stdlib.h>

/* Slots at first; there are at least twice as many as texts. */
#define SLOTS_MIN 128

struct slot {
    const char *p; /* where the text begins */
    size_t len;
    uint32_t round; /* of another listing: the slot is free */
    uint32_t item;
};

struct folds {
    struct folded **item; /* owned; reused from listing to listing */
    size_t count, made, cap;
    struct slot *slot; /* owned; a power of two of them */
    size_t slots;
    uint32_t round;
};

struct folds *
folds_new(void)
{
    struct folds *f = mem_new(sizeof *f);

    f->slots = SLOTS_MIN;
    f->slot = mem_array(f->slots, sizeof f->slot[0]);
    f->round = 1;
    return f;
}

void
folds_free(struct folds *f)
{
    if (f == NULL)
        return;
    for (size_t i = 0; i < f->made; i++) {
        fold_clear(f->item[i]);
        free(f->item[i]);
    }
    free(f->item);
    free(f->slot);
    free(f);
}

void
folds_begin(struct folds *f)
{
    f->count = 0;
    if (++f->round == 0) {
        memset(f->slot, 0, f->slots * sizeof f->slot[0]);
        f->round = 1;
    }
}

/* The slot of the text, or the free one where it would be. Addresses are the
 * allocator's, which no stranger chooses. */
static struct slot *
slot_of(const struct folds *f, struct str text)
{
    uint64_t hash = ((uintptr_t)text.p + text.len) * 0x9E3779B97F4A7C15u;
    size_t i = hash >> 32 & (f->slots - 1);

    while (f->slot[i].round == f->round &&
           (f->slot[i].p != text.p || f->slot[i].len != text.len))
        i = (i + 1) & (f->slots - 1);
    return &f->slot[i];
}

static void
widen(struct folds *f)
{
    struct slot *old = f->slot;
    size_t slots = f->slots;

    f->slots *= 2;
    f->slot = mem_array(f->slots, sizeof f->slot[0]);
    for (size_t i = 0; i < slots; i++)
        if (old[i].round == f->round)
            *slot_of(f, (struct str){ old[i].p, old[i].len }) = old[i];
    free(old);
}

const struct folded *
folds_of(struct folds *f, struct str text)
{
    struct slot *slot = slot_of(f, text);

    if (slot->round == f->round)
        return f->item[slot->item];
    if (2 * (f->count + 1) > f->slots) {
        widen(f);
        slot = slot_of(f, text);
    }
    if (f->count == f->made) {
        f->item = mem_grow(f->item, &f->cap, f->made + 1, sizeof f->item[0]);
        f->item[f->made++] = mem_new(sizeof *f->item[0]);
    }
    *slot = (struct slot){ text.p, text.len, f->round, (uint32_t)f->count };
    fold_text(f->item[f->count], text);
    return f->item[f->count++];
}
