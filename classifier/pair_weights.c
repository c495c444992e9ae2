#include "classifier/pair_weights.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char magic[8] = "SWPAIR1\n";

/* --- writing --- */

static void
put_u32(struct buf *out, uint32_t v)
{
    char bytes[4];

    for (int i = 0; i < 4; i++)
        bytes[i] = (char)(v >> (8 * i));
    buf_add(out, bytes, sizeof bytes);
}

static void
put_u64(struct buf *out, uint64_t v)
{
    put_u32(out, (uint32_t)v);
    put_u32(out, (uint32_t)(v >> 32));
}

static void
put_floats(struct buf *out, const float *v, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;

        memcpy(&bits, &v[i], sizeof bits);
        put_u32(out, bits);
    }
}

static void
put_double(struct buf *out, double v)
{
    uint64_t bits;

    memcpy(&bits, &v, sizeof bits);
    put_u64(out, bits);
}

static void
put_lexicon(struct buf *out, const struct pair_lexicon *l)
{
    put_u32(out, (uint32_t)l->count);
    put_u32(out, (uint32_t)l->records);
    put_floats(out, &l->bias, 1);
    for (size_t i = 0; i < l->count; i++) {
        put_u64(out, l->item[i].hash);
        put_u32(out, l->item[i].df);
        put_floats(out, &l->item[i].matched, 1);
        put_floats(out, &l->item[i].left, 1);
    }
}

static void
put_trees(struct buf *out, const struct pair_trees *t)
{
    put_u32(out, (uint32_t)t->count);
    put_floats(out, &t->bias, 1);
    for (size_t i = 0; i < t->count; i++) {
        for (size_t n = 0; n < PAIR_TREES_NODES; n++)
            put_u32(out, t->tree[i].feature[n]);
        put_floats(out, t->tree[i].limit, PAIR_TREES_NODES);
        put_floats(out, t->tree[i].leaf, PAIR_TREES_LEAVES);
    }
}

static void
put_committee(struct buf *out, const struct pair_committee *c)
{
    put_u32(out, (uint32_t)c->width);
    put_u32(out, (uint32_t)c->forests);
    for (size_t i = 0; i < c->forests; i++)
        put_trees(out, &c->forest[i]);
    put_floats(out, c->mean, c->width);
    put_floats(out, c->scale, c->width);
    put_floats(out, &c->radial_share, 1);
    put_double(out, c->curve.slope);
    put_double(out, c->curve.offset);
    put_u32(out, (uint32_t)c->radial.count);
    put_floats(out, &c->radial.gamma, 1);
    put_floats(out, &c->radial.bias, 1);
    put_floats(out, c->radial.coef, c->radial.count);
    put_floats(out, c->radial.vector, c->radial.count * MODEL_STRIDE(c->width));
}

static void
put_known(struct buf *out, const struct pair_known *k)
{
    put_u32(out, (uint32_t)k->count);
    put_u32(out, (uint32_t)k->senses);
    put_u32(out, (uint32_t)k->links);
    for (size_t i = 0; i < k->count; i++) {
        put_u64(out, k->record[i].hash);
        put_u32(out, k->record[i].first);
        put_u32(out, k->record[i].count);
        put_u32(out, k->record[i].link);
        put_u32(out, k->record[i].links);
    }
    for (size_t i = 0; i < k->senses; i++)
        put_u32(out, k->sense[i]);
    for (size_t i = 0; i < k->links; i++) {
        put_u32(out, k->link[i].record);
        put_u32(out, k->link[i].label > 0);
    }
}

void
pair_weights_write(struct buf *out, const struct pair_model *m)
{
    buf_add(out, magic, sizeof magic);
    put_double(out, m->curve.slope);
    put_double(out, m->curve.offset);
    put_double(out, m->threshold);
    put_lexicon(out, &m->lexicon);
    for (size_t i = 0; i < PAIR_GRAMS; i++)
        put_u32(out, m->gram_df[i]);
    put_committee(out, &m->base);
    if (m->context) {
        put_committee(out, &m->top);
        put_known(out, &m->known);
    }
}

/* --- reading --- */

struct input {
    struct str rest;
    int bad; /* something was missing or no number */
};

static uint32_t
get_u32(struct input *in)
{
    uint32_t v = 0;

    if (in->rest.len < 4) {
        in->bad = 1;
        return 0;
    }
    for (int i = 0; i < 4; i++)
        v |= (uint32_t)(unsigned char)in->rest.p[i] << (8 * i);
    in->rest.p += 4;
    in->rest.len -= 4;
    return v;
}

static uint64_t
get_u64(struct input *in)
{
    uint64_t low = get_u32(in);

    return low | (uint64_t)get_u32(in) << 32;
}

static double
get_double(struct input *in)
{
    uint64_t bits = get_u64(in);
    double v;

    memcpy(&v, &bits, sizeof v);
    in->bad |= !isfinite(v);
    return v;
}

static void
get_floats(struct input *in, float *v, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t bits = get_u32(in);

        memcpy(&v[i], &bits, sizeof bits);
        in->bad |= !isfinite(v[i]);
    }
}

/* A count of things of `bytes` each, which must all be there. */
static size_t
get_count(struct input *in, size_t bytes)
{
    size_t n = get_u32(in);

    if (in->bad || n > in->rest.len / bytes) {
        in->bad = 1;
        return 0;
    }
    return n;
}

static void
get_lexicon(struct input *in, struct pair_lexicon *l)
{
    l->count = get_count(in, 20);
    l->records = get_u32(in);
    get_floats(in, &l->bias, 1);
    l->item = mem_array(l->count + 1, sizeof l->item[0]);
    for (size_t i = 0; i < l->count; i++) {
        l->item[i].hash = get_u64(in);
        l->item[i].df = get_u32(in);
        get_floats(in, &l->item[i].matched, 1);
        get_floats(in, &l->item[i].left, 1);
        in->bad |= i > 0 && l->item[i].hash < l->item[i - 1].hash;
    }
}

static void
get_trees(struct input *in, struct pair_trees *t, size_t width)
{
    t->count = get_count(in, 4 * (2 * PAIR_TREES_NODES + PAIR_TREES_LEAVES));
    get_floats(in, &t->bias, 1);
    t->tree = mem_array(t->count + 1, sizeof t->tree[0]);
    for (size_t i = 0; i < t->count; i++) {
        for (size_t n = 0; n < PAIR_TREES_NODES; n++) {
            uint32_t feature = get_u32(in);

            in->bad |= feature >= width;
            t->tree[i].feature[n] = (uint16_t)feature;
        }
        get_floats(in, t->tree[i].limit, PAIR_TREES_NODES);
        get_floats(in, t->tree[i].leaf, PAIR_TREES_LEAVES);
    }
}

static void
get_radial(struct input *in, struct pair_committee *c)
{
    get_floats(in, &c->radial_share, 1);
    c->curve.slope = get_double(in);
    c->curve.offset = get_double(in);
    c->radial.count = get_count(in, 4 * (MODEL_STRIDE(c->width) + 1));
    c->radial.width = c->width;
    get_floats(in, &c->radial.gamma, 1);
    in->bad |= c->radial.gamma < 0; /* the sum would have no bound */
    get_floats(in, &c->radial.bias, 1);
    c->radial.coef = mem_array(c->radial.count + 1, sizeof(float));
    c->radial.vector =
        mem_array(c->radial.count * MODEL_STRIDE(c->width) + 1, sizeof(float));
    get_floats(in, c->radial.coef, c->radial.count);
    get_floats(in, c->radial.vector, c->radial.count * MODEL_STRIDE(c->width));
}

static int
get_committee(
    struct input *in, struct pair_committee *c, size_t width, struct fail *fail)
{
    size_t given = get_u32(in), forests = get_u32(in);

    if (given != width || width > PAIR_FEATURES_MAX ||
        forests > PAIR_COMMITTEE_MAX)
        return fail_set(fail,
            "made for %zu features where this program has "
            "%zu for its fields",
            given, width);
    c->width = width;
    for (; c->forests < forests; c->forests++)
        get_trees(in, &c->forest[c->forests], width);
    c->mean = mem_array(width, sizeof c->mean[0]);
    c->scale = mem_array(width, sizeof c->scale[0]);
    get_floats(in, c->mean, width);
    get_floats(in, c->scale, width);
    get_radial(in, c);
    return 0;
}

static void
get_known(struct input *in, struct pair_known *k, size_t senses)
{
    k->count = get_count(in, 24);
    k->senses = get_count(in, 4);
    k->links = get_count(in, 8);
    k->record = mem_array(k->count + 1, sizeof k->record[0]);
    k->sense = mem_array(k->senses + 1, sizeof k->sense[0]);
    k->link = mem_array(k->links + 1, sizeof k->link[0]);
    for (size_t i = 0; i < k->count; i++) {
        k->record[i].hash = get_u64(in);
        k->record[i].first = get_u32(in);
        k->record[i].count = get_u32(in);
        k->record[i].link = get_u32(in);
        k->record[i].links = get_u32(in);
    }
    for (size_t i = 0; i < k->senses; i++) {
        k->sense[i] = get_u32(in);
        in->bad |= k->sense[i] >= senses;
    }
    for (size_t i = 0; i < k->links; i++) {
        k->link[i].record = get_u32(in);
        k->link[i].label = get_u32(in) != 0 ? 1 : -1;
    }
}

int
pair_weights_read(struct pair_model *m, struct str bytes, struct fail *fail)
{
    struct input in = { bytes, 0 };

    if (!str_starts(bytes, (struct str){ magic, sizeof magic }))
        return fail_set(fail, "is no pair model of this program");
    in.rest = str_sub(bytes, sizeof magic, bytes.len);
    m->curve.slope = get_double(&in);
    m->curve.offset = get_double(&in);
    m->threshold = get_double(&in);
    get_lexicon(&in, &m->lexicon);
    for (size_t i = 0; i < PAIR_GRAMS && !in.bad; i++)
        m->gram_df[i] = get_u32(&in);
    if (!in.bad &&
        get_committee(&in, &m->base, pair_model_base_width(m), fail) != 0)
        return -1;
    if (m->context && !in.bad) {
        if (get_committee(&in, &m->top, pair_model_top_width(m), fail) != 0)
            return -1;
        get_known(&in, &m->known, m->lexicon.count);
    }
    if (in.bad || in.rest.len > 0)
        return fail_set(fail, "is cut short, too long or holds no numbers");
    if (pair_known_check(&m->known, fail) != 0)
        return -1;
    pair_known_weigh(&m->known, &m->lexicon);
    pair_model_weigh_grams(m);
    return 0;
}
