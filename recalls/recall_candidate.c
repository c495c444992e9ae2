#include "recalls/recall_candidate.h"

#include "base/mem.h"
#include "recalls/name_token.h"

#include <stdlib.h>
#include <string.h>

/* A word that more recalls have fetches none of them. */
#define FETCH_MAX 400
#define WORDS_MAX 64

struct candidate_sums {
    float *sum;        /* owned: per recall */
    uint32_t *touched; /* owned: which sums are not 0 */
    size_t count, size;
};

/* What the offer says, with the recalls each token is in. */
struct query {
    uint64_t token[NAME_TOKENS_MAX];
    float rarity[NAME_TOKENS_MAX];
    size_t count;
    double weight;
};

struct candidate_sums *
candidate_sums_new(const struct recall_index *ix)
{
    struct candidate_sums *s = mem_new(sizeof *s);

    s->size = recall_index_count(ix);
    s->sum = mem_array(s->size + 1, sizeof s->sum[0]);
    s->touched = mem_array(s->size + 1, sizeof s->touched[0]);
    return s;
}

void
candidate_sums_free(struct candidate_sums *s)
{
    if (s == NULL)
        return;
    free(s->sum);
    free(s->touched);
    free(s);
}

static void
fetch(struct candidate_sums *s, const uint32_t *ids, size_t count, float rarity)
{
    for (size_t i = 0; i < count; i++) {
        if (s->sum[ids[i]] == 0)
            s->touched[s->count++] = ids[i];
        s->sum[ids[i]] += rarity;
    }
}

static int
says_no_brand(const struct offer_text *ot, struct str brand)
{
    struct buf key = BUF_MAX(1024);
    int rc = vocabulary_brand_key(ot->vocabulary, &key, brand);

    buf_clear(&key);
    return rc != 0;
}

/* Title and brand are the first fields. */
static void
read_query(const struct recall_index *ix, struct candidate_sums *s,
    const struct offer_text *ot, struct query *q)
{
    size_t end = ot->field[0].end;

    if (ot->fields > 1 && strcmp(ot->field[1].name, "brand") == 0 &&
        !says_no_brand(ot, ot->field[1].raw))
        end = ot->field[1].end;
    if (end > WORDS_MAX)
        end = WORDS_MAX;
    q->count = name_meanings(ot, 0, end, q->token);
    q->weight = 0;
    for (size_t i = 0; i < q->count; i++) {
        const uint32_t *ids;
        size_t count = recall_index_token(ix, q->token[i], &ids);

        q->rarity[i] = (float)recall_index_rarity(ix, count);
        q->weight += q->rarity[i];
        if (count > 0 && count <= FETCH_MAX)
            fetch(s, ids, count, q->rarity[i]);
    }
}

/* Put recall into the list of the best by sum of rarity. */
static void
place(uint32_t *best, float *sums, size_t *count, uint32_t recall, float sum)
{
    size_t at = *count;

    if (at == CANDIDATES_MAX && sum <= sums[at - 1])
        return;
    if (at < CANDIDATES_MAX)
        ++*count;
    else
        at--;
    while (at > 0 && sums[at - 1] < sum) {
        best[at] = best[at - 1];
        sums[at] = sums[at - 1];
        at--;
    }
    best[at] = recall;
    sums[at] = sum;
}

static void
score(const struct recall_index *ix, const struct query *q,
    struct recall_candidate *c)
{
    struct recall_entry e = recall_index_entry(ix, c->recall);
    size_t a = 0, b = 0;

    c->shared = 0;
    while (a < e.token_count && b < q->count) {
        if (e.tokens[a] == q->token[b]) {
            c->shared += e.rarity[a];
            a++;
            b++;
        } else if (e.tokens[a] < q->token[b]) {
            a++;
        } else {
            b++;
        }
    }
    c->cover = e.weight > 0 ? c->shared / e.weight : 0;
    c->offer = q->weight > 0 ? c->shared / q->weight : 0;
    c->score = c->cover * (0.6 + 0.4 * c->offer);
}

static int
compare(const void *a, const void *b)
{
    const struct recall_candidate *x = a, *y = b;

    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return x->recall < y->recall ? -1 : x->recall > y->recall;
}

size_t
recall_candidates(const struct recall_index *ix, struct candidate_sums *sums,
    const struct offer_text *ot, struct recall_candidate out[CANDIDATES_MAX])
{
    uint32_t best[CANDIDATES_MAX];
    float top[CANDIDATES_MAX];
    size_t count = 0;
    struct query q;

    sums->count = 0;
    read_query(ix, sums, ot, &q);
    for (size_t i = 0; i < sums->count; i++) {
        uint32_t id = sums->touched[i];

        place(best, top, &count, id, sums->sum[id]);
        sums->sum[id] = 0;
    }
    for (size_t i = 0; i < count; i++) {
        out[i] = (struct recall_candidate){ .recall = best[i] };
        score(ix, &q, &out[i]);
    }
    if (count > 0)
        qsort(out, count, sizeof out[0], compare);
    return count;
}

struct recall_candidate
recall_candidate_of(const struct recall_index *ix, struct candidate_sums *sums,
    const struct offer_text *ot, uint32_t recall)
{
    struct recall_candidate c = { .recall = recall };
    struct query q;

    sums->count = 0;
    read_query(ix, sums, ot, &q);
    for (size_t i = 0; i < sums->count; i++)
        sums->sum[sums->touched[i]] = 0;
    score(ix, &q, &c);
    return c;
}
