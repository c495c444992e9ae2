#include "scan/bodies.h"

#include "base/digest.h"
#include "base/mem.h"

#include <stdlib.h>

/* 4 MB, of which the system gives what is written to. A power of two. */
#define PLACES ((size_t)1 << 18)

struct place {
    int64_t key;
    int64_t page; /* 0: none */
};

struct bodies {
    struct place *place; /* owned, PLACES */
};

struct bodies *
bodies_new(void)
{
    struct bodies *b = mem_new(sizeof *b);

    b->place = mem_array(PLACES, sizeof b->place[0]);
    return b;
}

void
bodies_free(struct bodies *b)
{
    if (b == NULL)
        return;
    free(b->place);
    free(b);
}

int64_t
bodies_find(const struct bodies *b, struct str digest)
{
    int64_t key = digest_key(digest);
    const struct place *p = &b->place[(size_t)key % PLACES];

    return p->key == key ? p->page : 0;
}

void
bodies_add(struct bodies *b, struct str digest, int64_t page)
{
    int64_t key = digest_key(digest);
    struct place *p = &b->place[(size_t)key % PLACES];

    if (p->page == 0 || p->key != key)
        *p = (struct place){ key, page };
}
