#include "classifier/category_model.h"

#include "base/mem.h"
#include "classifier/little.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char magic[8] = { 'S', 'W', 'C', 'A', 'T', 'G', '0', '1' };

/* Rows are asked for so many features before they are needed. */
#define AHEAD 8
#define WEIGHT_BYTES ((size_t)CATEGORY_MODEL_WIDTH * CATEGORIES)
#define HEADER_BYTES (sizeof magic + 4 + 4 + 4 + CATEGORIES * 8)
#define FILE_BYTES (HEADER_BYTES + CATEGORY_MODEL_WIDTH + WEIGHT_BYTES)

void
category_model_init(struct category_model *m)
{
    *m = (struct category_model){ .sharpness = 1 };
    m->idf = mem_new(CATEGORY_MODEL_WIDTH);
    m->weight = mem_new(WEIGHT_BYTES);
}

void
category_model_free(struct category_model *m)
{
    if (m == NULL)
        return;
    glossary_free(m->glossary);
    free(m->idf);
    free(m->weight);
    free(m->version);
    free(m);
}

void
category_model_set(struct category_model *m, enum category c,
    const struct model_linear *machine)
{
    float most = 1e-9f;

    for (size_t i = 0; i < CATEGORY_MODEL_WIDTH; i++)
        most = fmaxf(most, fabsf(machine->weight[i]));
    m->scale[c] = most / INT8_MAX;
    m->bias[c] = machine->bias;
    for (size_t i = 0; i < CATEGORY_MODEL_WIDTH; i++)
        m->weight[i * CATEGORIES + c] =
            (int8_t)lrintf(machine->weight[i] / m->scale[c]);
}

static void
weigh(const struct category_model *m, struct features *f)
{
    features_narrow(f, CATEGORY_MODEL_BITS);
    features_weigh(f, m->idf, 1);
}

/* The context of an offer begins with its category: that is left out. */
void
category_model_read(
    const struct category_model *m, struct features *f, const struct listing *l)
{
    struct listing without = *l;

    without.list[LISTING_CATEGORY] = (struct texts){ 0 };
    features_count(f, m->glossary, &without);
    weigh(m, f);
}

void
category_model_decide(const struct category_model *m, const struct features *f,
    double decision[CATEGORIES])
{
    float sum[CATEGORIES] = { 0 };

    for (size_t i = 0; i < f->count; i++) {
        const int8_t *row = m->weight + (size_t)f->item[i].index * CATEGORIES;

        if (i + AHEAD < f->count)
            __builtin_prefetch(
                m->weight + (size_t)f->item[i + AHEAD].index * CATEGORIES);
        for (size_t c = 0; c < CATEGORIES; c++)
            sum[c] += (float)row[c] * f->item[i].value;
    }
    for (size_t c = 0; c < CATEGORIES; c++)
        decision[c] = (double)(sum[c] * m->scale[c] + m->bias[c]);
}

void
category_model_softmax(
    const double decision[CATEGORIES], double sharpness, double out[CATEGORIES])
{
    double most = decision[0], sum = 0;

    for (size_t c = 1; c < CATEGORIES; c++)
        most = fmax(most, decision[c]);
    for (size_t c = 0; c < CATEGORIES; c++)
        sum += out[c] = exp(sharpness * (decision[c] - most));
    for (size_t c = 0; c < CATEGORIES; c++)
        out[c] /= sum;
}

static void
guess_of(const struct category_model *m, const struct features *f,
    struct category_guess *out)
{
    double decision[CATEGORIES];

    *out = (struct category_guess){ .known = 1 };
    category_model_decide(m, f, decision);
    category_model_softmax(decision, (double)m->sharpness, out->all);
    for (int c = 0; c < CATEGORIES; c++)
        if (out->all[c] > out->probability) {
            out->category = (enum category)c;
            out->probability = out->all[c];
        }
}

void
category_model_guess(const struct category_model *m, struct features *f,
    const struct listing *l, struct category_guess *out)
{
    category_model_read(m, f, l);
    if (features_words(f) == 0)
        *out = (struct category_guess){ 0 };
    else
        guess_of(m, f, out);
}

void
category_model_guess_counted(const struct category_model *m, struct features *f,
    struct category_guess *out)
{
    weigh(m, f);
    guess_of(m, f, out);
}

/* --- as bytes --- */

void
category_model_write(struct buf *out, const struct category_model *m)
{
    buf_add(out, magic, sizeof magic);
    little_put_u32(out, CATEGORY_MODEL_BITS);
    little_put_u32(out, CATEGORIES);
    little_put_float(out, m->sharpness);
    for (size_t c = 0; c < CATEGORIES; c++) {
        little_put_float(out, m->scale[c]);
        little_put_float(out, m->bias[c]);
    }
    buf_add(out, m->idf, CATEGORY_MODEL_WIDTH);
    buf_add(out, m->weight, WEIGHT_BYTES);
}

static int
read_numbers(struct category_model *m, const char *p, struct fail *fail)
{
    uint32_t bits = little_get_u32(&p), count = little_get_u32(&p);
    int finite;

    if (bits != CATEGORY_MODEL_BITS || count != CATEGORIES)
        return fail_set(fail,
            "made for 2^%u features and %u categories, this program has 2^%d "
            "and %d",
            bits, count, CATEGORY_MODEL_BITS, CATEGORIES);
    m->sharpness = little_get_float(&p);
    finite = isfinite(m->sharpness);
    for (size_t c = 0; c < CATEGORIES; c++) {
        m->scale[c] = little_get_float(&p);
        m->bias[c] = little_get_float(&p);
        finite = finite && isfinite(m->scale[c]) && isfinite(m->bias[c]);
    }
    if (!finite)
        return fail_set(fail, "holds a number that is none");
    memcpy(m->idf, p, CATEGORY_MODEL_WIDTH);
    memcpy(m->weight, p + CATEGORY_MODEL_WIDTH, WEIGHT_BYTES);
    return 0;
}

int
category_model_parse(
    struct category_model **out, struct str bytes, struct fail *fail)
{
    struct category_model *m;

    if (bytes.len < sizeof magic || memcmp(bytes.p, magic, sizeof magic) != 0)
        return fail_set(fail, "is no category weights file of this program");
    if (bytes.len != FILE_BYTES)
        return fail_set(fail, "has %zu bytes where %zu are due", bytes.len,
            (size_t)FILE_BYTES);
    m = mem_new(sizeof *m);
    category_model_init(m);
    if (read_numbers(m, bytes.p + sizeof magic, fail) != 0) {
        category_model_free(m);
        return -1;
    }
    *out = m;
    return 0;
}
