/* classifier/pair_sort.h - numbers in ascending order, each kept once.
 *
 * For some hundred numbers at a time, where the C library's qsort spends its
 * time in calls: a few passes over their bytes. More than a thousand take
 * time that grows with the square.
 */
#ifndef CLASSIFIER_PAIR_SORT_H
#define CLASSIFIER_PAIR_SORT_H

#include <stddef.h>
#include <stdint.h>

/* Sort, drop repeated ones, return how many are left. */
size_t pair_sort_u64(uint64_t *item, size_t count);
size_t pair_sort_u32(uint32_t *item, size_t count);
size_t pair_sort_u16(uint16_t *item, size_t count);

#endif
