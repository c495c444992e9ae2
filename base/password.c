#include "base/password.h"

#include "base/fold.h"
#include "base/utf8.h"

#include <argon2.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#define MEMORY_KIB 65536
#define PASSES 3
#define LANES 1
#define SALT_BYTES 16
#define HASH_BYTES 32
#define DIFFERENT_CHARS_MIN 5

/* The same for all: what else is there was not made here. */
static const char head[] = "$argon2id$v=19$m=65536,t=3,p=1$";

/* Of a random password that nobody knows. */
static const char nobody[] =
    "$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static size_t
different_chars(struct str s)
{
    uint32_t seen[DIFFERENT_CHARS_MIN];
    size_t count = 0;

    for (size_t at = 0; at < s.len && count < DIFFERENT_CHARS_MIN;) {
        uint32_t c = utf8_next(s, &at);
        size_t i = 0;

        while (i < count && seen[i] != c)
            i++;
        if (i == count)
            seen[count++] = c;
    }
    return count;
}

static int
holds(struct str password, struct str name)
{
    struct buf a = BUF_MAX(8 * PASSWORD_BYTES_MAX);
    struct buf b = BUF_MAX(8 * PASSWORD_BYTES_MAX);
    int found;

    fold_key(&a, password);
    fold_key(&b, name);
    found = b.len > 2 && str_find(buf_str(&a), buf_str(&b), 0) >= 0;
    buf_clear(&a);
    buf_clear(&b);
    return found;
}

int
password_check(struct str password, struct str name, struct fail *fail)
{
    if (password.len > PASSWORD_BYTES_MAX)
        return fail_set(
            fail, "the password is longer than %d bytes", PASSWORD_BYTES_MAX);
    if (!utf8_valid(password) || memchr(password.p, 0, password.len) != NULL)
        return fail_set(fail, "the password is not valid UTF-8");
    if (utf8_count(password) < PASSWORD_CHARS_MIN)
        return fail_set(fail, "the password needs at least %d characters",
            PASSWORD_CHARS_MIN);
    if (different_chars(password) < DIFFERENT_CHARS_MIN)
        return fail_set(fail, "the password repeats too few characters");
    if (holds(password, name))
        return fail_set(fail, "the password contains the name");
    return 0;
}

int
password_keep(
    char out[PASSWORD_KEPT_BYTES], struct str password, struct fail *fail)
{
    struct buf nfc = BUF_MAX(8 * PASSWORD_BYTES_MAX);
    unsigned char salt[SALT_BYTES];
    int rc = -1, error;

    if (password.len > PASSWORD_BYTES_MAX || !utf8_valid(password)) {
        fail_set(fail, "no password that can be kept");
        goto out;
    }
    fold_nfc(&nfc, password);
    if (getrandom(salt, sizeof salt, 0) != sizeof salt) {
        fail_set(fail, "no random numbers: %s", strerror(errno));
        goto out;
    }
    error = argon2id_hash_encoded(PASSES, MEMORY_KIB, LANES, buf_text(&nfc),
        nfc.len, salt, sizeof salt, HASH_BYTES, out, PASSWORD_KEPT_BYTES);
    if (error != ARGON2_OK) {
        fail_set(fail, "Argon2id: %s", argon2_error_message(error));
        goto out;
    }
    rc = 0;
out:
    if (nfc.len > 0)
        explicit_bzero(nfc.p, nfc.len);
    buf_clear(&nfc);
    return rc;
}

int
password_is(const char *kept, struct str password)
{
    struct buf nfc = BUF_MAX(8 * PASSWORD_BYTES_MAX);
    int known = kept != NULL && str_starts(str_of(kept), str_of(head));
    int same;

    if (password.len > PASSWORD_BYTES_MAX || !utf8_valid(password)) {
        known = 0;
        password = STR_NONE;
    }
    fold_nfc(&nfc, password);
    same = argon2id_verify(known ? kept : nobody, buf_text(&nfc), nfc.len) ==
           ARGON2_OK;
    if (nfc.len > 0)
        explicit_bzero(nfc.p, nfc.len);
    buf_clear(&nfc);
    return known && same;
}
