/* cli/verbs.h - the verbs of the program: one line and one file each. */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H

/* Exit status of every verb. */
enum { VERB_DONE = 0, VERB_FAILED = 1, VERB_USAGE = 2 };

/* X(name, function, one line for the usage text), in pipeline order. */
#define VERBS(X)                                                               \
    X("scan", cli_scan, "crawl what a campaign says, fill the queue")          \
    X("extract", cli_extract, "saved pages to offers, one JSON line each")     \
    X("recalls", cli_recalls, "official notices in, out, against offers")      \
    X("screen", cli_screen, "offers to casefiles; or the store again")         \
    X("rules", cli_rules, "lint, test, list and explain rule packs")           \
    X("model", cli_model, "train, evaluate and explain the risk model")        \
    X("match", cli_match, "train and evaluate models of equal products")       \
    X("queue", cli_queue, "list, show, assign, decide, export cases")          \
    X("order", cli_order,                                                      \
        "letters that were issued, as text and PDF; overdue")                  \
    X("watch", cli_watch, "is what was ordered down gone, has it come back")   \
    X("serve", cli_serve, "the review pages, in a browser on this machine")    \
    X("user", cli_user, "who may sign in to the pages, with which roles")      \
    X("evidence", cli_evidence,                                                \
        "cases as packs that prove themselves; check them")                    \
    X("store", cli_store, "back the store up, check it, put it back")          \
    X("doctor", cli_doctor, "is everything there that scans and pages need?")  \
    X("robots", cli_robots, "what a robots.txt lets a crawler fetch")          \
    X("url", cli_url, "resolve addresses, show their canonical form")          \
    X("price", cli_price, "amount and currency of a text")                     \
    X("charset", cli_charset, "the encoding of files, and how it shows")       \
    X("demo", cli_demo, "scan the bundled shops, compare with the truth")

#define X(name, function, about) int function(int argc, char **argv);
VERBS(X)
#undef X

/* Print "shelfwatch VERB: why" and return VERB_FAILED. */
int verb_failed(const char *verb, const char *why);
/* Print usage text on stderr and return VERB_USAGE. */
int verb_usage(const char *usage);
/* The same after the option that getopt_long gave last: says which value it
 * does not take, unless getopt_long has said what is wrong. */
int verb_bad_option(char **argv, const char *usage);

/* How a verb's options are read. */
struct verb_options {
    const struct option *known; /* for getopt_long; 'h' is -h */
    const char *usage;
    int (*read)(void *ctx, int option); /* takes optarg; 0, or -1 */
};
/* Read them all. -1 to go on at optind, else the verb's exit status. */
int verb_options_read(
    int argc, char **argv, const struct verb_options *o, void *ctx);
/* Who decides: `given`, else $USER, else the account's name; "" if there is
 * none. Borrowed until the next call. */
const char *verb_author(const char *given);

#endif
