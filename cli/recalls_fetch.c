/* shelfwatch recalls fetch and sources: the web into the store, and how the
 * sources are. */
#include "cli/recalls_work.h"
#include "cli/stop.h"
#include "cli/verbs.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/now.h"
#include "base/sandbox.h"
#include "scan/recall_fetch.h"
#include "scan/recall_health.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
say(const char *text, void *ctx)
{
    (void)ctx;
    log_warn("event=bad_notice why=%s", text);
}

static void
complain(const char *name, enum feed_state state, const char *why)
{
    log_warn("event=source_unwell source=%s state=%s why=%s", name,
        feed_health_name(state), why);
}

/* Why the contact cannot go into a header, or NULL. */
static const char *
contact_fault(const char *contact)
{
    if (contact == NULL || contact[0] == '\0')
        return "--contact is missing (or 'contact' of --config): official "
               "services want to know who is calling";
    for (const char *p = contact; *p != '\0'; p++)
        if ((unsigned char)*p <= ' ' || strchr("()<>", *p) != NULL ||
            (unsigned char)*p >= 0x7F)
            return "--contact must be one URL or e-mail address";
    return NULL;
}

/* The sources to fetch; their number, or -1. */
static int
choose(const struct feed_source **out, size_t max, int argc, char **argv,
    const struct recalls_options *o, const struct recall_config *c,
    struct fail *fail)
{
    const struct feed_source *feed;
    size_t count = 0;

    for (int i = 0; i < argc && count < max; i++) {
        feed = feed_find(str_of(argv[i]));
        if (feed == NULL)
            return fail_set(
                fail, "unknown source '%s'; see 'recalls sources'", argv[i]);
        out[count++] = feed;
    }
    for (size_t i = 0; o->all && (feed = feed_at(i)) != NULL; i++)
        if (count < max &&
            (c->named.count > 0 ? texts_has(&c->named, str_of(feed->name))
                                : !feed->alternative))
            out[count++] = feed;
    return (int)count;
}

/* Returns 1 if the source is unwell. */
static int
print_fetched(const struct feed_source *feed, const struct recall_fetched *g)
{
    printf("%s: %s; documents %lld (unchanged %lld), read %lld, bad %lld; "
           "new %lld, changed %lld, withdrawn %lld%s",
        feed->name, feed_health_name(g->state), (long long)g->documents,
        (long long)g->unchanged, (long long)g->records, (long long)g->bad,
        (long long)g->fresh, (long long)g->changed, (long long)g->withdrawn,
        g->waiting > 0 ? "" : "\n");
    if (g->waiting > 0)
        printf(
            "; %lld documents wait for the next run\n", (long long)g->waiting);
    fflush(stdout);
    if (g->state == FEED_OK)
        return 0;
    complain(feed->name, g->state, g->why);
    return 1;
}

static void
add_figures(
    struct run_metrics *m, const char *source, const struct recall_fetched *g)
{
    const struct {
        const char *name, *help;
        int64_t n;
    } all[] = {
        { "source_ok", "1 if the source gave what it usually does.",
            g->state == FEED_OK },
        { "documents", "Documents that were read.", g->documents },
        { "documents_waiting", "Documents left for the next run.", g->waiting },
        { "records", "Notices in them.", g->records },
        { "records_bad", "Notices that could not be read.", g->bad },
        { "notices_new", "Notices that were not known.", g->fresh },
        { "notices_changed", "Notices that changed.", g->changed },
        { "notices_withdrawn", "Notices that are gone.", g->withdrawn },
    };

    for (size_t i = 0; i < COUNT(all); i++)
        run_metrics_add(
            m, all[i].name, all[i].help, "source", str_of(source), all[i].n);
}

/* What comes is hostile until it is read: this process keeps the network, the
 * store's folder, that of the figures, and what a resolver reads. */
static int
enter_sandbox(const char *store, const char *also, struct fail *fail)
{
    char *dir = mem_text(store), *slash = strrchr(dir, '/');
    const char *const dirs[] = { slash == NULL ? "." : dir, also, NULL };
    struct sandbox box = {
        .read_dirs = sandbox_network_dirs(), .write_dirs = dirs, .network = 1
    };
    char report[200];
    int rc;

    if (slash != NULL)
        *(slash == dir ? slash + 1 : slash) = '\0';
    rc = sandbox_enter(&box, report, sizeof report, fail);
    free(dir);
    return rc;
}

static int
fetch_all(const struct recall_fetch_options *fo, struct store *s,
    const struct feed_source *const *feeds, int count,
    struct run_metrics *figures, struct fail *fail)
{
    struct recall_fetcher *f = NULL;
    int unwell = 0, rc = recall_fetch_new(&f, fo, fail);

    for (int i = 0; i < count && rc == 0 && !stop_asked(); i++) {
        struct recall_fetched got = { 0 };

        rc = recall_fetch_run(f, s, feeds[i], &got, fail);
        if (rc == 0) {
            unwell += print_fetched(feeds[i], &got);
            add_figures(figures, feeds[i]->name, &got);
        }
    }
    recall_fetch_free(f);
    return rc != 0 ? -1 : unwell;
}

static int
run_fetch(int argc, char **argv, const struct recalls_options *o,
    struct recall_config *c, struct run_metrics *figures, struct fail *fail)
{
    const struct feed_source *feeds[64];
    struct recall_fetch_options fo = { .config = c,
        .full = o->full,
        .accept = o->accept,
        .say = say,
        .stop = stop_flag() };
    struct store *s = NULL;
    int count = choose(feeds, COUNT(feeds), argc, argv, o, c, fail);
    int rc = -1;

    if (count < 0)
        return -1;
    if (o->base != NULL &&
        (count != 1 || recall_config_set_base(
                           c, feeds[0]->name, str_of(o->base), fail) != 0))
        return count != 1 ? fail_set(fail, "--base is for one source") : -1;
    if (store_open(&s, store_path(o->store), STORE_WRITE, fail) == 0 &&
        store_lock(s, "recalls fetch", fail) == 0 &&
        enter_sandbox(
            store_path(o->store), run_metrics_folder(figures), fail) == 0)
        rc = fetch_all(&fo, s, feeds, count, figures, fail);
    if (rc >= 0 && recalls_sweep_store(s, o, figures, fail) != 0)
        rc = -1;
    store_close(s);
    return rc;
}

int
recalls_fetch(int argc, char **argv, const struct recalls_options *o)
{
    struct recall_config c;
    struct run_metrics figures;
    struct fail fail = { "" };
    const char *contact, *fault;
    int rc = -1;

    if (o->all ? argc > 0 : argc == 0) {
        fprintf(stderr, "shelfwatch recalls: fetch wants sources, or --all\n");
        return VERB_USAGE;
    }
    recall_config_init(&c);
    if (o->config != NULL && recall_config_load(&c, o->config, &fail) != 0)
        goto out;
    contact = o->contact != NULL ? o->contact : c.contact;
    fault = contact_fault(contact);
    if (fault != NULL) {
        fprintf(stderr, "shelfwatch recalls: %s\n", fault);
        recall_config_clear(&c);
        return VERB_USAGE;
    }
    if (contact != c.contact)
        recall_config_set_contact(&c, contact);
    stop_on_first_signal();
    run_metrics_begin(&figures, o->metrics, "recalls fetch");
    rc = run_fetch(argc, argv, o, &c, &figures, &fail);
    run_metrics_end(&figures, rc == 0);
out:
    recall_config_clear(&c);
    if (rc < 0)
        return verb_failed("recalls", fail.text);
    return rc > 0 ? VERB_FAILED : VERB_DONE;
}

/* --- sources --- */

static const char *
shown(const struct js *j, const char *name)
{
    struct str s = js_get_text(j, name);

    return s.len > 0 ? s.p : "-";
}

static void
print_row(const struct js *j)
{
    const struct js *pass = js_get(j, "pass");
    struct buf last = BUF_MAX(64), usual = BUF_MAX(32);

    buf_adds(&last, str_sub(str_of(shown(j, "last_success")), 0, 16));
    if (js_kind(js_get(j, "usual")) == JS_NUMBER)
        buf_addf(&usual, "%lld", (long long)js_integer(js_get(j, "usual"), 0));
    printf("%-22s %-13s %-16s %-10s %8lld %8s %7lld %7lld\n", shown(j, "name"),
        shown(j, "state"), buf_text(&last), shown(j, "newest"),
        (long long)js_integer(js_get(pass, "records"), 0),
        usual.len > 0 ? buf_text(&usual) : "-",
        (long long)js_integer(js_get(pass, "new"), 0),
        (long long)js_integer(js_get(j, "notices"), 0));
    buf_clear(&last);
    buf_clear(&usual);
}

static void
print_source(const struct js *j, int json)
{
    struct buf line = BUF_MAX(1 << 16);

    if (!json) {
        print_row(j);
        return;
    }
    js_write(&line, j);
    puts(buf_text(&line));
    buf_clear(&line);
}

/* A store that is not there yet: nothing was fetched. */
static int
open_to_read(struct store **out, const char *path, struct fail *fail)
{
    return access(path, F_OK) != 0 ? 0
                                   : store_open(out, path, STORE_READ, fail);
}

int
recalls_fetch_sources(const struct recalls_options *o)
{
    struct store *s = NULL;
    const struct feed_source *feed;
    struct fail fail = { "" };
    int unwell = 0, rc = open_to_read(&s, store_path(o->store), &fail);

    if (rc == 0 && !o->json)
        printf("%-22s %-13s %-16s %-10s %8s %8s %7s %7s\n", "source", "state",
            "last success", "newest", "records", "usual", "new", "kept");
    for (size_t i = 0; rc == 0 && (feed = feed_at(i)) != NULL; i++) {
        enum feed_state state = FEED_NEVER;
        struct js *j = recall_health(s, feed, now_wall_ms(), &state, &fail);

        if (j == NULL) {
            rc = -1;
            break;
        }
        if (o->source == NULL || strcmp(o->source, feed->source) == 0) {
            print_source(j, o->json);
            if (state > FEED_OK) {
                complain(feed->name, state, js_get_text(j, "why").p);
                unwell++;
            }
        }
        js_free(j);
    }
    store_close(s);
    if (rc != 0)
        return verb_failed("recalls", fail.text);
    return unwell > 0 ? VERB_FAILED : VERB_DONE;
}
