#include "base/secret.h"

#include "base/digest.h"

#include <errno.h>
#include <sys/random.h>

int
secret_new(char out[SECRET_BYTES], struct fail *fail)
{
    unsigned char random[DIGEST_BYTES];

    if (getrandom(random, sizeof random, 0) != sizeof random)
        return fail_set(fail, "no random numbers: %s", strerror(errno));
    digest_hex(random, out);
    return 0;
}

int
secret_is(struct str secret, struct str given)
{
    unsigned char different = 0;

    if (secret.len == 0 || given.len != secret.len)
        return 0;
    for (size_t i = 0; i < given.len; i++)
        different |= (unsigned char)(secret.p[i] ^ given.p[i]);
    return different == 0;
}
