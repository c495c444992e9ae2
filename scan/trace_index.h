/* scan/trace_index.h - which of many offers an offer may be the same as.
 *
 * A million stored offers are held against some thousand watched ones: only
 * those that share a number, the look of a picture, two words of the title or
 * some runs of words are compared.
 */
#ifndef SCAN_TRACE_INDEX_H
#define SCAN_TRACE_INDEX_H

#include "scan/trace.h"

struct trace_index;

struct trace_index *trace_index_new(void);
void trace_index_free(struct trace_index *x);

/* Add an offer; they are numbered from 0. */
void trace_index_add(struct trace_index *x, const struct trace *t);

/* The numbers of those to compare with, each once, valid until the next call.
 */
size_t trace_index_find(
    struct trace_index *x, const struct trace *t, const uint32_t **out);

#endif
