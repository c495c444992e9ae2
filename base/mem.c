#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#endif

#define KEPT_BYTES (16 << 20)
/* Pages larger than this are few: what they take goes back at once. */
#define LARGE_BYTES (4 << 20)
#define STEP_BYTES (1 << 20)

/* What one thread takes for tables, about. glibc takes less than 32 MB from a
 * thread's heap if it is told to, and more from the kernel. */
#define TABLES_BYTES ((size_t)30 << 20)
#define HEAP_BYTES (32 << 20)
#define LARGE_PAGE ((uintptr_t)2 << 20)

void
mem_keep_freed(void)
{
#ifdef __GLIBC__
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
    mallopt(M_TOP_PAD, STEP_BYTES);
#endif
}

/* What is taken and given back leaves the thread's heap long enough for it, in
 * one step, and the kernel knows how to fill it. */
void
mem_large_pages(void)
{
#if defined __GLIBC__ && defined MADV_HUGEPAGE
    char *p;
    uintptr_t begin;

    mallopt(M_TRIM_THRESHOLD, 2 * HEAP_BYTES);
    mallopt(M_MMAP_THRESHOLD, HEAP_BYTES);
    p = malloc(TABLES_BYTES);
    if (p == NULL)
        return;
    begin = ((uintptr_t)p + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
    (void)madvise((void *)begin,
        ((uintptr_t)p + TABLES_BYTES - begin) & ~(LARGE_PAGE - 1),
        MADV_HUGEPAGE);
    free(p);
#endif
}

void
mem_out(void)
{
    fputs("shelfwatch: out of memory\n", stderr);
    abort();
}

/* Up to this size memory is mostly there again from before, and glibc's
 * calloc (2.36) takes twice as long to find it as malloc. */
#define SMALL_BYTES 1024

void *
mem_array(size_t count, size_t size)
{
    void *p;

    if (count < SMALL_BYTES && size < SMALL_BYTES &&
        count * size <= SMALL_BYTES) {
        p = malloc(count * size > 0 ? count * size : 1);
        if (p != NULL)
            memset(p, 0, count * size);
    } else {
        p = calloc(count > 0 ? count : 1, size > 0 ? size : 1);
    }
    if (p == NULL)
        mem_out();
    return p;
}

void *
mem_new(size_t bytes)
{
    return mem_array(1, bytes);
}

size_t
mem_want(size_t cap, size_t need, size_t size)
{
    size_t want = cap + cap / 2;

    if (want < need)
        want = need;
    if (want < 8)
        want = 8;
    if (want > SIZE_MAX / size)
        mem_out();
    return want;
}

void *
mem_grow_more(void *items, size_t *cap, size_t need, size_t size)
{
    size_t want = mem_want(*cap, need, size);

    items = realloc(items, want * size);
    if (items == NULL)
        mem_out();
    *cap = want;
    return items;
}

char *
mem_dup(const void *p, size_t len)
{
    char *copy;

    if (len == SIZE_MAX)
        mem_out();
    copy = malloc(len + 1);
    if (copy == NULL)
        mem_out();
    if (len > 0)
        memcpy(copy, p, len);
    copy[len] = '\0';
    return copy;
}

char *
mem_text(const char *text)
{
    return text == NULL ? NULL : mem_dup(text, strlen(text));
}
