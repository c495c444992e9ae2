#include "classifier/model.h"

#include "base/mem.h"
#include "classifier/dice.h"

#include <assert.h>
#include <libsvm/svm.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Memory for libsvm's kernel rows. */
#define CACHE_MB 600

void
model_rows_add(
    struct model_rows *rows, const struct feature *item, size_t count)
{
    rows->item = mem_grow(rows->item, &rows->item_cap, rows->item_count + count,
        sizeof rows->item[0]);
    if (count > 0)
        memcpy(rows->item + rows->item_count, item, count * sizeof *item);
    rows->item_count += count;
    rows->end = mem_grow(
        rows->end, &rows->end_cap, rows->count + 1, sizeof rows->end[0]);
    rows->end[rows->count++] = rows->item_count;
}

const struct feature *
model_row(const struct model_rows *rows, size_t i, size_t *count)
{
    size_t start = i > 0 ? rows->end[i - 1] : 0;

    *count = rows->end[i] - start;
    return rows->item + start;
}

void
model_rows_clear(struct model_rows *rows)
{
    free(rows->item);
    free(rows->end);
    *rows = (struct model_rows){ 0 };
}

double
model_decide(
    const struct model_linear *m, const struct feature *item, size_t count)
{
    double sum = m->bias;

    for (size_t i = 0; i < count; i++)
        sum += (double)m->weight[item[i].index] * (double)item[i].value;
    return sum;
}

void
model_linear_clear(struct model_linear *m)
{
    free(m->weight);
    *m = (struct model_linear){ 0 };
}

struct job {
    const struct model_rows *rows;
    const uint32_t *pick;
    const signed char *label;
    size_t count;
    const struct model_options *options;
    char *in; /* in[i]: i is in the working set */
    uint32_t *working;
    size_t working_count;
};

static void
silence(const char *text)
{
    (void)text;
}

/* In how many rows of the working set each feature stands; more than two do
 * not matter. */
static unsigned char *
count_features(const struct job *job)
{
    unsigned char *seen = mem_new(FEATURES_WIDTH);
    size_t n;

    for (size_t i = 0; i < job->working_count; i++) {
        const struct feature *item =
            model_row(job->rows, job->pick[job->working[i]], &n);

        for (size_t k = 0; k < n; k++)
            seen[item[k].index] += seen[item[k].index] < 2;
    }
    return seen;
}

/* One row in libsvm's form. Features that no other row of the working set has
 * enter no product of two rows, only the row's own length: together they are
 * one last node, which leaves the problem the same and its products cheaper.
 */
static struct svm_node *
fill_row(struct svm_node *at, const struct feature *item, size_t count,
    const unsigned char *seen, int own_index)
{
    double alone = 0;

    for (size_t k = 0; k < count; k++) {
        double v = (double)item[k].value;

        if (seen[item[k].index] > 1)
            *at++ = (struct svm_node){ (int)item[k].index + 1, v };
        else
            alone += v * v;
    }
    if (alone > 0)
        *at++ = (struct svm_node){ own_index, sqrt(alone) };
    return at;
}

/* The working set in libsvm's form; nodes holds all rows. */
static void
fill(
    const struct job *job, struct svm_problem *problem, struct svm_node **nodes)
{
    unsigned char *seen = count_features(job);
    struct svm_node *at;
    size_t total = 0, n;

    for (size_t i = 0; i < job->working_count; i++) {
        model_row(job->rows, job->pick[job->working[i]], &n);
        total += n + 2;
    }
    at = *nodes = mem_array(total, sizeof **nodes);
    problem->l = (int)job->working_count;
    problem->x = mem_array(job->working_count, sizeof problem->x[0]);
    problem->y = mem_array(job->working_count, sizeof problem->y[0]);
    for (size_t i = 0; i < job->working_count; i++) {
        uint32_t row = job->working[i];
        const struct feature *item = model_row(job->rows, job->pick[row], &n);

        problem->x[i] = at;
        problem->y[i] = job->label[row];
        at = fill_row(at, item, n, seen, (int)(FEATURES_WIDTH + i + 1));
        *at++ = (struct svm_node){ -1, 0 };
    }
    free(seen);
}

/* Sum of the support vectors, each times its coefficient. */
static void
collapse(struct model_linear *out, const struct svm_model *svm,
    const struct job *job)
{
    /* libsvm calls the class it saw first positive. */
    float sign = svm->label[0] > 0 ? 1 : -1;

    memset(out->weight, 0, FEATURES_WIDTH * sizeof out->weight[0]);
    for (int i = 0; i < svm->l; i++) {
        uint32_t row = job->working[svm->sv_indices[i] - 1];
        size_t n;
        const struct feature *item = model_row(job->rows, job->pick[row], &n);

        for (size_t k = 0; k < n; k++)
            out->weight[item[k].index] +=
                sign * (float)svm->sv_coef[0][i] * item[k].value;
    }
    out->bias = -sign * (float)svm->rho[0];
    out->vectors = (size_t)svm->l;
}

static void
solve(struct model_linear *out, const struct job *job)
{
    int labels[] = { 1 };
    double weights[] = { job->options->positive_weight };
    struct svm_parameter parameter = { .svm_type = C_SVC,
        .kernel_type = LINEAR,
        .cache_size = CACHE_MB,
        .eps = 0.01,
        .C = job->options->c,
        .nr_weight = 1,
        .weight_label = labels,
        .weight = weights,
        .shrinking = 1 };
    struct svm_problem problem = { 0 };
    struct svm_node *nodes;
    struct svm_model *svm;

    fill(job, &problem, &nodes);
    assert(svm_check_parameter(&problem, &parameter) == NULL);
    svm = svm_train(&problem, &parameter);
    collapse(out, svm, job);
    svm_free_and_destroy_model(&svm);
    free(problem.x);
    free(problem.y);
    free(nodes);
}

static void
join(struct job *job, uint32_t i)
{
    if (job->in[i])
        return;
    job->in[i] = 1;
    job->working[job->working_count++] = i;
}

/* A random sample in which the rarer class has at least an eighth. */
static void
start(struct job *job)
{
    struct dice dice = { job->options->seed };
    size_t positives = 0, first = job->options->first, want[2];

    for (size_t i = 0; i < job->count; i++)
        positives += job->label[i] > 0;
    want[1] = first * positives / (job->count + 1);
    want[1] = want[1] < first / 8 ? first / 8 : want[1];
    want[1] = want[1] > first - first / 8 ? first - first / 8 : want[1];
    want[0] = first - want[1];
    for (size_t tries = 0; tries < 8 * first; tries++) {
        uint32_t i = (uint32_t)dice_below(&dice, job->count);
        size_t side = job->label[i] > 0;

        if (want[side] > 0 && !job->in[i]) {
            want[side]--;
            join(job, i);
        }
    }
    /* What chance has not found. */
    for (uint32_t i = 0; i < job->count; i++)
        if (want[job->label[i] > 0] > 0 && !job->in[i]) {
            want[job->label[i] > 0]--;
            join(job, i);
        }
}

struct violator {
    double margin;
    uint32_t row;
};

static int
violator_cmp(const void *a, const void *b)
{
    const struct violator *x = a, *y = b;

    if (x->margin < y->margin || x->margin > y->margin)
        return x->margin < y->margin ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* Let the worst violators join; returns how many there were. */
static size_t
grow(struct job *job, const struct model_linear *m)
{
    struct violator *v = mem_array(job->count + 1, sizeof *v);
    size_t count = 0;

    for (uint32_t i = 0; i < job->count; i++) {
        size_t n;
        const struct feature *item = model_row(job->rows, job->pick[i], &n);

        if (job->in[i])
            continue;
        v[count] =
            (struct violator){ job->label[i] * model_decide(m, item, n), i };
        count += v[count].margin < 1 - job->options->tolerance;
    }
    qsort(v, count, sizeof *v, violator_cmp);
    for (size_t i = 0; i < count && i < job->options->grow_max; i++)
        join(job, v[i].row);
    free(v);
    return count;
}

void
model_train(struct model_linear *out, const struct model_rows *rows,
    const uint32_t *pick, const signed char *label, size_t count,
    const struct model_options *options)
{
    struct job job = { rows, pick, label, count, options, NULL, NULL, 0 };

    svm_set_print_string_function(silence);
    *out = (struct model_linear){ 0 };
    out->weight = mem_array(FEATURES_WIDTH, sizeof out->weight[0]);
    job.in = mem_new(count + 1);
    job.working = mem_array(count + 1, sizeof job.working[0]);
    start(&job);
    do {
        solve(out, &job);
        out->rounds++;
        out->working = job.working_count;
        out->violators = grow(&job, out);
        if (options->progress != NULL)
            options->progress(
                out->rounds, out->working, out->violators, options->ctx);
    } while (out->violators > 0 && out->rounds < options->rounds_max);
    free(job.in);
    free(job.working);
}

/* Dense rows in libsvm's form; *nodes holds all of them. */
static void
fill_dense(struct svm_problem *problem, struct svm_node **nodes,
    const float *rows, size_t width, const uint32_t *pick,
    const signed char *label, size_t count)
{
    struct svm_node *at = *nodes =
        mem_array(count * (width + 1), sizeof **nodes);

    problem->l = (int)count;
    problem->x = mem_array(count, sizeof problem->x[0]);
    problem->y = mem_array(count, sizeof problem->y[0]);
    for (size_t i = 0; i < count; i++) {
        problem->x[i] = at;
        problem->y[i] = label[i];
        for (size_t k = 0; k < width; k++)
            *at++ = (struct svm_node){ (int)k + 1,
                (double)rows[pick[i] * width + k] };
        *at++ = (struct svm_node){ -1, 0 };
    }
}

static void
take_vectors(struct model_radial *out, const struct svm_model *svm)
{
    float sign = svm->label[0] > 0 ? 1 : -1;

    out->count = (size_t)svm->l;
    out->vector =
        mem_array(out->count * MODEL_STRIDE(out->width) + 1, sizeof(float));
    out->coef = mem_array(out->count + 1, sizeof(float));
    for (size_t i = 0; i < out->count; i++) {
        out->coef[i] = sign * (float)svm->sv_coef[0][i];
        for (size_t k = 0; k < out->width; k++)
            out->vector[i * MODEL_STRIDE(out->width) + k] =
                (float)svm->SV[i][k].value;
    }
    out->bias = -sign * (float)svm->rho[0];
}

void
model_train_radial(struct model_radial *out, const float *rows, size_t width,
    const uint32_t *pick, const signed char *label, size_t count, double c,
    double gamma, double positive_weight)
{
    int labels[] = { 1 };
    double weights[] = { positive_weight };
    struct svm_parameter parameter = { .svm_type = C_SVC,
        .kernel_type = RBF,
        .gamma = gamma,
        .cache_size = CACHE_MB,
        .eps = 0.01,
        .C = c,
        .nr_weight = 1,
        .weight_label = labels,
        .weight = weights,
        .shrinking = 1 };
    struct svm_problem problem = { 0 };
    struct svm_node *nodes;
    struct svm_model *svm;

    svm_set_print_string_function(silence);
    *out = (struct model_radial){ .width = width, .gamma = (float)gamma };
    fill_dense(&problem, &nodes, rows, width, pick, label, count);
    assert(svm_check_parameter(&problem, &parameter) == NULL);
    svm = svm_train(&problem, &parameter);
    take_vectors(out, svm);
    svm_free_and_destroy_model(&svm);
    free(problem.x);
    free(problem.y);
    free(nodes);
}

/* In lanes that do not wait for each other; the order of the sums is fixed,
 * so that every machine gets the same result. */
static float
square_distance(const float *a, const float *b, size_t stride)
{
    float lane[MODEL_LANES] = { 0 }, sum = 0;

    for (size_t k = 0; k < stride; k += MODEL_LANES)
        for (size_t i = 0; i < MODEL_LANES; i++) {
            float d = a[k + i] - b[k + i];

            lane[i] += d * d;
        }
    for (size_t i = 0; i < MODEL_LANES; i++)
        sum += lane[i];
    return sum;
}

double
model_decide_radial(const struct model_radial *m, const float *row)
{
    size_t stride = MODEL_STRIDE(m->width);
    double sum = (double)m->bias;

    for (size_t i = 0; i < m->count; i++)
        sum += (double)(m->coef[i] *
                        expf(-m->gamma * square_distance(m->vector + i * stride,
                                             row, stride)));
    return sum;
}

void
model_radial_clear(struct model_radial *m)
{
    free(m->vector);
    free(m->coef);
    *m = (struct model_radial){ 0 };
}
