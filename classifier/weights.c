#include "classifier/weights.h"

#include "base/mem.h"
#include "classifier/little.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char magic[8] = { 'S', 'W', 'R', 'I', 'S', 'K', '0', '3' };

#define HEADER_BYTES                                                           \
    (8 + 4 * 4 + WEIGHTS_SIDES * 2 * 4 + WEIGHTS_HAZARDS_MAX * 9)
#define HAZARD_BYTES ((size_t)WEIGHTS_HAZARD_WIDTH * WEIGHTS_HAZARDS_MAX)
#define FILE_BYTES                                                             \
    (HEADER_BYTES + (size_t)FEATURES_WIDTH * (2 * WEIGHTS_SIDES + 1) +         \
        HAZARD_BYTES)

void
weights_init(struct weights *w)
{
    *w = (struct weights){ 0 };
    for (int side = 0; side < WEIGHTS_SIDES; side++)
        w->cell[side] = mem_array(FEATURES_WIDTH, sizeof w->cell[0][0]);
    w->hazard = mem_array(HAZARD_BYTES, 1);
}

void
weights_clear(struct weights *w)
{
    for (int side = 0; side < WEIGHTS_SIDES; side++)
        free(w->cell[side]);
    free(w->hazard);
    *w = (struct weights){ 0 };
}

static float
largest(const float *v, size_t count)
{
    float max = 1e-9f;

    for (size_t i = 0; i < count; i++)
        max = fmaxf(max, fabsf(v[i]));
    return max;
}

enum weights_side
weights_side_of(enum glossary_language l)
{
    return l == GLOSSARY_EN ? WEIGHTS_ENGLISH : WEIGHTS_ABROAD;
}

void
weights_set_risk(struct weights *w, enum weights_side side,
    const struct model_linear *m, const uint8_t idf[FEATURES_WIDTH])
{
    float scale = largest(m->weight, FEATURES_WIDTH) / INT16_MAX;

    w->risk_bias[side] = m->bias;
    w->risk_scale[side] = scale;
    for (size_t i = 0; i < FEATURES_WIDTH; i++)
        w->cell[side][i] =
            (struct weights_cell){ (int16_t)lrintf(m->weight[i] / scale),
                idf[i] };
}

void
weights_add_hazard(
    struct weights *w, enum hazard kind, const struct model_linear *m)
{
    size_t h = w->hazard_count++;
    float scale;

    assert(h < WEIGHTS_HAZARDS_MAX);
    w->hazard_kind[h] = (uint8_t)kind;
    w->hazard_bias[h] = m->bias;
    scale = largest(m->weight, WEIGHTS_HAZARD_WIDTH) / INT8_MAX;
    w->hazard_scale[h] = scale;
    for (size_t i = 0; i < WEIGHTS_HAZARD_WIDTH; i++)
        w->hazard[i * WEIGHTS_HAZARDS_MAX + h] =
            (int8_t)lrintf(m->weight[i] / scale);
}

void
weights_write(struct buf *out, const struct weights *w)
{
    buf_add(out, magic, sizeof magic);
    little_put_u32(out, FEATURES_BITS);
    little_put_u32(out, WEIGHTS_HAZARD_BITS);
    little_put_u32(out, (uint32_t)w->hazard_count);
    little_put_u32(out, 0);
    for (int side = 0; side < WEIGHTS_SIDES; side++) {
        little_put_float(out, w->risk_scale[side]);
        little_put_float(out, w->risk_bias[side]);
    }
    for (size_t h = 0; h < WEIGHTS_HAZARDS_MAX; h++) {
        buf_addc(out, (char)w->hazard_kind[h]);
        little_put_float(out, w->hazard_scale[h]);
        little_put_float(out, w->hazard_bias[h]);
    }
    for (int side = 0; side < WEIGHTS_SIDES; side++)
        for (size_t i = 0; i < FEATURES_WIDTH; i++) {
            buf_addc(out, (char)(w->cell[side][i].risk & 0xFF));
            buf_addc(out, (char)(w->cell[side][i].risk >> 8 & 0xFF));
        }
    for (size_t i = 0; i < FEATURES_WIDTH; i++)
        buf_addc(out, (char)w->cell[0][i].idf);
    buf_add(out, w->hazard, HAZARD_BYTES);
}

static int
read_header(struct weights *w, const char **p, struct fail *fail)
{
    uint32_t bits = little_get_u32(p), hazard_bits = little_get_u32(p);
    int finite = 1;

    w->hazard_count = little_get_u32(p);
    little_get_u32(p);
    if (bits != FEATURES_BITS || hazard_bits != WEIGHTS_HAZARD_BITS)
        return fail_set(fail,
            "made for tables of 2^%u and 2^%u features, this program has "
            "2^%d and 2^%d",
            bits, hazard_bits, FEATURES_BITS, WEIGHTS_HAZARD_BITS);
    if (w->hazard_count > WEIGHTS_HAZARDS_MAX)
        return fail_set(fail, "more than %d hazards", WEIGHTS_HAZARDS_MAX);
    for (int side = 0; side < WEIGHTS_SIDES; side++) {
        w->risk_scale[side] = little_get_float(p);
        w->risk_bias[side] = little_get_float(p);
        finite = finite && isfinite(w->risk_scale[side]) &&
                 isfinite(w->risk_bias[side]);
    }
    for (size_t h = 0; h < WEIGHTS_HAZARDS_MAX; h++) {
        w->hazard_kind[h] = (uint8_t) * (*p)++;
        w->hazard_scale[h] = little_get_float(p);
        w->hazard_bias[h] = little_get_float(p);
        finite = finite && isfinite(w->hazard_scale[h]) &&
                 isfinite(w->hazard_bias[h]);
        if (w->hazard_kind[h] >= HAZARDS)
            return fail_set(fail, "names a hazard that does not exist");
    }
    return finite ? 0 : fail_set(fail, "holds a scale that is no number");
}

int
weights_read(struct weights *w, struct str bytes, struct fail *fail)
{
    const char *p = bytes.p;
    const uint8_t *idf;

    *w = (struct weights){ 0 };
    if (bytes.len < sizeof magic || memcmp(p, magic, sizeof magic) != 0)
        return fail_set(fail, "is no weights file of this program");
    if (bytes.len != FILE_BYTES)
        return fail_set(fail, "has %zu bytes where %zu are due", bytes.len,
            (size_t)FILE_BYTES);
    p += sizeof magic;
    if (read_header(w, &p, fail) != 0)
        return -1;
    idf = (const uint8_t *)p + (size_t)FEATURES_WIDTH * 2 * WEIGHTS_SIDES;
    for (int side = 0; side < WEIGHTS_SIDES; side++) {
        struct weights_cell *cell = mem_array(FEATURES_WIDTH, sizeof *cell);

        for (size_t i = 0; i < FEATURES_WIDTH; i++, p += 2)
            cell[i] = (struct weights_cell){
                (int16_t)((unsigned char)p[0] | (unsigned)(unsigned char)p[1]
                                                    << 8),
                idf[i]
            };
        w->cell[side] = cell;
    }
    w->hazard = (int8_t *)mem_dup(p + FEATURES_WIDTH, HAZARD_BYTES);
    return 0;
}

void
weights_weigh(
    const struct weights *w, enum weights_side side, struct features *f)
{
    features_weigh(f, &w->cell[side][0].idf, sizeof w->cell[side][0]);
}

double
weights_risk(const struct weights *w, enum weights_side side,
    const struct feature *item, size_t count)
{
    const struct weights_cell *cell = w->cell[side];
    float sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += (float)cell[item[i].index].risk * item[i].value;
    return (double)(sum * w->risk_scale[side] + w->risk_bias[side]);
}

float
weights_hazard_factor(const struct features *f, size_t i)
{
    if (i >= f->block_end[FEATURES_CONTEXT])
        return 0;
    if (i >= f->block_end[FEATURES_CONCEPTS])
        return WEIGHTS_HAZARD_CONTEXT;
    return i >= f->block_end[FEATURES_CHARS] ? WEIGHTS_HAZARD_CONCEPTS : 1;
}

void
weights_hazards(const struct weights *w, const struct features *f,
    float out[WEIGHTS_HAZARDS_MAX])
{
    float sum[WEIGHTS_HAZARDS_MAX] = { 0 };

    for (size_t i = 0; i < f->count; i++) {
        const int8_t *row = w->hazard + (size_t)(f->item[i].index &
                                                 (WEIGHTS_HAZARD_WIDTH - 1)) *
                                            WEIGHTS_HAZARDS_MAX;
        float value = f->item[i].value * weights_hazard_factor(f, i);

        for (size_t h = 0; h < WEIGHTS_HAZARDS_MAX; h++)
            sum[h] += (float)row[h] * value;
    }
    for (size_t h = 0; h < w->hazard_count; h++)
        out[h] = sum[h] * w->hazard_scale[h] + w->hazard_bias[h];
}
