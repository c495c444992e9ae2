#include "rules/prefilter.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* States times classes; 4 bytes each. What is more is cut by the caller. */
#define CELLS_MAX (16u << 20)
#define HAS_OUTPUT 0x80000000u

struct prefilter {
    unsigned char class_of[256]; /* 0: in no literal */
    uint32_t classes, states;
    uint32_t *next;   /* owned; [state * classes + class], HAS_OUTPUT set if
                         the state reached has output */
    uint32_t *output; /* owned; per state the first index into owner */
    uint32_t *owner;  /* owned; owners of a state, one list behind another */
    uint64_t *always; /* owned; bits of owners without a literal */
    size_t words;
};

static void
set_bit(uint64_t *bits, size_t i)
{
    bits[i / 64] |= 1ull << (i % 64);
}

/* Insert the literals into a trie; end[i] becomes the state of literal i. */
static void
build_trie(struct prefilter *p, const struct prefilter_literal *lits,
    size_t count, uint32_t *end)
{
    p->states = 1;
    for (size_t i = 0; i < count; i++) {
        uint32_t s = 0;

        for (size_t k = 0; k < lits[i].text.len; k++) {
            unsigned char c = (unsigned char)lits[i].text.p[k];
            uint32_t *cell = &p->next[s * p->classes + p->class_of[c]];

            if (*cell == 0)
                *cell = p->states++;
            s = *cell;
        }
        end[i] = s;
    }
}

/* Turn the trie into a complete automaton, breadth first. suffix[s] is the
 * longest proper suffix of s that is a state. */
static void
complete(struct prefilter *p, uint32_t *suffix, uint32_t *queue)
{
    size_t head = 0, tail = 0;

    for (uint32_t c = 0; c < p->classes; c++)
        if (p->next[c] != 0)
            queue[tail++] = p->next[c];
    while (head < tail) {
        uint32_t s = queue[head++];

        for (uint32_t c = 0; c < p->classes; c++) {
            uint32_t *cell = &p->next[s * p->classes + c];
            uint32_t fallback = p->next[suffix[s] * p->classes + c];

            if (*cell == 0) {
                *cell = fallback;
            } else {
                suffix[*cell] = fallback;
                queue[tail++] = *cell;
            }
        }
    }
}

/* Owners of each state: its own literals and those of its suffixes. */
static void
gather(struct prefilter *p, const struct prefilter_literal *lits, size_t count,
    const uint32_t *end, const uint32_t *suffix)
{
    uint32_t *first = mem_array(p->states + 1, sizeof *first);
    uint32_t *chain = mem_array(count + 1, sizeof *chain);
    size_t n = 0, cap = 0;

    for (size_t i = 0; i < count; i++) { /* numbered from 1 in the chain */
        chain[i + 1] = first[end[i]];
        first[end[i]] = (uint32_t)i + 1;
    }
    p->output = mem_array((size_t)p->states + 1, sizeof p->output[0]);
    for (uint32_t s = 0; s < p->states; s++) {
        p->output[s] = (uint32_t)n;
        for (uint32_t t = s; t != 0; t = suffix[t])
            for (uint32_t i = first[t]; i != 0; i = chain[i]) {
                p->owner = mem_grow(p->owner, &cap, n + 1, sizeof p->owner[0]);
                p->owner[n++] = (uint32_t)lits[i - 1].owner;
            }
    }
    p->output[p->states] = (uint32_t)n;
    for (size_t i = 0; i < (size_t)p->states * p->classes; i++)
        if (p->output[p->next[i]] != p->output[p->next[i] + 1])
            p->next[i] |= HAS_OUTPUT;
    free(first);
    free(chain);
}

int
prefilter_new(struct prefilter **out, const struct prefilter_literal *lits,
    size_t count, size_t owners, struct fail *fail)
{
    struct prefilter *p = mem_new(sizeof *p);
    size_t bytes = 1;
    uint32_t *end, *suffix, *queue;

    p->words = (owners + 63) / 64;
    p->always = mem_array(p->words + 1, sizeof p->always[0]);
    for (size_t i = 0; i < owners; i++)
        set_bit(p->always, i);
    p->classes = 1;
    for (size_t i = 0; i < count; i++) {
        p->always[lits[i].owner / 64] &= ~(1ull << (lits[i].owner % 64));
        bytes += lits[i].text.len;
        for (size_t k = 0; k < lits[i].text.len; k++) {
            unsigned char c = (unsigned char)lits[i].text.p[k];

            if (p->class_of[c] == 0)
                p->class_of[c] = (unsigned char)p->classes++;
        }
    }
    if (bytes > CELLS_MAX / p->classes) {
        prefilter_free(p);
        return fail_set(
            fail, "rule packs hold %zu bytes of literals: too many", bytes);
    }
    p->next = mem_array(bytes * p->classes, sizeof p->next[0]);
    end = mem_array(count + 1, sizeof *end);
    build_trie(p, lits, count, end);
    suffix = mem_array(p->states, sizeof *suffix);
    queue = mem_array(p->states, sizeof *queue);
    complete(p, suffix, queue);
    gather(p, lits, count, end, suffix);
    free(end);
    free(suffix);
    free(queue);
    *out = p;
    return 0;
}

void
prefilter_free(struct prefilter *p)
{
    if (p == NULL)
        return;
    free(p->next);
    free(p->output);
    free(p->owner);
    free(p->always);
    free(p);
}

int
prefilter_scan(const struct prefilter *p, struct str text, uint64_t *owner_bits)
{
    uint32_t s = 0;
    int any = 0;

    for (size_t i = 0; i < p->words; i++) {
        owner_bits[i] |= p->always[i];
        any |= p->always[i] != 0;
    }
    for (size_t i = 0; i < text.len; i++) {
        s = p->next[s * p->classes + p->class_of[(unsigned char)text.p[i]]];
        if (s & HAS_OUTPUT) {
            s &= ~HAS_OUTPUT;
            for (uint32_t k = p->output[s]; k < p->output[s + 1]; k++)
                set_bit(owner_bits, p->owner[k]);
            any = 1;
        }
    }
    return any;
}
