/* shelfwatch url: how an address reads to us. The debugger of core/url.h. */
#include "cli/verbs.h"

#include "core/limits.h"
#include "core/url.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define USAGE "shelfwatch url resolve [--canonical] BASE REFERENCE..."

static const char help[] =
    "usage: " USAGE "\n\n"
    "Print each REFERENCE against BASE as the WHATWG URL Standard serialises\n"
    "it, one per line, or 'invalid: why'. BASE may be empty.\n\n"
    "  --canonical  add a tab and our canonical form: no fragment, tracking\n"
    "               and session parameters, index page\n"
    "  -h           this text\n";

static void
print_line(const struct url *base, const char *reference, int canonical)
{
    struct buf text = BUF_MAX(4 * LIMIT_URL_BYTES);
    struct fail fail = { "" };
    struct url u;

    if (url_parse(&u, str_of(reference), base, &fail) != 0) {
        printf("invalid: %s\n", fail.text);
        return;
    }
    fputs(u.text, stdout);
    if (canonical) {
        url_canonical(&text, &u);
        printf("\t%s", buf_text(&text));
    }
    putchar('\n');
    buf_clear(&text);
    url_clear(&u);
}

/* A base of another scheme has nothing to give to an http(s) address; only
 * a broken one makes every reference invalid. */
static int
has_other_scheme(const char *base)
{
    size_t n = strspn(base,
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    return n > 0 && base[n] == ':' &&
           !str_is_nocase((struct str){ base, n }, "http") &&
           !str_is_nocase((struct str){ base, n }, "https");
}

int
cli_url(int argc, char **argv)
{
    static const struct option options[] = {
        { "canonical", no_argument, NULL, 'c' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    struct url base = { 0 };
    struct fail fail = { "" };
    int c, canonical = 0, has_base;

    while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (c == 'h') {
            fputs(help, stdout);
            return VERB_DONE;
        }
        if (c != 'c')
            return verb_bad_option(argv, USAGE);
        canonical = 1;
    }
    if (argc - optind < 3 || strcmp(argv[optind], "resolve") != 0)
        return verb_usage(USAGE);
    has_base =
        argv[optind + 1][0] != '\0' && !has_other_scheme(argv[optind + 1]);
    if (has_base &&
        url_parse(&base, str_of(argv[optind + 1]), NULL, &fail) != 0)
        fail_wrap(&fail, "base");
    for (int i = optind + 2; i < argc; i++) {
        if (fail.text[0] != '\0')
            printf("invalid: %s\n", fail.text);
        else
            print_line(has_base ? &base : NULL, argv[i], canonical);
    }
    url_clear(&base);
    return VERB_DONE;
}
