#include "classifier/pair_sort.h"

/* So few numbers are put in their places one by one. */
#define FEW 20
/* Records hold fewer; what is more than so many is placed one by one too. */
#define MANY 1024

/* name_place: by insertion. name_pass: by the byte at a shift, what is equal
 * there in the order it had. name_kept: repeated numbers dropped. */
#define SORT(name, type)                                                       \
    static void name##_place(type *item, size_t count)                         \
    {                                                                          \
        for (size_t i = 1; i < count; i++) {                                   \
            type value = item[i];                                              \
            size_t k = i;                                                      \
                                                                               \
            for (; k > 0 && item[k - 1] > value; k--)                          \
                item[k] = item[k - 1];                                         \
            item[k] = value;                                                   \
        }                                                                      \
    }                                                                          \
                                                                               \
    static void name##_pass(                                                   \
        const type *from, type *to, size_t count, unsigned shift)              \
    {                                                                          \
        uint16_t at[256] = { 0 }, sum = 0;                                     \
                                                                               \
        for (size_t i = 0; i < count; i++)                                     \
            at[from[i] >> shift & 255]++;                                      \
        for (size_t i = 0; i < 256; i++) {                                     \
            uint16_t n = at[i];                                                \
                                                                               \
            at[i] = sum;                                                       \
            sum = (uint16_t)(sum + n);                                         \
        }                                                                      \
        for (size_t i = 0; i < count; i++)                                     \
            to[at[from[i] >> shift & 255]++] = from[i];                        \
    }                                                                          \
                                                                               \
    static size_t name##_kept(type *item, size_t count)                        \
    {                                                                          \
        size_t kept = count > 0;                                               \
                                                                               \
        for (size_t i = 1; i < count; i++) {                                   \
            type value = item[i];                                              \
            size_t more = value != item[kept - 1];                             \
                                                                               \
            item[kept] = value;                                                \
            kept += more;                                                      \
        }                                                                      \
        return kept;                                                           \
    }

SORT(u64, uint64_t)
SORT(u32, uint32_t)
SORT(u16, uint16_t)

size_t
pair_sort_u64(uint64_t *item, size_t count)
{
    uint64_t other[MANY];

    /* Hashes: sorted by their upper bytes, few still stand wrong. */
    if (count > FEW && count <= MANY) {
        u64_pass(item, other, count, 48);
        u64_pass(other, item, count, 56);
    }
    u64_place(item, count);
    return u64_kept(item, count);
}

size_t
pair_sort_u32(uint32_t *item, size_t count)
{
    uint32_t other[MANY], all = 0;

    for (size_t i = 0; i < count; i++)
        all |= item[i];
    if (count > FEW && count <= MANY) {
        u32_pass(item, other, count, 0);
        u32_pass(other, item, count, 8);
        if (all >> 16 != 0) {
            u32_pass(item, other, count, 16);
            u32_pass(other, item, count, 24);
        }
    } else {
        u32_place(item, count);
    }
    return u32_kept(item, count);
}

size_t
pair_sort_u16(uint16_t *item, size_t count)
{
    uint16_t other[MANY];

    if (count > FEW && count <= MANY) {
        u16_pass(item, other, count, 0);
        u16_pass(other, item, count, 8);
    } else {
        u16_place(item, count);
    }
    return u16_kept(item, count);
}
