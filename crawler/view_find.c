#include "crawler/view.h"

size_t
view_line_of(const struct view *v, uint32_t at)
{
    size_t low = 0, high = v->line_count;

    while (low + 1 < high) {
        size_t mid = low + (high - low) / 2;

        if (v->lines[mid].at <= at)
            low = mid;
        else
            high = mid;
    }
    return low;
}

size_t
view_hit_at(const struct view *v, uint32_t at)
{
    size_t low = 0, high = v->hit_count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (v->hits[mid].at < at)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* The run that holds byte `at` of the text, or the one before it. */
static size_t
view_run_of(const struct view *v, uint32_t at)
{
    size_t low = 0, high = v->run_count;

    while (low + 1 < high) {
        size_t mid = low + (high - low) / 2;

        if (v->runs[mid].at <= at)
            low = mid;
        else
            high = mid;
    }
    return low;
}

uint32_t
view_order_at(const struct view *v, uint32_t at)
{
    return v->run_count > 0 ? v->runs[view_run_of(v, at)].order : 0;
}

unsigned
view_flags_at(const struct view *v, uint32_t at, uint32_t len)
{
    unsigned flags = 0;

    for (size_t i = view_run_of(v, at);
         i < v->run_count && v->runs[i].at < at + len; i++)
        flags |= v->runs[i].flags;
    return flags;
}
