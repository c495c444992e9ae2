/* base/signature.h - signatures by a key of one's own (Ed25519, RFC 8032).
 *
 * Keys are PEM files as `openssl genpkey -algorithm ed25519` and `openssl pkey
 * -pubout` write them.
 */
#ifndef BASE_SIGNATURE_H
#define BASE_SIGNATURE_H

#include "base/buf.h"
#include "base/fail.h"

/* "ed25519:" and 128 hexadecimal digits, with the NUL. */
#define SIGNATURE_TEXT_BYTES 137

/* Append the signature of the bytes by the private key in a file. */
int signature_make(
    struct buf *out, const char *key_file, struct str bytes, struct fail *fail);

/* 1 if it is that of the bytes by the public key in a file, 0 if not, -1 where
 * the key cannot be read. */
int signature_check(struct str signature, const char *key_file,
    struct str bytes, struct fail *fail);

#endif
