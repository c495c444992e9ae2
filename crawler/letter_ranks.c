#include "crawler/letter_ranks.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Pieces of a text or language that count, and what each costs that the
 * language has not. */
#define RANKS 400
/* Letters of a piece, and bytes: no letter has more than four. */
#define PIECE_LETTERS 5
#define PIECE_BYTES (4 * PIECE_LETTERS)
/* Languages within three in a hundred of the best are answers, too. */
#define NEAR_BEST 1.03

/* Places of a text's table. */
#define PLACES 8192
/* Slots for the pieces of all languages, more than these can have. */
#define SLOTS 32768

/* A piece that some languages have. */
struct known {
    char text[PIECE_BYTES];
    unsigned char len;
    uint32_t ranks; /* the last one added, from 1 */
};

struct rank {
    uint16_t language, rank;
    uint32_t next; /* of the same piece, from 1; 0: the last */
};

/* A piece of the text in hand. */
struct found {
    uint32_t at, hash; /* of the text; by all its bytes */
    uint32_t next;     /* of one place, from 1; 0: the last */
    uint16_t len;
    unsigned count;
};

struct letter_ranks {
    struct known *known; /* owned */
    struct rank *rank;   /* owned */
    size_t known_count, known_cap, rank_count, rank_cap, languages;
    uint32_t slot[SLOTS]; /* by a hash: the number of a known one, from 1 */
    /* Scratch. */
    struct buf text;
    struct found *found; /* owned */
    size_t found_count, found_cap;
    uint32_t place[PLACES]; /* the last piece found of each, from 1 */
    uint32_t heap[RANKS];   /* of found; the rarest first */
    size_t heap_count;
};

struct letter_ranks *
letter_ranks_new(void)
{
    struct letter_ranks *l = mem_new(sizeof *l);

    l->text = BUF_MAX(1u << 20);
    return l;
}

void
letter_ranks_free(struct letter_ranks *l)
{
    if (l == NULL)
        return;
    free(l->rank);
    free(l->known);
    free(l->found);
    buf_clear(&l->text);
    free(l);
}

/* --- What is known of languages --- */

/* The slot of a piece, or the free one where it would be. */
static size_t
slot_of(const struct letter_ranks *l, struct str piece)
{
    size_t i = str_hash_seeded(piece, 0) % SLOTS;

    for (; l->slot[i] != 0; i = (i + 1) % SLOTS) {
        const struct known *k = &l->known[l->slot[i] - 1];

        if (k->len == piece.len && str_same(k->text, piece.p, piece.len))
            break;
    }
    return i;
}

static struct known *
know(struct letter_ranks *l, struct str piece)
{
    size_t slot = slot_of(l, piece);
    struct known *k;

    if (l->slot[slot] != 0)
        return &l->known[l->slot[slot] - 1];
    l->known =
        mem_grow(l->known, &l->known_cap, l->known_count + 1, sizeof *l->known);
    k = &l->known[l->known_count++];
    *k = (struct known){ .len = (unsigned char)piece.len };
    memcpy(k->text, piece.p, piece.len);
    l->slot[slot] = (uint32_t)l->known_count;
    return k;
}

/* The first rank of a piece counts, should a language's file have it twice. */
static void
add_rank(struct letter_ranks *l, struct str piece, uint16_t rank)
{
    struct known *k = know(l, piece);

    if (k->ranks != 0 && l->rank[k->ranks - 1].language == l->languages)
        return;
    l->rank =
        mem_grow(l->rank, &l->rank_cap, l->rank_count + 1, sizeof *l->rank);
    l->rank[l->rank_count++] = (struct rank){
        .language = (uint16_t)l->languages, .rank = rank, .next = k->ranks
    };
    k->ranks = (uint32_t)l->rank_count;
}

int
letter_ranks_add(
    struct letter_ranks *l, const char *path, size_t *number, struct fail *fail)
{
    struct str rest, line, piece;
    uint16_t rank = 0;

    if (l->languages == LETTER_RANKS_LANGUAGES)
        return fail_set(fail, "%s: too many languages", path);
    buf_reset(&l->text);
    if (file_read(&l->text, path, fail) != 0)
        return -1;
    rest = buf_str(&l->text);
    while (rank < RANKS && str_next_line(&rest, &line))
        if (str_next_word(&line, &piece) && piece.len <= PIECE_BYTES)
            add_rank(l, piece, rank++);
    *number = l->languages++;
    return 0;
}

/* --- The pieces of a text --- */

static void
count_piece(struct letter_ranks *l, uint32_t at, size_t len, uint32_t hash)
{
    uint32_t *place = &l->place[hash % PLACES], i;
    const char *p = l->text.p + at;
    struct found *f;

    for (i = *place; i != 0; i = f->next) {
        f = &l->found[i - 1];
        if (f->hash == hash && f->len == len &&
            str_same(l->text.p + f->at, p, len)) {
            f->count++;
            return;
        }
    }
    l->found =
        mem_grow(l->found, &l->found_cap, l->found_count + 1, sizeof *l->found);
    l->found[l->found_count++] = (struct found){
        .at = at, .hash = hash, .next = *place, .len = (uint16_t)len, .count = 1
    };
    *place = (uint32_t)l->found_count;
}

/* All pieces of the text: edges of words at their ends only. */
static void
count_pieces(struct letter_ranks *l)
{
    struct str text = buf_str(&l->text);

    l->found_count = 0;
    memset(l->place, 0, sizeof l->place);
    for (size_t at = 0; at < text.len;
         at += utf8_width((unsigned char)text.p[at])) {
        size_t end = at;
        uint32_t sum = 0, power = 1;

        for (uint32_t letters = 1; letters <= PIECE_LETTERS; letters++) {
            size_t stop = end + utf8_width((unsigned char)text.p[end]);

            for (; end < stop && end < text.len; end++) {
                sum = sum * 31 + (uint32_t)(signed char)text.p[end];
                power *= 31;
            }
            count_piece(l, (uint32_t)at, end - at, letters * 13 * power + sum);
            if (end == text.len || (letters > 1 && text.p[end - 1] == '_'))
                break;
        }
    }
}

/* --- The most frequent of them --- */

static unsigned
count_at(const struct letter_ranks *l, size_t i)
{
    return l->found[l->heap[i]].count;
}

static void
swap(struct letter_ranks *l, size_t a, size_t b)
{
    uint32_t x = l->heap[a];

    l->heap[a] = l->heap[b];
    l->heap[b] = x;
}

static void
sift_up(struct letter_ranks *l, size_t child)
{
    while (child > 0) {
        size_t parent = (child - 1) / 2;

        if (count_at(l, parent) <= count_at(l, child))
            return;
        swap(l, parent, child);
        child = parent;
    }
}

static void
sift_down(struct letter_ranks *l)
{
    size_t parent = 0, child = 1;

    for (; child < l->heap_count; child = 2 * parent + 1) {
        if (child + 1 < l->heap_count &&
            count_at(l, child) > count_at(l, child + 1))
            child++;
        if (count_at(l, parent) <= count_at(l, child))
            return;
        swap(l, parent, child);
        parent = child;
    }
}

static void
heap_add(struct letter_ranks *l, uint32_t found)
{
    if (l->heap_count < RANKS) {
        l->heap[l->heap_count] = found;
        sift_up(l, l->heap_count++);
    } else if (l->found[found].count >= count_at(l, 0)) {
        l->heap[0] = found;
        sift_down(l);
    }
}

static uint32_t
heap_take(struct letter_ranks *l)
{
    uint32_t first = l->heap[0];

    l->heap[0] = l->heap[l->heap_count - 1];
    sift_down(l);
    l->heap_count--;
    return first;
}

/* --- Answers --- */

/* How far the text is from each language. */
static void
measure(struct letter_ranks *l, int distance[LETTER_RANKS_LANGUAGES])
{
    l->heap_count = 0;
    for (size_t i = 0; i < PLACES; i++)
        for (uint32_t f = l->place[i]; f != 0; f = l->found[f - 1].next)
            heap_add(l, f - 1);
    for (size_t i = 0; i < l->languages; i++)
        distance[i] = (int)l->heap_count * RANKS;
    while (l->heap_count > 0) {
        const struct found *f = &l->found[heap_take(l)];
        uint32_t known =
            l->slot[slot_of(l, (struct str){ l->text.p + f->at, f->len })];
        uint32_t r = known != 0 ? l->known[known - 1].ranks : 0;
        int rank = (int)l->heap_count;

        for (; r != 0; r = l->rank[r - 1].next)
            distance[l->rank[r - 1].language] +=
                abs(l->rank[r - 1].rank - rank) - RANKS;
    }
}

/* Choose as the library does, which gives up on a language as soon as it is
 * too far from the best of those before it. */
static size_t
choose(const struct letter_ranks *l, const int distance[LETTER_RANKS_LANGUAGES],
    size_t out[LETTER_RANKS_ANSWERS])
{
    int best = INT_MAX, near = INT_MAX, given[LETTER_RANKS_LANGUAGES];
    size_t count = 0;

    for (size_t i = 0; i < l->languages; i++) {
        given[i] = distance[i] > near ? INT_MAX : distance[i];
        if (given[i] < best) {
            best = given[i];
            near = (int)(best * NEAR_BEST);
        }
    }
    for (size_t i = 0; i < l->languages; i++) {
        size_t to = count;

        if (given[i] >= near)
            continue;
        if (count++ == LETTER_RANKS_ANSWERS)
            return 0;
        for (; to > 0 && given[out[to - 1]] > given[i]; to--)
            out[to] = out[to - 1];
        out[to] = i;
    }
    return count;
}

size_t
letter_ranks_ask(
    struct letter_ranks *l, struct str words, size_t out[LETTER_RANKS_ANSWERS])
{
    int distance[LETTER_RANKS_LANGUAGES];
    char *text;

    buf_reset(&l->text);
    text = buf_room(&l->text, words.len + 1);
    if (text == NULL || words.len == 0)
        return 0;
    *text++ = '_';
    for (size_t i = 0; i < words.len; i++)
        text[i] = words.p[i] == ' ' ? '_' : words.p[i];
    l->text.len = words.len + 1;
    count_pieces(l);
    measure(l, distance);
    return choose(l, distance, out);
}
