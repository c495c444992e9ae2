#include "classifier/pair_sort.h"

/* Shell's method; the gaps are Ciura's (2001), enough for what a record
 * holds (core of the larger sorts is below n^1.3). */
static const size_t gaps[] = { 701, 301, 132, 57, 23, 10, 4, 1 };

#define SORT(name, type)                                                       \
    size_t name(type *item, size_t count)                                      \
    {                                                                          \
        size_t kept = 0;                                                       \
                                                                               \
        for (size_t g = 0; g < sizeof gaps / sizeof gaps[0]; g++) {            \
            size_t gap = gaps[g];                                              \
                                                                               \
            for (size_t i = gap; i < count; i++) {                             \
                type value = item[i];                                          \
                size_t k = i;                                                  \
                                                                               \
                for (; k >= gap && item[k - gap] > value; k -= gap)            \
                    item[k] = item[k - gap];                                   \
                item[k] = value;                                               \
            }                                                                  \
        }                                                                      \
        for (size_t i = 0; i < count; i++)                                     \
            if (i == 0 || item[i] != item[kept - 1])                           \
                item[kept++] = item[i];                                        \
        return kept;                                                           \
    }

SORT(pair_sort_u64, uint64_t)
SORT(pair_sort_u32, uint32_t)
SORT(pair_sort_u16, uint16_t)
