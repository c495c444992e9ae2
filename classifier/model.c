#include "classifier/model.h"

#include "base/mem.h"

#include <assert.h>
#include <libsvm/svm.h>
#include <math.h>
#include <stdlib.h>

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
