/* shelfwatch price: amount and currency of texts, one line each. */
#include "cli/verbs.h"

#include "core/money.h"

#include <getopt.h>
#include <stdio.h>

static const char usage[] = "shelfwatch price [--currency HINT] TEXT...";

static void
print_one(const char *text, const char *hint)
{
    struct money m;

    if (money_parse(&m, str_of(text), str_of(hint)) != 0)
        puts("none");
    else if (m.currency[0] != '\0')
        printf("%s %s\n", m.amount, m.currency);
    else
        puts(m.amount);
}

int
cli_price(int argc, char **argv)
{
    static const struct option options[] = {
        { "currency", required_argument, NULL, 'c' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    const char *hint = "";
    int option;

    while ((option = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
        if (option == 'h') {
            printf("usage: %s\n", usage);
            return VERB_DONE;
        }
        if (option != 'c')
            return verb_bad_option(argv, usage);
        hint = optarg;
    }
    if (optind == argc)
        return verb_usage(usage);
    for (int i = optind; i < argc; i++)
        print_one(argv[i], hint);
    return VERB_DONE;
}
