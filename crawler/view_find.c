#include "crawler/view.h"

struct str
view_line_text(const struct view *v, size_t line)
{
    return (struct str){ v->text.p + v->lines[line].at, v->lines[line].len };
}

struct str
view_line_lower(const struct view *v, size_t line)
{
    return (struct str){ v->lower.p + v->lines[line].at, v->lines[line].len };
}

size_t
view_line_at(const struct view *v, uint32_t order)
{
    size_t low = 0, high = v->line_count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (v->lines[mid].order < order)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

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

size_t
view_run_at(const struct view *v, uint32_t order)
{
    return order <= v->html->node_count ? v->run_at[order] : v->run_count;
}

struct str
view_node_text(const struct view *v, const struct html_node *n)
{
    size_t first = view_run_at(v, n->order), end = view_run_at(v, n->end);

    if (first >= end)
        return STR_NONE;
    return (struct str){ v->text.p + v->runs[first].at,
        v->runs[end - 1].at + v->runs[end - 1].len - v->runs[first].at };
}

int
view_inside(const struct html_node *outer, const struct html_node *inner)
{
    return inner->order >= outer->order && inner->order < outer->end;
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
