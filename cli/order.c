/* shelfwatch order: letters that were issued, and what is overdue. */
#include "cli/pdf.h"
#include "cli/verbs.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/now.h"
#include "review/letter_html.h"
#include "store/orders.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "shelfwatch order COMMAND [OPTION]...\n"
    "\n"
    "  list               letters, the newest first\n"
    "  text ID            the bytes that were sent\n"
    "  html ID            the same as one page that needs nothing else\n"
    "  pdf ID --output F  the same as PDF, printed by Chromium without a\n"
    "                     network\n"
    "  due                offers that should be gone; exit 1 if there are any\n"
    "\n"
    "  --open --overdue   of list: only those\n"
    "  --json             one JSON line each\n"
    "  --now TIME         as if it were that time (RFC 3339)\n"
    "  --store PATH       default $SHELFWATCH_STORE, else ./shelfwatch.db";

#define HTML_BYTES_MAX (16u << 20)

struct options {
    const char *store, *output;
    enum store_order_which which;
    int64_t now_ms, id;
    int json;
    int64_t found;
};

static void
print_js(struct js *j)
{
    struct buf line = BUF_MAX(1u << 20);

    js_write(&line, j);
    puts(buf_text(&line));
    buf_clear(&line);
    js_free(j);
}

static int
print_row(const struct store_order *o, void *ctx, struct fail *fail)
{
    const struct options *options = ctx;
    char sent[NOW_TEXT_BYTES], due[NOW_TEXT_BYTES];

    (void)fail;
    if (!options->json) {
        now_text(o->sent_ms, sent);
        now_text(o->due_ms, due);
        printf("%lld %s %s.%s to %s, sent %s, due %s%s, gone %lld/%lld\n",
            (long long)o->id, o->number, o->kind, o->language, o->recipient,
            sent, o->due_ms > 0 ? due : "never",
            o->due_known ? "" : " (weekends only)", (long long)o->gone,
            (long long)o->cases);
        return 0;
    }
    print_js(store_order_record(o));
    return 0;
}

static int
run_list(struct store *s, struct options *o, struct fail *fail)
{
    return store_order_each(
        s, o->which, 0, o->now_ms, 0, 0, print_row, o, fail);
}

static int
print_text(const struct store_order *o, void *ctx, struct fail *fail)
{
    (void)ctx;
    if (fwrite(o->document.p, 1, o->document.len, stdout) != o->document.len)
        return fail_set(fail, "standard output: write failed");
    return 0;
}

static void
make_html(struct buf *out, const struct store_order *o)
{
    const struct letter_foot foot = { str_of(o->number), str_of(o->digest) };

    letter_html_alone(out, o->document, lang_of(o->language), &foot);
}

static int
print_html(const struct store_order *o, void *ctx, struct fail *fail)
{
    struct buf html = BUF_MAX(HTML_BYTES_MAX);
    int rc = 0;

    (void)ctx;
    make_html(&html, o);
    if (fwrite(buf_text(&html), 1, html.len, stdout) != html.len)
        rc = fail_set(fail, "standard output: write failed");
    buf_clear(&html);
    return rc;
}

static int
write_pdf(const struct store_order *o, void *ctx, struct fail *fail)
{
    const struct options *options = ctx;
    struct buf html = BUF_MAX(HTML_BYTES_MAX), pdf = BUF_MAX(PDF_BYTES_MAX);
    int rc;

    make_html(&html, o);
    rc = pdf_print(buf_str(&html), &pdf, fail);
    if (rc == 0)
        rc = file_write(options->output, buf_str(&pdf), fail);
    buf_clear(&html);
    buf_clear(&pdf);
    return rc;
}

static int
with_order(struct store *s, struct options *o,
    int (*visit)(const struct store_order *o, void *ctx, struct fail *fail),
    struct fail *fail)
{
    int rc = store_order_find(s, o->id, visit, o, fail);

    if (rc == 0)
        return fail_set(fail, "no letter %lld", (long long)o->id);
    return rc == 1 ? 0 : -1;
}

static int
run_text(struct store *s, struct options *o, struct fail *fail)
{
    return with_order(s, o, print_text, fail);
}

static int
run_html(struct store *s, struct options *o, struct fail *fail)
{
    return with_order(s, o, print_html, fail);
}

static int
run_pdf(struct store *s, struct options *o, struct fail *fail)
{
    return with_order(s, o, write_pdf, fail);
}

static int
print_overdue(const struct store_overdue *d, void *ctx, struct fail *fail)
{
    struct options *o = ctx;
    char due[NOW_TEXT_BYTES];
    struct js *j;

    (void)fail;
    o->found++;
    now_text(d->due_ms, due);
    if (!o->json) {
        printf("case %lld, " STR_FMT " to " STR_FMT ", due %s, " STR_FMT "\n",
            (long long)d->id, STR_ARG(d->number), STR_ARG(d->recipient), due,
            STR_ARG(d->url));
        return 0;
    }
    j = js_new_object();
    js_set_integer(j, "case", d->id);
    js_set_integer(j, "id", d->order);
    js_set_text(j, "number", d->number);
    js_set_text(j, "recipient", d->recipient);
    js_set_text(j, "url", d->url);
    js_set_textz(j, "due", due);
    print_js(j);
    return 0;
}

static int
run_due(struct store *s, struct options *o, struct fail *fail)
{
    return store_overdue_each(s, o->now_ms, 0, print_overdue, o, fail);
}

static const struct {
    const char *name;
    int takes_id, writes; /* writes: to a file that must be named */
    int (*run)(struct store *s, struct options *o, struct fail *fail);
} commands[] = {
    { "list", 0, 0, run_list },
    { "text", 1, 0, run_text },
    { "html", 1, 0, run_html },
    { "pdf", 1, 1, run_pdf },
    { "due", 0, 0, run_due },
};

static int
run(size_t n, struct options *o)
{
    struct fail fail = { "" };
    struct store *s = NULL;
    int rc = store_open(&s, store_path(o->store), STORE_READ, &fail);

    if (rc == 0)
        rc = commands[n].run(s, o, &fail);
    store_close(s);
    if (rc != 0)
        return verb_failed("order", fail.text);
    return o->found > 0 ? VERB_FAILED : VERB_DONE;
}

int
cli_order(int argc, char **argv)
{
    static const struct option longs[] = { { "store", required_argument, NULL,
                                               's' },
        { "output", required_argument, NULL, 'o' },
        { "open", no_argument, NULL, 'O' },
        { "overdue", no_argument, NULL, 'V' },
        { "json", no_argument, NULL, 'j' },
        { "now", required_argument, NULL, 'n' },
        { "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 } };
    struct options o = { .now_ms = now_wall_ms() };
    int c;

    while ((c = getopt_long(argc, argv, "h", longs, NULL)) != -1) {
        if (c == 's')
            o.store = optarg;
        else if (c == 'o')
            o.output = optarg;
        else if (c == 'O')
            o.which = STORE_ORDERS_OPEN;
        else if (c == 'V')
            o.which = STORE_ORDERS_OVERDUE;
        else if (c == 'j')
            o.json = 1;
        else if (c == 'h') {
            printf("usage: %s\n", usage);
            return VERB_DONE;
        } else if (c != 'n' || now_parse(str_of(optarg), &o.now_ms) != 0)
            return verb_bad_option(argv, usage);
    }
    for (size_t i = 0; optind < argc && i < COUNT(commands); i++) {
        if (strcmp(argv[optind], commands[i].name) != 0)
            continue;
        if (argc - optind - 1 != commands[i].takes_id ||
            (commands[i].takes_id &&
                (str_to_i64(str_of(argv[optind + 1]), &o.id) != 0 ||
                    o.id <= 0)) ||
            (commands[i].writes && o.output == NULL))
            return verb_usage(usage);
        return run(i, &o);
    }
    return verb_usage(usage);
}
