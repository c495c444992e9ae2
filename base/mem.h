/* base/mem.h - allocation that ends the program when memory is gone.
 *
 * For our own objects. Anything whose size a stranger chooses goes through a
 * struct buf with a cap, or is checked against core/limits.h first.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Zeroed memory; never NULL; freed with free(). */
void *mem_new(size_t bytes);
void *mem_array(size_t count, size_t size);

/* What mem_grow does where there is no room yet. */
void *mem_grow_more(void *items, size_t *cap, size_t need, size_t size);

/* Make room for `need` elements of `size` bytes in the array `items`
 * (may be NULL) whose capacity is *cap, and return it. Grows by halves. */
static inline void *
mem_grow(void *items, size_t *cap, size_t need, size_t size)
{
    return need <= *cap ? items : mem_grow_more(items, cap, need, size);
}

/* The capacity that it would choose. */
size_t mem_want(size_t cap, size_t need, size_t size);

/* For a process that takes and frees much all the time, and those it starts:
 * what is freed is kept for what is asked for next, up to 16 MB, where the C
 * library can be told so. Else each piece that goes back to the system comes
 * again as pages that the kernel has to clear. */
void mem_keep_freed(void);

/* For a thread that will soon take tens of megabytes and keep them, as where
 * tables are loaded: the kernel is asked for large pages, of which it clears
 * some ten instead of some ten thousand small ones, and processes that are
 * started later share them in fewer steps. Does nothing where the C library or
 * the kernel cannot be told so. Lasts, for what is not taken yet, and so does
 * that little of it goes back to the system; mem_keep_freed ends the latter. */
void mem_large_pages(void);

/* Out of memory: say so and end the program. */
_Noreturn void mem_out(void);

/* Copy of len bytes with a NUL behind them. */
char *mem_dup(const void *p, size_t len);

/* Copy of a C string; NULL stays NULL. */
char *mem_text(const char *text);

#endif
