/* SHA-256 is OpenSSL's: it uses the processor's instructions for it and is
 * several times as fast as libsodium, and every page is hashed twice or more.
 * Of two texts at once, and of short ones, see base/sha256_pair.h.
 */
#include "base/digest.h"

#include "base/lanes.h"
#include "base/mem.h"
#include "base/sha256_pair.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>

struct digest {
    EVP_MD_CTX *state; /* owned */
};

/* Of this thread, so that many short texts do not look up the algorithm. */
static _Thread_local EVP_MD_CTX *state;
/* Of this thread: 1 if two texts can be hashed together, -1 if not, 0 while
 * nobody asked, which takes long on a virtual processor. */
static _Thread_local int pairs;
/* Frees the state when the thread ends. */
static pthread_key_t state_key;
static pthread_once_t state_once = PTHREAD_ONCE_INIT;

static void
free_state(void *old)
{
    EVP_MD_CTX_free(old);
}

static void
make_key(void)
{
    int rc = pthread_key_create(&state_key, free_state);

    assert(rc == 0);
}

/* OpenSSL would read its configuration file at the first use, which may be
 * in a process that can open none. */
static void
init(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

/* What OpenSSL prepares takes as long as 60 bytes do: of longer texts nobody
 * feels it. */
#define SHORT_BYTES 1024

static int
works_in_pairs(void)
{
    if (pairs == 0)
        pairs = sha256_pair_works() ? 1 : -1;
    return pairs > 0;
}

void
digest_sha256(struct str s, unsigned char out[DIGEST_BYTES])
{
    int ok;

    if (s.len <= SHORT_BYTES && works_in_pairs()) {
        sha256_pair_one(s, out);
        return;
    }
    if (state == NULL) {
        init();
        state = EVP_MD_CTX_new();
        pthread_once(&state_once, make_key);
        ok = state != NULL && pthread_setspecific(state_key, state) == 0 &&
             EVP_DigestInit_ex(state, EVP_sha256(), NULL);
    } else {
        ok = EVP_DigestInit_ex(state, NULL, NULL);
    }
    ok = ok && EVP_DigestUpdate(state, s.p == NULL ? "" : s.p, s.len) &&
         EVP_DigestFinal_ex(state, out, NULL);
    assert(ok);
}

void
digest_sha256_pair(const struct str text[2], unsigned char out[2][DIGEST_BYTES])
{
    if (works_in_pairs()) {
        sha256_pair(text, out);
        return;
    }
    digest_sha256(text[0], out[0]);
    digest_sha256(text[1], out[1]);
}

/* The digits of numbers below 16. */
static lanes
digits_of(lanes n)
{
    return n + '0' + ((lanes)(n > 9) & ('a' - '9' - 1));
}

void
digest_hex(const unsigned char d[DIGEST_BYTES], char out[DIGEST_HEX_BYTES])
{
    for (size_t i = 0; i < DIGEST_BYTES; i += LANES) {
        lanes bytes = lanes_load((const char *)d + i);
        lanes high = digits_of(bytes >> 4), low = digits_of(bytes & 15);

        for (size_t k = 0; k < LANES; k++) {
            out[2 * (i + k)] = (char)high[k];
            out[2 * (i + k) + 1] = (char)low[k];
        }
    }
    out[DIGEST_HEX_BYTES - 1] = '\0';
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
    int ok;

    init();
    d->state = EVP_MD_CTX_new();
    ok = d->state != NULL && EVP_DigestInit_ex(d->state, EVP_sha256(), NULL);
    assert(ok);
    return d;
}

void
digest_add(struct digest *d, struct str s)
{
    int ok = EVP_DigestUpdate(d->state, s.p == NULL ? "" : s.p, s.len);

    assert(ok == 1);
}

void
digest_end(struct digest *d, char out[DIGEST_HEX_BYTES])
{
    unsigned char bytes[DIGEST_BYTES];
    int ok = EVP_DigestFinal_ex(d->state, bytes, NULL);

    assert(ok == 1);
    digest_hex(bytes, out);
    EVP_MD_CTX_free(d->state);
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

int64_t
digest_key_in(struct str group, struct str s)
{
    const int64_t texts = (INT64_C(1) << 40) - 1;

    return (digest_key(group) & ~texts) | (digest_key(s) & texts);
}
