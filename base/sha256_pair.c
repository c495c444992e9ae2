#include "base/sha256_pair.h"

#ifdef __x86_64__

#include <cpuid.h>
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define BLOCK_BYTES 64
/* Leaf and bit of CPUID: SHA; SSE4.1 and SSSE3 are older than that. */
#define SHA_LEAF 7
#define SHA_BIT 29

#define WITH_SHA __attribute__((target("sha,sse4.1")))
#define INLINE_SHA WITH_SHA __attribute__((always_inline)) static inline

/* FIPS 180-4, 4.2.2: of the cube roots of the first 64 primes. */
static const uint32_t constants[64] __attribute__((aligned(16))) = { 0x428a2f98,
    0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
    0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74,
    0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6,
    0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152,
    0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351,
    0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354,
    0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70,
    0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
    0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa,
    0xa4506ceb, 0xbef9a3f7, 0xc67178f2 };

/* The eight words of a state as the instructions want them. */
struct lane {
    __m128i abef, cdgh;
};

/* 5.3.3, in that order. */
static const uint32_t first[8] = { 0x9b05688c, 0x510e527f, 0xbb67ae85,
    0x6a09e667, 0x5be0cd19, 0x1f83d9ab, 0xa54ff53a, 0x3c6ef372 };

int
sha256_pair_works(void)
{
    unsigned a, b, c, d;

    return __get_cpuid_count(SHA_LEAF, 0, &a, &b, &c, &d) &&
           (b >> SHA_BIT & 1) != 0;
}

/* Four rounds, and the four words of the message that come 16 later. */
INLINE_SHA void
rounds(struct lane *l, __m128i m[4], int g)
{
    __m128i k =
        _mm_add_epi32(m[g & 3], _mm_load_si128((const __m128i *)constants + g));

    l->cdgh = _mm_sha256rnds2_epu32(l->cdgh, l->abef, k);
    l->abef =
        _mm_sha256rnds2_epu32(l->abef, l->cdgh, _mm_shuffle_epi32(k, 0x0E));
    if (g < 12)
        m[g & 3] = _mm_sha256msg2_epu32(
            _mm_add_epi32(_mm_sha256msg1_epu32(m[g & 3], m[(g + 1) & 3]),
                _mm_alignr_epi8(m[(g + 3) & 3], m[(g + 2) & 3], 4)),
            m[(g + 3) & 3]);
}

INLINE_SHA void
load(__m128i m[4], const char *block)
{
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);

    for (int i = 0; i < 4; i++)
        m[i] =
            _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)block + i), swap);
}

INLINE_SHA void
add(struct lane *l, const struct lane *before)
{
    l->abef = _mm_add_epi32(l->abef, before->abef);
    l->cdgh = _mm_add_epi32(l->cdgh, before->cdgh);
}

WITH_SHA static void
blocks_of_two(struct lane lane[2], const char *p, const char *q, size_t count)
{
    struct lane a = lane[0], b = lane[1];

    for (; count > 0; count--, p += BLOCK_BYTES, q += BLOCK_BYTES) {
        struct lane a0 = a, b0 = b;
        __m128i m[4], n[4];

        load(m, p);
        load(n, q);
#pragma GCC unroll 16
        for (int g = 0; g < 16; g++) {
            rounds(&a, m, g);
            rounds(&b, n, g);
        }
        add(&a, &a0);
        add(&b, &b0);
    }
    lane[0] = a;
    lane[1] = b;
}

WITH_SHA static void
blocks_of_one(struct lane *lane, const char *p, size_t count)
{
    struct lane a = *lane;

    for (; count > 0; count--, p += BLOCK_BYTES) {
        struct lane a0 = a;
        __m128i m[4];

        load(m, p);
#pragma GCC unroll 16
        for (int g = 0; g < 16; g++)
            rounds(&a, m, g);
        add(&a, &a0);
    }
    *lane = a;
}

/* What stands behind the last whole block, and the length in bits (5.1.1). */
static void
end(struct lane *l, struct str text, unsigned char out[32])
{
    static const unsigned char place[8] = { 3, 2, 7, 6, 1, 0, 5, 4 };
    char last[2 * BLOCK_BYTES] = { 0 };
    size_t left = text.len % BLOCK_BYTES;
    size_t blocks = left + 1 + sizeof(uint64_t) > BLOCK_BYTES ? 2 : 1;
    uint64_t bits = __builtin_bswap64((uint64_t)text.len * 8);
    uint32_t word[8];

    if (left > 0)
        memcpy(last, text.p + text.len - left, left);
    last[left] = (char)0x80;
    memcpy(last + blocks * BLOCK_BYTES - sizeof bits, &bits, sizeof bits);
    blocks_of_one(l, last, blocks);
    memcpy(word, l, sizeof word);
    for (size_t i = 0; i < 8; i++) {
        uint32_t w = __builtin_bswap32(word[place[i]]);

        memcpy(out + 4 * i, &w, sizeof w);
    }
}

void
sha256_pair(const struct str text[2], unsigned char out[2][32])
{
    size_t n[2] = { text[0].len / BLOCK_BYTES, text[1].len / BLOCK_BYTES };
    size_t both = n[0] < n[1] ? n[0] : n[1];
    struct lane lane[2];

    for (int i = 0; i < 2; i++)
        memcpy(&lane[i], first, sizeof first);
    blocks_of_two(lane, text[0].p, text[1].p, both);
    for (int i = 0; i < 2; i++) {
        blocks_of_one(&lane[i], text[i].p + both * BLOCK_BYTES, n[i] - both);
        end(&lane[i], text[i], out[i]);
    }
}

void
sha256_pair_one(struct str text, unsigned char out[32])
{
    struct lane lane;

    memcpy(&lane, first, sizeof first);
    blocks_of_one(&lane, text.p, text.len / BLOCK_BYTES);
    end(&lane, text, out);
}

#else

int
sha256_pair_works(void)
{
    return 0;
}

void
sha256_pair(const struct str text[2], unsigned char out[2][32])
{
    (void)text;
    (void)out;
}

void
sha256_pair_one(struct str text, unsigned char out[32])
{
    (void)text;
    (void)out;
}

#endif
