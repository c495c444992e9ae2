#include "classifier/model.h"

#include "base/mem.h"

#include <assert.h>
#include <libsvm/svm.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Memory for libsvm's kernel rows. */
#define CACHE_MB 600

static void
silence(const char *text)
{
    (void)text;
}

/* Q in libsvm's form for kernels that are computed before: node 0 of a row
 * has its number, from 1, the others have the values. Scaled to at most 1,
 * because libsvm keeps them as float. */
static struct svm_node *
fill(struct svm_problem *problem, const double *q, size_t count, double scale)
{
    struct svm_node *nodes = mem_array(count * (count + 2), sizeof *nodes);

    problem->l = (int)count;
    problem->x = mem_array(count, sizeof problem->x[0]);
    problem->y = mem_array(count, sizeof problem->y[0]);
    for (size_t i = 0; i < count; i++) {
        struct svm_node *row = nodes + i * (count + 2);

        problem->x[i] = row;
        problem->y[i] = 1;
        row[0] = (struct svm_node){ 0, (double)(i + 1) };
        for (size_t k = 0; k < count; k++)
            row[k + 1] =
                (struct svm_node){ (int)(k + 1), q[i * count + k] / scale };
        row[count + 1] = (struct svm_node){ -1, 0 };
    }
    return nodes;
}

/* The one-class machine is this problem: it minimises a' Q a / 2 with every
 * a between 0 and 1 and their sum nu * count. */
void
model_simplex(double *alpha, const double *q, size_t count, double tolerance)
{
    struct svm_parameter parameter = { .svm_type = ONE_CLASS,
        .kernel_type = PRECOMPUTED,
        .cache_size = CACHE_MB,
        .nu = 1.0 / (double)count };
    struct svm_problem problem = { 0 };
    struct svm_node *nodes;
    struct svm_model *svm;
    double scale = 1e-300, sum = 0;

    for (size_t i = 0; i < count * count; i++)
        scale = fmax(scale, fabs(q[i]));
    parameter.eps = fmin(fmax(tolerance / scale, 1e-9), 1e-2);
    svm_set_print_string_function(silence);
    nodes = fill(&problem, q, count, scale);
    assert(svm_check_parameter(&problem, &parameter) == NULL);
    svm = svm_train(&problem, &parameter);
    for (size_t i = 0; i < count; i++)
        alpha[i] = 0;
    for (int i = 0; i < svm->l; i++) {
        alpha[svm->sv_indices[i] - 1] = svm->sv_coef[0][i];
        sum += svm->sv_coef[0][i];
    }
    for (size_t i = 0; i < count; i++)
        alpha[i] /= sum;
    svm_free_and_destroy_model(&svm);
    free(problem.x);
    free(problem.y);
    free(nodes);
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

/* Clang 14 calls the chosen clone by a name that other files do not know. */
#if defined(__x86_64__) && !defined(__clang__) &&                              \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

typedef float lanes __attribute__((vector_size(MODEL_LANES * sizeof(float))));
typedef int32_t whole
    __attribute__((vector_size(MODEL_LANES * sizeof(int32_t))));

/* exp of each, none above 0, to the last bit or two. Written out, so that
 * every machine gets the same result: 2^n x the series of what is left. */
static inline __attribute__((always_inline)) void
exponent(lanes *v)
{
    const lanes least = (lanes){ 0 } - 87.0F;
    whole below = *v < least, power;
    lanes x = (lanes)(((whole)*v & ~below) | ((whole)least & below)), n, y;

    power = __builtin_convertvector(x * 1.44269504F - 0.5F, whole);
    n = __builtin_convertvector(power, lanes);
    x = x - n * 0.693359375F + n * 2.12194440e-4F;
    y = x * (1.0F / 720) + 1.0F / 120;
    y = y * x + 1.0F / 24;
    y = y * x + 1.0F / 6;
    y = y * x + 0.5F;
    y = y * x + 1;
    y = y * x + 1;
    *v = y * (lanes)((power + 127) << 23);
}

/* Squares of the distances between a row and MODEL_LANES vectors, of which
 * `count` are there. The order of the sums is fixed. */
static inline __attribute__((always_inline)) void
square_distances(lanes *out, const float *vector, size_t count,
    const float *row, size_t stride)
{
    for (size_t i = 0; i < count; i++) {
        lanes sum = { 0 };
        float total = 0;

        for (size_t k = 0; k < stride; k += MODEL_LANES) {
            lanes a, b;

            memcpy(&a, vector + i * stride + k, sizeof a);
            memcpy(&b, row + k, sizeof b);
            a -= b;
            sum += a * a;
        }
        for (size_t k = 0; k < MODEL_LANES; k++)
            total += sum[k];
        (*out)[i] = total;
    }
}

WIDE double
model_decide_radial(const struct model_radial *m, const float *row)
{
    size_t stride = MODEL_STRIDE(m->width);
    double sum = (double)m->bias;

    for (size_t i = 0; i < m->count; i += MODEL_LANES) {
        size_t n = m->count - i < MODEL_LANES ? m->count - i : MODEL_LANES;
        lanes near = { 0 };

        square_distances(&near, m->vector + i * stride, n, row, stride);
        near *= -m->gamma;
        exponent(&near);
        for (size_t k = 0; k < n; k++)
            sum += (double)(m->coef[i + k] * near[k]);
    }
    return sum;
}

void
model_radial_clear(struct model_radial *m)
{
    free(m->vector);
    free(m->coef);
    *m = (struct model_radial){ 0 };
}
