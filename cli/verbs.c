#include "cli/verbs.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int
verb_failed(const char *verb, const char *why)
{
    fprintf(stderr, "shelfwatch %s: %s\n", verb, why);
    return VERB_FAILED;
}

int
verb_usage(const char *usage)
{
    fprintf(stderr, "usage: %s\n", usage);
    return VERB_USAGE;
}

const char *
verb_author(const char *given)
{
    const char *user = getenv("USER");
    const struct passwd *account;

    if (given != NULL)
        return given;
    if (user != NULL && user[0] != '\0')
        return user;
    account = getpwuid(geteuid());
    return account != NULL ? account->pw_name : "";
}
