#include "base/shelf.h"

#include "base/mem.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct shelf {
    char *to_write, *to_read; /* NULL once given up */
    size_t slots, slot_bytes;
    size_t *idle; /* owned: slots that nothing lies in, the next one last */
    size_t idle_count;
    size_t *told; /* owned, a ring: what the reader was told of, in order */
    size_t told_first, told_count;
};

static size_t
bytes_of(const struct shelf *s)
{
    return s->slots * s->slot_bytes;
}

static char *
map(const struct shelf *s, int fd, int rights)
{
    void *p = mmap(NULL, bytes_of(s), rights, MAP_SHARED, fd, 0);

    return p == MAP_FAILED ? NULL : p;
}

/* The seal lets be what is mapped, and has every later mapping to be read for
 * good: mprotect is refused. Nor can a reader be cut off from the memory. */
static int
map_both(struct shelf *s, int fd)
{
    const int seals =
        F_SEAL_FUTURE_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;

    if (ftruncate(fd, (off_t)bytes_of(s)) != 0 ||
        (s->to_write = map(s, fd, PROT_READ | PROT_WRITE)) == NULL ||
        fcntl(fd, F_ADD_SEALS, seals) != 0 ||
        (s->to_read = map(s, fd, PROT_READ)) == NULL)
        return -1;
    return 0;
}

int
shelf_new(
    struct shelf **out, size_t slots, size_t slot_bytes, struct fail *fail)
{
    struct shelf *s = mem_new(sizeof *s);
    int fd = memfd_create("shelf", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    int rc = -1;

    s->slots = slots;
    s->slot_bytes = slot_bytes;
    s->idle = mem_array(slots, sizeof *s->idle);
    s->told = mem_array(slots, sizeof *s->told);
    while (s->idle_count < slots) {
        s->idle[s->idle_count] = slots - 1 - s->idle_count;
        s->idle_count++;
    }
    if (fd < 0 || map_both(s, fd) != 0) {
        fail_set(fail, "shared memory: %s", strerror(errno));
        goto out;
    }
    *out = s;
    s = NULL; /* handed over */
    rc = 0;
out:
    if (fd >= 0)
        close(fd);
    shelf_free(s);
    return rc;
}

static void
give_up(const struct shelf *s, char **mapping)
{
    if (*mapping != NULL)
        munmap(*mapping, bytes_of(s));
    *mapping = NULL;
}

void
shelf_free(struct shelf *s)
{
    if (s == NULL)
        return;
    give_up(s, &s->to_write);
    give_up(s, &s->to_read);
    free(s->idle);
    free(s->told);
    free(s);
}

void
shelf_keep_writing(struct shelf *s)
{
    if (s != NULL)
        give_up(s, &s->to_read);
}

void
shelf_keep_reading(struct shelf *s)
{
    if (s == NULL)
        return;
    give_up(s, &s->to_write);
    madvise(s->to_read, bytes_of(s), MADV_DONTFORK);
}

size_t
shelf_slot_bytes(const struct shelf *s)
{
    return s->slot_bytes;
}

char *
shelf_take(struct shelf *s)
{
    return s->idle_count == 0
               ? NULL
               : s->to_write + s->idle[--s->idle_count] * s->slot_bytes;
}

static void
now_idle(struct shelf *s, size_t slot)
{
    assert(s->idle_count < s->slots);
    s->idle[s->idle_count++] = slot;
}

int
shelf_slot_of(const struct shelf *s, const char *p)
{
    size_t at;

    if (s->to_write == NULL || p < s->to_write ||
        p >= s->to_write + bytes_of(s))
        return -1;
    at = (size_t)(p - s->to_write);
    return at % s->slot_bytes == 0 ? (int)(at / s->slot_bytes) : -1;
}

void
shelf_give_back(struct shelf *s, const char *slot)
{
    int number = shelf_slot_of(s, slot);

    assert(number >= 0);
    now_idle(s, (size_t)number);
}

void
shelf_told(struct shelf *s, const char *slot)
{
    int number = shelf_slot_of(s, slot);

    assert(number >= 0 && s->told_count < s->slots);
    s->told[(s->told_first + s->told_count++) % s->slots] = (size_t)number;
}

int
shelf_done_with(struct shelf *s, int64_t slots)
{
    if (slots < 0 || (uint64_t)slots > s->told_count)
        return -1;
    for (; slots > 0; slots--) {
        now_idle(s, s->told[s->told_first]);
        s->told_first = (s->told_first + 1) % s->slots;
        s->told_count--;
    }
    return 0;
}

int
shelf_find(const struct shelf *s, size_t slot, size_t len, struct str *bytes)
{
    if (s->to_read == NULL || slot >= s->slots || len > s->slot_bytes)
        return -1;
    *bytes = (struct str){ s->to_read + slot * s->slot_bytes, len };
    return 0;
}
