#include "cli/verbs.h"

#include <stdio.h>

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
