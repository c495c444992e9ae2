/* The shelfwatch program: dispatches to the verbs. */
#include "cli/verbs.h"

#include "base/mem.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *about;
} verbs[] = {
#define X(name, function, about) { name, function, about },
    VERBS(X)
#undef X
        { NULL, NULL, NULL },
};

static void
print_usage(FILE *out)
{
    fputs("usage: shelfwatch VERB [OPTION]... [ARGUMENT]...\n\n", out);
    for (size_t i = 0; verbs[i].name != NULL; i++)
        fprintf(out, "  %-10s %s\n", verbs[i].name, verbs[i].about);
    fputs("\n'shelfwatch VERB -h' tells more. Exit status: 0 done, 1 failed, "
          "2 wrong usage.\n",
        out);
}

/* A verb that could not write all it had to say is not done. */
static int
run(size_t verb, int argc, char **argv)
{
    char help[] = "-h";
    int status;

    /* Every verb knows -h; some have no long options. */
    if (argc > 1 && strcmp(argv[1], "--help") == 0)
        argv[1] = help;
    status = verbs[verb].run(argc, argv);
    if (status == VERB_DONE && (fflush(stdout) != 0 || ferror(stdout)))
        return verb_failed(verbs[verb].name, "cannot write standard output");
    return status;
}

int
main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    /* A limit on the size of files is an error of a write, with its reason. */
    signal(SIGXFSZ, SIG_IGN);
    if (argc < 2) {
        print_usage(stderr);
        return VERB_USAGE;
    }
    if (strcmp(argv[1], "-V") == 0 || strcmp(argv[1], "--version") == 0) {
        puts("shelfwatch " SHELFWATCH_VERSION);
        return VERB_DONE;
    }
    if (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0) {
        print_usage(stdout);
        return VERB_DONE;
    }
    for (size_t i = 0; verbs[i].name != NULL; i++)
        if (strcmp(argv[1], verbs[i].name) == 0)
            return run(i, argc - 1, argv + 1);
    fprintf(stderr, "shelfwatch: unknown verb '%s'\n", argv[1]);
    print_usage(stderr);
    return VERB_USAGE;
}
