/* The adoption agency algorithm (13.2.6.4.7): what becomes of an end tag like
 * </b> where blocks were opened within the <b>. */
#include "crawler/html_build.h"

#define OUTER_MAX 8
#define INNER_MAX 3

/* The highest special element below stack[at], or 0. */
static size_t
furthest_block(const struct html_builder *b, size_t at)
{
    for (size_t i = at + 1; i < b->depth; i++)
        if (html_build_is_special(b->stack[i]))
            return i;
    return 0;
}

static size_t
stack_index(const struct html_builder *b, const struct html_node *n)
{
    size_t i = b->depth;

    while (i > 0 && b->stack[i - 1] != n)
        i--;
    return i - 1; /* n->is_open */
}

/* Copies of the formatting elements between furthest block and formatting
 * element around it. Returns the outermost; *bookmark is where the formatting
 * element's copy goes in the list. */
static struct html_node *
climb(struct html_builder *b, struct html_node *format, size_t block,
    size_t *bookmark)
{
    struct html_node *first = b->stack[block], *last = first;
    size_t i = block;

    for (size_t counter = 1;; counter++) {
        struct html_node *n = b->stack[--i], *copy;
        ptrdiff_t at;

        if (n == format)
            return last;
        at = html_build_format_of(b, n);
        if (counter > INNER_MAX && at >= 0) {
            html_build_format_drop(b, (size_t)at);
            *bookmark -= (size_t)at < *bookmark;
            at = -1;
        }
        if (at < 0) {
            html_build_remove(b, n);
            continue;
        }
        copy = html_build_copy(b, n);
        if (copy == NULL)
            return NULL;
        b->formats[at] = copy;
        b->stack[i] = copy;
        n->is_open = 0;
        copy->is_open = 1;
        if (last == first)
            *bookmark = (size_t)at + 1;
        html_build_detach(b, last);
        html_build_append(copy, last);
        last = copy;
    }
}

static void
move_children(
    struct html_builder *b, struct html_node *from, struct html_node *to)
{
    struct html_node *n, *next;

    for (n = from->first; n != NULL; n = next) {
        next = n->next;
        html_build_detach(b, n);
        html_build_append(to, n);
    }
}

/* One round. Returns 0 when there is nothing more to do, -1 to treat the end
 * tag as any other. */
static int
adopt_once(struct html_builder *b, enum html_tag tag)
{
    ptrdiff_t found = html_build_format_find(b, tag);
    struct html_node *format, *block, *last, *copy, *parent, *before;
    size_t at, below, bookmark, place;

    if (found < 0)
        return -1;
    format = b->formats[found];
    if (!format->is_open) {
        html_build_format_drop(b, (size_t)found);
        return 0;
    }
    if (!html_build_node_in_scope(b, format))
        return 0;
    at = stack_index(b, format);
    below = furthest_block(b, at);
    if (below == 0) {
        html_build_pop_above(b, format);
        html_build_pop(b);
        html_build_format_drop(b, (size_t)found);
        return 0;
    }
    block = b->stack[below];
    bookmark = (size_t)found;
    last = climb(b, format, below, &bookmark);
    if (last == NULL)
        return 0;
    html_build_detach(b, last);
    parent = html_build_place(b, b->stack[at - 1], &before);
    html_build_insert_at(parent, before, last);
    copy = html_build_copy(b, format);
    if (copy == NULL)
        return 0;
    move_children(b, block, copy);
    html_build_append(block, copy);
    place = (size_t)html_build_format_of(b, format);
    html_build_format_drop(b, place);
    bookmark -= place < bookmark;
    memmove(b->formats + bookmark + 1, b->formats + bookmark,
        (b->format_count - bookmark) * sizeof b->formats[0]);
    b->formats[bookmark] = copy;
    b->format_count++;
    html_build_remove(b, format);
    below = stack_index(b, block);
    memmove(b->stack + below + 2, b->stack + below + 1,
        (b->depth - below - 1) * sizeof b->stack[0]);
    b->stack[below + 1] = copy;
    b->depth++;
    b->open[copy->tag]++;
    copy->is_open = 1;
    return 1;
}

int
html_build_adopt(struct html_builder *b, enum html_tag tag)
{
    struct html_node *top = html_build_top(b);
    int rc = 1;

    if (html_build_is(top, tag)) {
        /* What was opened last is closed first: nothing was crossed. */
        if (b->format_count > 0 && b->formats[b->format_count - 1] == top) {
            b->format_count--;
            html_build_pop(b);
            return 1;
        }
        if (html_build_format_of(b, top) < 0) {
            html_build_pop(b);
            return 1;
        }
    }
    for (size_t i = 0; i < OUTER_MAX && rc == 1 && !b->done; i++)
        rc = adopt_once(b, tag);
    return rc >= 0;
}
