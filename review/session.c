#include "review/session.h"

#include "base/digest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

int
session_init(struct session *s, const char *author, struct fail *fail)
{
    unsigned char random[DIGEST_BYTES];
    char seed[SESSION_TOKEN_BYTES + 5];

    *s = (struct session){ .key = "" };
    if (account_init(&s->user, str_of(author), STR_NONE, fail) != 0)
        return fail_wrap(fail, "'%.60s'", author);
    s->user.roles = ROLE_ALL;
    if (getrandom(random, sizeof random, 0) != sizeof random)
        return fail_set(fail, "no random numbers: %s", strerror(errno));
    digest_hex(random, s->key);
    snprintf(seed, sizeof seed, "csrf:%s", s->key);
    digest_sha256_hex(str_of(seed), s->csrf);
    return 0;
}

void
session_clear(struct session *s)
{
    explicit_bzero(s, sizeof *s);
}

int
session_is(const char token[SESSION_TOKEN_BYTES], struct str given)
{
    unsigned char different = 0;

    if (given.len != SESSION_TOKEN_BYTES - 1)
        return 0;
    for (size_t i = 0; i < given.len; i++)
        different |= (unsigned char)(token[i] ^ given.p[i]);
    return different == 0;
}
