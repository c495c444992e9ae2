/* shelfwatch charset: the encoding of files, one line each. */
#include "cli/verbs.h"

#include "base/charset.h"
#include "base/file.h"
#include "core/limits.h"

#include <getopt.h>
#include <stdio.h>

static const char usage[] = "shelfwatch charset [--content-type TYPE] FILE...";

static int
print_one(const char *path, const char *content_type)
{
    struct buf bytes = BUF_MAX(LIMIT_BODY_BYTES);
    struct charset c;
    struct fail fail;
    int rc = VERB_DONE;

    if (file_read(&bytes, path, &fail) != 0) {
        rc = verb_failed("charset", fail.text);
        puts("none\tnone"); /* one line for each file, whatever happens */
    } else {
        charset_decide(&c, buf_str(&bytes), str_of(content_type));
        printf("%s\t%s\n", c.name, charset_where_name(c.where));
    }
    buf_clear(&bytes);
    return rc;
}

int
cli_charset(int argc, char **argv)
{
    static const struct option options[] = {
        { "content-type", required_argument, NULL, 't' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    const char *content_type = "";
    int option, rc = VERB_DONE;

    while ((option = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
        if (option == 'h') {
            printf("usage: %s\n", usage);
            return VERB_DONE;
        }
        if (option != 't')
            return verb_bad_option(argv, usage);
        content_type = optarg;
    }
    if (optind == argc)
        return verb_usage(usage);
    for (int i = optind; i < argc; i++)
        if (print_one(argv[i], content_type) != VERB_DONE)
            rc = VERB_FAILED;
    return rc;
}
