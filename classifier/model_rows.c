#include "classifier/model.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

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
