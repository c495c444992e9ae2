#include "base/digest.h"

#include "base/mem.h"

#include <sodium.h>
#include <stdlib.h>

struct digest {
    crypto_hash_sha256_state state;
};

void
digest_sha256(struct str s, unsigned char out[DIGEST_BYTES])
{
    crypto_hash_sha256(out, (const unsigned char *)(s.p ? s.p : ""), s.len);
}

void
digest_hex(const unsigned char d[DIGEST_BYTES], char out[DIGEST_HEX_BYTES])
{
    sodium_bin2hex(out, DIGEST_HEX_BYTES, d, DIGEST_BYTES);
}

void
digest_sha256_hex(struct str s, char out[DIGEST_HEX_BYTES])
{
    unsigned char d[DIGEST_BYTES];

    digest_sha256(s, d);
    digest_hex(d, out);
}

struct digest *
digest_new(void)
{
    struct digest *d = mem_new(sizeof *d);

    crypto_hash_sha256_init(&d->state);
    return d;
}

void
digest_add(struct digest *d, struct str s)
{
    crypto_hash_sha256_update(
        &d->state, (const unsigned char *)(s.p ? s.p : ""), s.len);
}

void
digest_end(struct digest *d, char out[DIGEST_HEX_BYTES])
{
    unsigned char bytes[DIGEST_BYTES];

    crypto_hash_sha256_final(&d->state, bytes);
    digest_hex(bytes, out);
    free(d);
}

int64_t
digest_key(struct str s)
{
    unsigned char d[DIGEST_BYTES];
    uint64_t key = 0;

    digest_sha256(s, d);
    for (int i = 0; i < 8; i++)
        key = key << 8 | d[i];
    return (int64_t)(key >> 1);
}
