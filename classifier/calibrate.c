#include "classifier/calibrate.h"

#include <math.h>

#define STEPS_MAX 100

struct sums {
    double loss, g1, g2, h11, h22, h21;
};

struct data {
    const double *decision;
    const signed char *label;
    size_t count;
    double weight[2], target[2]; /* by label > 0 */
};

double
calibrate_apply(const struct calibrate *c, double decision)
{
    double z = c->slope * decision + c->offset;

    return z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z));
}

/* log(1 + exp(z)) without overflow. */
static double
softplus(double z)
{
    return z > 0 ? z + log1p(exp(-z)) : log1p(exp(z));
}

static void
sum_up(struct sums *s, const struct data *data, const struct calibrate *c)
{
    *s = (struct sums){ 0, 0, 0, 1e-12, 1e-12, 0 };
    for (size_t i = 0; i < data->count; i++) {
        int side = data->label[i] > 0;
        double d = data->decision[i], w = data->weight[side];
        double z = c->slope * d + c->offset;
        double p = calibrate_apply(c, d), t = data->target[side];

        s->loss += w * (softplus(z) - t * z);
        s->g1 += w * d * (p - t);
        s->g2 += w * (p - t);
        s->h11 += w * d * d * p * (1 - p);
        s->h22 += w * p * (1 - p);
        s->h21 += w * d * p * (1 - p);
    }
}

/* A Newton step, halved until it helps; 0 when none does. */
static int
step(struct calibrate *c, const struct sums *s, const struct data *data)
{
    double det = s->h11 * s->h22 - s->h21 * s->h21;
    double d1 = -(s->h22 * s->g1 - s->h21 * s->g2) / det;
    double d2 = -(-s->h21 * s->g1 + s->h11 * s->g2) / det;

    for (double size = 1; size > 1e-10; size /= 2) {
        struct calibrate next = { c->slope + size * d1, c->offset + size * d2 };
        struct sums t;

        sum_up(&t, data, &next);
        if (t.loss < s->loss) {
            *c = next;
            return 1;
        }
    }
    return 0;
}

void
calibrate_fit(struct calibrate *out, const double *decision,
    const signed char *label, size_t count, double base_rate)
{
    struct data data = { decision, label, count, { 0, 0 }, { 0, 0 } };
    double n[2] = { 0, 0 };
    struct sums s;

    *out = (struct calibrate){ 0, log(base_rate / (1 - base_rate)) };
    for (size_t i = 0; i < count; i++)
        n[label[i] > 0]++;
    if (n[0] < 1 || n[1] < 1)
        return;
    data.weight[0] = (1 - base_rate) * (double)count / n[0];
    data.weight[1] = base_rate * (double)count / n[1];
    /* Platt's targets: not certain, as there might be one more of each. */
    data.target[0] = 1 / (n[0] + 2);
    data.target[1] = (n[1] + 1) / (n[1] + 2);
    for (int i = 0; i < STEPS_MAX; i++) {
        sum_up(&s, &data, out);
        if (fabs(s.g1) < 1e-7 * (double)count &&
            fabs(s.g2) < 1e-7 * (double)count)
            break;
        if (!step(out, &s, &data))
            break;
    }
    if (out->slope < 0)
        *out = (struct calibrate){ 0, log(base_rate / (1 - base_rate)) };
}
