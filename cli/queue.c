/* shelfwatch queue: what is to be reviewed, and what people concluded. */
#include "cli/verbs.h"

#include "base/file.h"
#include "base/now.h"
#include "review/export.h"
#include "review/report.h"
#include "store/accounts.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char usage[] =
    "shelfwatch queue COMMAND [OPTION]...\n"
    "\n"
    "  list                     cases by priority (open ones, unless --state)\n"
    "  show ID                  everything about one case\n"
    "  assign ID PERSON         give a case to a person ('' takes it back)\n"
    "  decide ID VERDICT --reason CODE [--note TEXT]\n"
    "                           VERDICT: confirm dismiss needs_info escalate\n"
    "  act ID ACT [--reason CODE] [--note TEXT]\n"
    "                           ACT: confirm dismiss ask escalate validate\n"
    "                           reject mark_removed watch relist reopen close\n"
    "                           note undo\n"
    "  settings [FILE]          settings of the workflow as JSON; or set them\n"
    "  export                   all cases as CSV, or JSON lines with --json\n"
    "  stats                    figures\n"
    "\n"
    "  --store PATH             default $SHELFWATCH_STORE, else "
    "./shelfwatch.db\n"
    "  --json                   one JSON line per case\n"
    "  --state S                new assigned needs_info escalated relisted\n"
    "                           confirmed dismissed validated ordered removed\n"
    "                           watching closed; open all\n"
    "  --market M --hazard H --assignee P --source S --language L --text T\n"
    "  --min-priority X --limit N\n"
    "  --author NAME            who acts; default $USER\n"
    "  --output FILE            of export; default standard output";

/* One page of a terminal, and no more than can be read. */
#define LIST_LIMIT 50
#define CHUNK_BYTES_MAX (256u << 20)
#define SETTINGS_BYTES_MAX (64u << 10)
#define COLUMNS_DEFAULT 120
#define COLUMNS_MAX 300

struct options {
    struct store_filter filter;
    const char *store, *reason, *note, *author, *output;
    int json, limited;
};

enum {
    O_STORE = 256,
    O_JSON,
    O_STATE,
    O_MARKET,
    O_HAZARD,
    O_ASSIGNEE,
    O_SOURCE,
    O_LANGUAGE,
    O_TEXT,
    O_MIN,
    O_LIMIT,
    O_REASON,
    O_NOTE,
    O_AUTHOR,
    O_OUTPUT
};

static const struct option long_options[] = {
    { "store", required_argument, NULL, O_STORE },
    { "json", no_argument, NULL, O_JSON },
    { "state", required_argument, NULL, O_STATE },
    { "market", required_argument, NULL, O_MARKET },
    { "hazard", required_argument, NULL, O_HAZARD },
    { "assignee", required_argument, NULL, O_ASSIGNEE },
    { "source", required_argument, NULL, O_SOURCE },
    { "language", required_argument, NULL, O_LANGUAGE },
    { "text", required_argument, NULL, O_TEXT },
    { "min-priority", required_argument, NULL, O_MIN },
    { "limit", required_argument, NULL, O_LIMIT },
    { "reason", required_argument, NULL, O_REASON },
    { "note", required_argument, NULL, O_NOTE },
    { "author", required_argument, NULL, O_AUTHOR },
    { "output", required_argument, NULL, O_OUTPUT },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};

/* 0, or -1 on wrong usage. */
static int
read_filter(struct options *o, int option)
{
    enum hazard hazard;

    switch (option) {
    case O_STATE:
        o->filter.state = optarg;
        return 0;
    case O_MARKET:
        o->filter.market = optarg;
        return 0;
    case O_HAZARD:
        o->filter.hazard = optarg;
        return hazard_find(&hazard, str_of(optarg));
    case O_ASSIGNEE:
        o->filter.assignee = optarg;
        return 0;
    case O_SOURCE:
        o->filter.source = optarg;
        return 0;
    case O_LANGUAGE:
        o->filter.language = optarg;
        return 0;
    case O_TEXT:
        o->filter.text = optarg;
        return 0;
    case O_MIN:
        return str_to_double(str_of(optarg), &o->filter.min_priority);
    case O_LIMIT:
        o->limited = 1;
        return str_to_i64(str_of(optarg), &o->filter.limit) == 0 &&
                       o->filter.limit >= 0
                   ? 0
                   : -1;
    default:
        return -1;
    }
}

static int
read_option(void *ctx, int option)
{
    struct options *o = ctx;
    switch (option) {
    case O_STORE:
        o->store = optarg;
        return 0;
    case O_JSON:
        o->json = 1;
        return 0;
    case O_REASON:
        o->reason = optarg;
        return 0;
    case O_NOTE:
        o->note = optarg;
        return 0;
    case O_AUTHOR:
        o->author = optarg;
        return 0;
    case O_OUTPUT:
        o->output = optarg;
        return 0;
    default:
        return read_filter(o, option);
    }
}

/* Known state, or -1. "all" is no filter. */
static int
check_state(struct store_filter *f, const char *otherwise)
{
    const char *const *states = queue_states();

    if (f->state == NULL)
        f->state = otherwise;
    if (strcmp(f->state, "all") == 0)
        f->state = NULL;
    if (f->state == NULL || strcmp(f->state, "open") == 0)
        return 0;
    for (size_t i = 0; states[i] != NULL; i++)
        if (strcmp(f->state, states[i]) == 0)
            return 0;
    return -1;
}

static int
failed(const struct fail *fail)
{
    return verb_failed("queue", fail->text);
}

static size_t
terminal_columns(void)
{
    struct winsize w;
    uint64_t n = COLUMNS_DEFAULT;
    const char *given = getenv("COLUMNS");

    if (given != NULL && str_to_u64(str_of(given), &n) == 0 && n > 0)
        return n < COLUMNS_MAX ? (size_t)n : COLUMNS_MAX;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0)
        n = w.ws_col;
    return n < COLUMNS_MAX ? (size_t)n : COLUMNS_MAX;
}

static int
print(struct buf *out, struct fail *fail)
{
    if (out->over)
        return fail_set(fail, "the answer is too long");
    if (fwrite(buf_text(out), 1, out->len, stdout) != out->len)
        return fail_set(fail, "standard output: write failed");
    buf_reset(out);
    return 0;
}

/* Where rows go, and how. */
struct sink {
    struct buf out;
    size_t columns;
    int64_t rows;
    int json, keep; /* keep: collect for a file */
};

static int
list_row(const struct queue_row *row, void *ctx, struct fail *fail)
{
    struct sink *sink = ctx;

    sink->rows++;
    if (sink->json)
        export_json_row(&sink->out, row);
    else
        report_row(&sink->out, row, sink->columns);
    return print(&sink->out, fail);
}

static int
export_row(const struct queue_row *row, void *ctx, struct fail *fail)
{
    struct sink *sink = ctx;

    if (sink->json)
        export_json_row(&sink->out, row);
    else
        export_csv_row(&sink->out, row);
    if (sink->keep)
        return sink->out.over ? fail_set(fail, "the export is too long") : 0;
    return print(&sink->out, fail);
}

static int
run_list(struct store *s, struct options *o, char **args, struct fail *fail)
{
    struct sink sink = { .out = BUF_MAX(CHUNK_BYTES_MAX), .json = o->json };
    int64_t total = 0;
    int rc = -1;

    (void)args;
    sink.columns = terminal_columns();
    if (!o->limited && !o->json)
        o->filter.limit = LIST_LIMIT;
    if (store_case_count(s, &o->filter, &total, fail) != 0)
        goto out;
    if (!o->json)
        report_head(&sink.out, sink.columns);
    if (queue_each(s, &o->filter, list_row, &sink, fail) != 0)
        goto out;
    if (!o->json)
        buf_addf(&sink.out, "%lld of %lld cases%s\n", (long long)sink.rows,
            (long long)total,
            o->filter.state != NULL ? " in this state (--state all for every "
                                      "one)"
                                    : "");
    rc = print(&sink.out, fail);
out:
    buf_clear(&sink.out);
    return rc;
}

static int
run_export(struct store *s, struct options *o, char **args, struct fail *fail)
{
    struct sink sink = { .out = BUF_MAX(CHUNK_BYTES_MAX), .json = o->json };
    int rc = -1;

    (void)args;
    sink.keep = o->output != NULL;
    if (!o->json)
        export_csv_head(&sink.out);
    if (queue_each(s, &o->filter, export_row, &sink, fail) != 0)
        goto out;
    rc = sink.keep ? file_write(o->output, buf_str(&sink.out), fail)
                   : print(&sink.out, fail);
out:
    buf_clear(&sink.out);
    return rc;
}

static int
read_id(const char *text, int64_t *id, struct fail *fail)
{
    if (str_to_i64(str_of(text), id) != 0 || *id <= 0)
        return fail_set(fail, "'%.60s' is not the number of a case", text);
    return 0;
}

static int
run_show(struct store *s, struct options *o, char **args, struct fail *fail)
{
    struct buf out = BUF_MAX(CHUNK_BYTES_MAX);
    struct queue_case *c = NULL;
    int64_t id;
    int rc = -1;

    if (read_id(args[0], &id, fail) != 0 ||
        queue_case_read(s, id, &c, fail) != 0)
        goto out;
    if (c == NULL) {
        fail_set(fail, "no case %lld", (long long)id);
        goto out;
    }
    if (o->json) {
        js_write(&out, c->all);
        buf_addc(&out, '\n');
    } else {
        report_case(&out, c, terminal_columns());
    }
    rc = print(&out, fail);
out:
    queue_case_free(c);
    buf_clear(&out);
    return rc;
}

/* Where the store has accounts, the author is one of them, with its roles. In
 * another, whoever can write the file has every role but the administrator's:
 * the lease of another person holds, and so does the rule of the second one.
 */
static int
read_roles(
    struct store *s, const char *author, unsigned *roles, struct fail *fail)
{
    struct store_account a;
    int rc = store_account_any(s, fail);

    *roles = ROLE_ANALYST | ROLE_VALIDATOR;
    if (rc <= 0)
        return rc;
    rc = store_account_find(s, str_of(author), &a, fail);
    if (rc < 0)
        return -1;
    if (rc == 0 || a.disabled)
        return fail_set(fail,
            "'%.60s' is no account of this store; say who acts with --author",
            author);
    *roles = a.account.roles;
    return 0;
}

static int
act(struct store *s, const struct options *o, const char *id_text,
    struct queue_act *a, struct fail *fail)
{
    struct store_acted acted;
    int64_t id;

    if (read_id(id_text, &id, fail) != 0)
        return -1;
    a->reason_code = str_of(o->reason);
    a->note = str_of(o->note);
    a->author = str_of(o->author);
    a->expected = -1;
    if (read_roles(s, o->author, &a->roles, fail) != 0)
        return -1;
    return queue_act(s, id, a, now_wall_ms(), &acted, fail) == 0 ? 0 : -1;
}

static int
run_assign(struct store *s, struct options *o, char **args, struct fail *fail)
{
    struct queue_act a = { .assignee = str_trim(str_of(args[1])) };

    a.act = a.assignee.len > 0 ? STR("assign") : STR("release");
    return act(s, o, args[0], &a, fail);
}

static int
run_act(struct store *s, struct options *o, char **args, struct fail *fail)
{
    struct queue_act a = { .act = str_of(args[1]) };

    return act(s, o, args[0], &a, fail);
}

/* Show them, or read them from a file and keep them. */
static int
run_settings(struct store *s, struct options *o, char **args, struct fail *fail)
{
    struct buf out = BUF_MAX(SETTINGS_BYTES_MAX);
    struct workflow_settings w;
    struct js *j = NULL;
    int rc = -1;

    if (args[0] == NULL) {
        rc = store_workflow_settings_get(s, &w, fail);
    } else if (js_load(&j, args[0], SETTINGS_BYTES_MAX, fail) == 0) {
        if (workflow_settings_from_json(&w, j, fail) != 0)
            fail_wrap(fail, "%s", args[0]);
        else
            rc = store_workflow_settings_put(
                s, &w, str_of(o->author), now_wall_ms(), fail);
    }
    js_free(j);
    if (rc == 0) {
        j = workflow_settings_to_json(&w);
        js_write_pretty(&out, j);
        buf_addc(&out, '\n');
        rc = print(&out, fail);
        js_free(j);
    }
    buf_clear(&out);
    return rc;
}

static int
run_stats(struct store *s, struct options *o, char **args, struct fail *fail)
{
    struct buf out = BUF_MAX(CHUNK_BYTES_MAX);
    struct js *stats = NULL;
    int rc = store_queue_stats(s, &stats, fail);

    (void)args;
    if (rc == 0) {
        if (o->json) {
            js_write(&out, stats);
            buf_addc(&out, '\n');
        } else {
            report_stats(&out, stats);
        }
        rc = print(&out, fail);
    }
    js_free(stats);
    buf_clear(&out);
    return rc;
}

static const struct {
    const char *name;
    int (*run)(
        struct store *s, struct options *o, char **args, struct fail *fail);
    int args, more; /* how many, and how many may follow */
    enum store_mode mode;
    const char *state; /* filter unless --state is given */
} commands[] = {
    { "list", run_list, 0, 0, STORE_READ, "open" },
    { "show", run_show, 1, 0, STORE_READ, "all" },
    { "assign", run_assign, 2, 0, STORE_UPDATE, "all" },
    { "decide", run_act, 2, 0, STORE_UPDATE, "all" },
    { "act", run_act, 2, 0, STORE_UPDATE, "all" },
    { "settings", run_settings, 0, 1, STORE_UPDATE, "all" },
    { "export", run_export, 0, 0, STORE_READ, "all" },
    { "stats", run_stats, 0, 0, STORE_READ, "all" },
};

static int
run_command(size_t n, struct options *o, char **args)
{
    const char *path = store_path(o->store);
    struct fail fail = { "" };
    struct store *s = NULL;
    int rc;

    o->author = verb_author(o->author);
    if (store_open(&s, path, commands[n].mode, &fail) != 0)
        return failed(&fail);
    rc = commands[n].run(s, o, args, &fail);
    store_close(s);
    return rc == 0 ? VERB_DONE : failed(&fail);
}

int
cli_queue(int argc, char **argv)
{
    struct options o = { .json = 0 };
    const struct verb_options how = { long_options, usage, read_option };
    int status = verb_options_read(argc, argv, &how, &o);

    if (status >= 0)
        return status;
    if (optind >= argc)
        return verb_usage(usage);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(argv[optind], commands[i].name) != 0)
            continue;
        if (argc - optind - 1 < commands[i].args ||
            argc - optind - 1 > commands[i].args + commands[i].more ||
            check_state(&o.filter, commands[i].state) != 0)
            return verb_usage(usage);
        return run_command(i, &o, argv + optind + 1);
    }
    return verb_usage(usage);
}
