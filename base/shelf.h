/* base/shelf.h - memory that one process writes and another reads.
 *
 * A row of slots of one size. It is made before the processes are forked that
 * it stands between, and then mapped twice in each: to be written, and to be
 * read in a way that no call turns into writing. Each keeps the one mapping
 * that it needs before it meets anything hostile. The writer alone knows which
 * slots are taken; a reader hears from it where something lies (base/wire.h),
 * and that is checked. What lies there may change under the eyes of a reader
 * that cannot trust the writer: such a reader copies first. In place of `const
 * char *slot` stands what shelf_take gave.
 */
#ifndef BASE_SHELF_H
#define BASE_SHELF_H

#include "base/fail.h"
#include "base/str.h"

struct shelf;

/* Slots use memory once they are used, and no more than was written to them.
 * Fails where the kernel has no such memory (Linux before 5.1). */
int shelf_new(
    struct shelf **out, size_t slots, size_t slot_bytes, struct fail *fail);
void shelf_free(struct shelf *s); /* NULL is allowed; in this process alone */

/* Give up the other mapping in this process for good. Processes that are forked
 * from a reader later have neither. NULL is allowed. */
void shelf_keep_writing(struct shelf *s);
void shelf_keep_reading(struct shelf *s);

size_t shelf_slot_bytes(const struct shelf *s);

/* --- for who writes --- */

/* The slot that was given back last, since the processor's cache has it still;
 * or NULL when all are taken. */
char *shelf_take(struct shelf *s);
void shelf_give_back(struct shelf *s, const char *slot);

/* Number of the slot that begins at p; -1 if none does. */
int shelf_slot_of(const struct shelf *s, const char *p);

/* A reader that answers in order: it was told of a slot; it needs those no
 * more that it was told of first. -1 if there are not so many. */
void shelf_told(struct shelf *s, const char *slot);
int shelf_done_with(struct shelf *s, int64_t slots);

/* --- for who reads --- */

/* The first `len` bytes of a slot, which need not end in a NUL. -1 when there
 * is no such slot or it has not so many. */
int shelf_find(
    const struct shelf *s, size_t slot, size_t len, struct str *bytes);

#endif
