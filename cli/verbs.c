#include "cli/verbs.h"

#include <getopt.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

int
verb_bad_option(char **argv, const char *usage)
{
    const char *last = argv[optind - 1];
    int len = (int)strcspn(last, "=");

    if (optarg != NULL && optarg == last) {
        last = argv[optind - 2];
        len = (int)strlen(last);
    }
    if (optarg != NULL)
        fprintf(stderr, "shelfwatch %s: %.*s does not take '%s'\n", argv[0],
            len, last, optarg);
    return verb_usage(usage);
}

int
verb_options_read(
    int argc, char **argv, const struct verb_options *o, void *ctx)
{
    int option;

    while ((option = getopt_long(argc, argv, "h", o->known, NULL)) != -1) {
        if (option == 'h') {
            printf("usage: %s\n", o->usage);
            return VERB_DONE;
        }
        if (option == '?' || o->read(ctx, option) != 0)
            return verb_bad_option(argv, o->usage);
    }
    return -1;
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
