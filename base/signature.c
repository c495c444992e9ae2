#include "base/signature.h"

#include <openssl/pem.h>
#include <string.h>

#define SIGNATURE_BYTES 64
#define PREFIX "ed25519:"

static EVP_PKEY *
read_key(const char *path, int is_private, struct fail *fail)
{
    FILE *f = fopen(path, "re");
    EVP_PKEY *key = NULL;

    if (f != NULL)
        key = is_private ? PEM_read_PrivateKey(f, NULL, NULL, (void *)"")
                         : PEM_read_PUBKEY(f, NULL, NULL, NULL);
    if (f != NULL)
        fclose(f);
    if (key == NULL || EVP_PKEY_get_base_id(key) != EVP_PKEY_ED25519) {
        EVP_PKEY_free(key);
        fail_set(fail, "%s: no %s Ed25519 key in PEM can be read", path,
            is_private ? "private" : "public");
        return NULL;
    }
    return key;
}

int
signature_make(
    struct buf *out, const char *key_file, struct str bytes, struct fail *fail)
{
    EVP_PKEY *key = read_key(key_file, 1, fail);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    unsigned char signature[SIGNATURE_BYTES];
    size_t len = sizeof signature;
    int rc = -1;

    if (key != NULL && ctx != NULL &&
        EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1 &&
        EVP_DigestSign(ctx, signature, &len, (const unsigned char *)bytes.p,
            bytes.len) == 1) {
        buf_addz(out, PREFIX);
        for (size_t i = 0; i < len; i++)
            buf_addf(out, "%02x", signature[i]);
        rc = out->over ? -1 : 0;
    }
    if (rc != 0 && key != NULL)
        fail_set(fail, "%s: cannot sign", key_file);
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    return rc;
}

static int
read_hex(struct str text, unsigned char out[SIGNATURE_BYTES])
{
    static const char digits[] = "0123456789abcdef";

    if (!str_starts(text, STR(PREFIX)) ||
        text.len != strlen(PREFIX) + 2 * SIGNATURE_BYTES)
        return -1;
    text = str_sub(text, strlen(PREFIX), text.len);
    for (size_t i = 0; i < SIGNATURE_BYTES; i++) {
        const char *high = memchr(digits, text.p[2 * i], 16);
        const char *low = memchr(digits, text.p[2 * i + 1], 16);

        if (high == NULL || low == NULL)
            return -1;
        out[i] = (unsigned char)((high - digits) << 4 | (low - digits));
    }
    return 0;
}

int
signature_check(
    struct str text, const char *key_file, struct str bytes, struct fail *fail)
{
    EVP_PKEY *key = read_key(key_file, 0, fail);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    unsigned char signature[SIGNATURE_BYTES];
    int rc = key != NULL ? 0 : -1;

    if (rc == 0 && read_hex(text, signature) == 0 && ctx != NULL &&
        EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1)
        rc = EVP_DigestVerify(ctx, signature, sizeof signature,
                 (const unsigned char *)bytes.p, bytes.len) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    return rc;
}
