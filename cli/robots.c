/* shelfwatch robots: may these addresses be fetched? */
#include "cli/verbs.h"

#include "base/file.h"
#include "core/limits.h"
#include "crawler/robots.h"

#include <getopt.h>
#include <stdio.h>

#define USAGE "shelfwatch robots --agent NAME FILE URL..."

static const char help[] =
    "usage: " USAGE "\n\n"
    "Print 'allowed' or 'disallowed' for each URL, one per line, by the rules\n"
    "of a robots.txt (RFC 9309). FILE may be '-'. The URLs are compared as\n"
    "they are given; a fetched address is percent-encoded before.\n\n"
    "  --agent NAME  product token of the crawler, as in 'User-agent: NAME'\n"
    "  -h            this text\n";

int
cli_robots(int argc, char **argv)
{
    static const struct option options[] = {
        { "agent", required_argument, NULL, 'a' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    struct buf text = BUF_MAX(LIMIT_BODY_BYTES);
    struct fail fail = { "" };
    const char *agent = NULL;
    struct robots *r;
    int c;

    while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (c == 'h') {
            fputs(help, stdout);
            return VERB_DONE;
        }
        if (c != 'a')
            return verb_bad_option(argv, USAGE);
        agent = optarg;
    }
    if (agent == NULL || argc - optind < 2)
        return verb_usage(USAGE);
    if (file_read(&text, argv[optind], &fail) != 0) {
        buf_clear(&text);
        return verb_failed("robots", fail.text);
    }
    r = robots_parse(buf_str(&text), str_of(agent));
    for (int i = optind + 1; i < argc; i++)
        puts(robots_allowed(r, robots_path(str_of(argv[i]))) ? "allowed"
                                                             : "disallowed");
    robots_free(r);
    buf_clear(&text);
    return VERB_DONE;
}
