/* shelfwatch user: who may sign in to the review pages, and tokens. */
#include "cli/verbs.h"

#include "base/now.h"
#include "base/password.h"
#include "base/width.h"
#include "cli/secret_input.h"
#include "review/session.h"
#include "review/text.h"
#include "store/throttle.h"
#include "store/tokens.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "shelfwatch user COMMAND [OPTION]...\n"
    "\n"
    "  add NAME --roles R[,R]   a new account; asks for its password\n"
    "  passwd NAME              a new password; ends the person's sessions\n"
    "  list                     accounts, their roles, when they were in use\n"
    "  role NAME R[,R]          other roles\n"
    "  disable NAME, enable NAME\n"
    "  token add NAME --scopes S[,S] [--for TEXT] [--days N]\n"
    "                           a key for a program; printed once\n"
    "  token list, token revoke ID\n"
    "\n"
    "  --store PATH    default $SHELFWATCH_STORE, else ./shelfwatch.db\n"
    "  --roles R       analyst validator auditor administrator\n"
    "  --display TEXT  the name others see; default NAME\n"
    "  --language L    en, de or zh; default: what the browser asks for\n"
    "  --must-change   the person chooses another password first of all\n"
    "  --no-password   signs in through a proxy only (serve --proxy-user)\n"
    "  --scopes S      read decide orders audit\n"
    "  --days N        how long the token is valid; default 90\n"
    "  --json          one JSON line for each account or token\n"
    "\n"
    "A password is read from the terminal, without echo, or as one line of\n"
    "standard input. With the first account, serve lets nobody in without "
    "one.";

#define DAYS_DEFAULT 90
#define DAYS_MAX 3650
#define DAY_MS (24 * 3600 * 1000LL)
#define ACTOR_BYTES_MAX 300

struct options {
    const char *store, *roles, *display, *language, *scopes, *purpose;
    int64_t days;
    int must_change, no_password, json;
};

/* One command at work. */
struct work {
    struct store *store;
    const struct options *o;
    char **args;
    struct store_by by;
    struct fail *fail;
};

enum {
    O_STORE = 256,
    O_ROLES,
    O_DISPLAY,
    O_LANGUAGE,
    O_SCOPES,
    O_FOR,
    O_DAYS,
    O_MUST_CHANGE,
    O_NO_PASSWORD,
    O_JSON
};

static const struct option long_options[] = {
    { "store", required_argument, NULL, O_STORE },
    { "roles", required_argument, NULL, O_ROLES },
    { "display", required_argument, NULL, O_DISPLAY },
    { "language", required_argument, NULL, O_LANGUAGE },
    { "scopes", required_argument, NULL, O_SCOPES },
    { "for", required_argument, NULL, O_FOR },
    { "days", required_argument, NULL, O_DAYS },
    { "must-change", no_argument, NULL, O_MUST_CHANGE },
    { "no-password", no_argument, NULL, O_NO_PASSWORD },
    { "json", no_argument, NULL, O_JSON },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};

/* 0, or -1 on wrong usage. */
static int
read_option(void *ctx, int option)
{
    struct options *o = ctx;
    enum text_lang lang;

    switch (option) {
    case O_STORE:
        o->store = optarg;
        return 0;
    case O_ROLES:
        o->roles = optarg;
        return 0;
    case O_DISPLAY:
        o->display = optarg;
        return 0;
    case O_LANGUAGE:
        o->language = optarg;
        return strlen(optarg) == 2 ? text_lang_find(&lang, str_of(optarg)) : -1;
    case O_SCOPES:
        o->scopes = optarg;
        return 0;
    case O_FOR:
        o->purpose = optarg;
        return 0;
    case O_DAYS:
        return str_to_i64(str_of(optarg), &o->days) != 0 || o->days < 1 ||
                       o->days > DAYS_MAX
                   ? -1
                   : 0;
    case O_MUST_CHANGE:
        o->must_change = 1;
        return 0;
    case O_NO_PASSWORD:
        o->no_password = 1;
        return 0;
    case O_JSON:
        o->json = 1;
        return 0;
    default:
        return -1;
    }
}

/* --- accounts --- */

static int
find(struct work *w, const char *name, struct store_account *a)
{
    int rc = store_account_find(w->store, str_of(name), a, w->fail);

    if (rc == 0)
        fail_set(w->fail, "no account '%.60s'", name);
    return rc == 1 ? 0 : -1;
}

/* Ask for a password and make its kept form. */
static int
ask(struct work *w, const char *name, char kept[PASSWORD_KEPT_BYTES])
{
    struct buf password = BUF_MAX(PASSWORD_BYTES_MAX + 1);
    int rc = secret_input_new(&password, name, w->fail);

    if (rc == 0)
        rc = password_check(buf_str(&password), str_of(name), w->fail);
    if (rc == 0)
        rc = password_keep(kept, buf_str(&password), w->fail);
    secret_input_clear(&password);
    return rc;
}

static int
run_add(struct work *w)
{
    struct store_account a = { .must_change = w->o->must_change };
    char kept[PASSWORD_KEPT_BYTES] = "";

    if (w->o->roles == NULL)
        return fail_set(w->fail, "--roles is missing");
    if (account_init(&a.account, str_of(w->args[0]), str_of(w->o->display),
            w->fail) != 0 ||
        role_parse(&a.account.roles, str_of(w->o->roles), w->fail) != 0)
        return -1;
    if (w->o->language != NULL)
        snprintf(a.account.language, sizeof a.account.language, "%s",
            w->o->language);
    if (!w->o->no_password && ask(w, w->args[0], kept) != 0)
        return -1;
    return store_account_add(w->store, &w->by, &a, kept, w->fail);
}

static int
run_passwd(struct work *w)
{
    struct store_account a;
    struct store_attempt attempt = { .at_ms = w->by.at_ms };
    char kept[PASSWORD_KEPT_BYTES];

    if (find(w, w->args[0], &a) != 0 || ask(w, a.account.name, kept) != 0)
        return -1;
    attempt.name = str_of(a.account.name);
    if (store_throttle_clear(w->store, &attempt, w->fail) != 0)
        return -1;
    return store_account_password(
        w->store, &w->by, a.account.id, kept, w->o->must_change, w->fail);
}

static int
run_role(struct work *w)
{
    struct store_account a;
    unsigned roles;

    if (find(w, w->args[0], &a) != 0 ||
        role_parse(&roles, str_of(w->args[1]), w->fail) != 0)
        return -1;
    return store_account_roles(w->store, &w->by, a.account.id, roles, w->fail);
}

static int
set_disabled(struct work *w, int disabled)
{
    struct store_account a;

    if (find(w, w->args[0], &a) != 0)
        return -1;
    return store_account_disable(
        w->store, &w->by, a.account.id, disabled, w->fail);
}

static int
run_disable(struct work *w)
{
    return set_disabled(w, 1);
}

static int
run_enable(struct work *w)
{
    return set_disabled(w, 0);
}

static void
set_time(struct js *j, const char *name, int64_t ms)
{
    char text[NOW_TEXT_BYTES];

    now_text(ms, text);
    if (ms > 0)
        js_set_textz(j, name, text);
}

static int
print(struct buf *out)
{
    size_t len = out->len;
    int ok = fwrite(buf_text(out), 1, len, stdout) == len;

    buf_clear(out);
    return ok ? 0 : -1;
}

static int
list_account(const struct store_account *a, void *ctx, struct fail *fail)
{
    const struct options *o = ctx;
    struct buf out = BUF_MAX(10000), roles = BUF_MAX(200);
    char seen[NOW_TEXT_BYTES];

    role_write(&roles, a->account.roles);
    if (o->json) {
        struct js *j = js_new_object();

        js_set_textz(j, "name", a->account.name);
        js_set_textz(j, "display", a->account.display);
        js_set_text(j, "roles", buf_str(&roles));
        js_set_bool(j, "disabled", a->disabled);
        js_set_bool(j, "must_change", a->must_change);
        js_set_bool(j, "password", a->has_password);
        set_time(j, "created", a->created_ms);
        set_time(j, "seen", a->seen_ms);
        js_write(&out, j);
        js_free(j);
    } else {
        now_text(a->seen_ms, seen);
        width_add_cell(&out, str_of(a->account.name), 20);
        buf_addc(&out, ' ');
        width_add_cell(&out, str_of(a->account.display), 20);
        buf_addf(&out, " %-9s %-20s " STR_FMT, a->disabled ? "disabled" : "",
            a->seen_ms > 0 ? seen : "never", STR_ARG(buf_str(&roles)));
    }
    buf_addc(&out, '\n');
    buf_clear(&roles);
    return print(&out) == 0 ? 0 : fail_set(fail, "standard output: failed");
}

static int
run_list(struct work *w)
{
    return store_account_each(
        w->store, list_account, (void *)(uintptr_t)w->o, w->fail);
}

/* --- tokens --- */

static int
run_token_add(struct work *w)
{
    struct store_token t = { .id = 0 };
    char token[SESSION_API_TOKEN_BYTES], hash[SESSION_TOKEN_BYTES];
    int64_t days = w->o->days > 0 ? w->o->days : DAYS_DEFAULT;

    if (w->o->scopes == NULL)
        return fail_set(w->fail, "--scopes is missing");
    if (find(w, w->args[0], &t.account) != 0 ||
        scope_parse(&t.scopes, str_of(w->o->scopes), w->fail) != 0 ||
        session_new_token(token, hash, w->fail) != 0)
        return -1;
    snprintf(t.name, sizeof t.name, "%s",
        w->o->purpose != NULL ? w->o->purpose : "");
    t.expires_ms = w->by.at_ms + days * DAY_MS;
    if (store_token_add(w->store, &w->by, &t, hash, w->fail) != 0)
        return -1;
    printf("%s\n", token);
    fprintf(stderr,
        "token %lld of %s, valid %lld days; it is not shown "
        "again\n",
        (long long)t.id, t.account.account.name, (long long)days);
    return 0;
}

static int
list_token(const struct store_token *t, void *ctx, struct fail *fail)
{
    const struct options *o = ctx;
    struct buf out = BUF_MAX(10000), scopes = BUF_MAX(200);
    char expires[NOW_TEXT_BYTES];

    scope_write(&scopes, t->scopes);
    if (o->json) {
        struct js *j = js_new_object();

        js_set_integer(j, "id", t->id);
        js_set_textz(j, "account", t->account.account.name);
        js_set_textz(j, "for", t->name);
        js_set_text(j, "scopes", buf_str(&scopes));
        js_set_bool(j, "revoked", t->revoked);
        set_time(j, "created", t->created_ms);
        set_time(j, "expires", t->expires_ms);
        set_time(j, "seen", t->seen_ms);
        js_write(&out, j);
        js_free(j);
    } else {
        now_text(t->expires_ms, expires);
        buf_addf(&out, "%6lld ", (long long)t->id);
        width_add_cell(&out, str_of(t->account.account.name), 20);
        buf_addf(&out, " %-8s until %.10s  %-24s ", t->revoked ? "revoked" : "",
            expires, buf_text(&scopes));
        width_add(&out, str_of(t->name));
    }
    buf_addc(&out, '\n');
    buf_clear(&scopes);
    return print(&out) == 0 ? 0 : fail_set(fail, "standard output: failed");
}

static int
run_token_list(struct work *w)
{
    return store_token_each(
        w->store, list_token, (void *)(uintptr_t)w->o, w->fail);
}

static int
run_token_revoke(struct work *w)
{
    int64_t id;

    if (str_to_i64(str_of(w->args[0]), &id) != 0)
        return fail_set(
            w->fail, "'%.60s' is not the number of a token", w->args[0]);
    return store_token_revoke(w->store, &w->by, id, w->fail);
}

/* --- the verb --- */

static const struct command {
    const char *name, *sub; /* sub: second word, or NULL */
    int args;
    enum store_mode mode;
    int (*run)(struct work *w);
} commands[] = {
    { "add", NULL, 1, STORE_UPDATE, run_add },
    { "passwd", NULL, 1, STORE_UPDATE, run_passwd },
    { "list", NULL, 0, STORE_READ, run_list },
    { "role", NULL, 2, STORE_UPDATE, run_role },
    { "disable", NULL, 1, STORE_UPDATE, run_disable },
    { "enable", NULL, 1, STORE_UPDATE, run_enable },
    { "token", "add", 1, STORE_UPDATE, run_token_add },
    { "token", "list", 0, STORE_READ, run_token_list },
    { "token", "revoke", 1, STORE_UPDATE, run_token_revoke },
};

/* Whoever can write the store's file is its user on the terminal, which is
 * no account: the audit log tells them apart. */
static int
run(const struct command *c, const struct options *o, char **args)
{
    struct buf actor = BUF_MAX(ACTOR_BYTES_MAX);
    struct fail fail = { "" };
    struct work w = { .o = o, .args = args, .fail = &fail };
    int rc = -1;

    buf_addf(&actor, "terminal:%s", verb_author(NULL));
    w.by = (struct store_by){ buf_text(&actor), now_wall_ms() };
    if (store_open(&w.store, store_path(o->store), c->mode, &fail) == 0)
        rc = c->run(&w);
    store_close(w.store);
    buf_clear(&actor);
    return rc == 0 ? VERB_DONE : verb_failed("user", fail.text);
}

int
cli_user(int argc, char **argv)
{
    struct options o = { .days = 0 };
    const struct verb_options how = { long_options, usage, read_option };
    int status = verb_options_read(argc, argv, &how, &o);

    if (status >= 0)
        return status;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        const struct command *c = &commands[i];
        int at = optind + 1 + (c->sub != NULL);

        if (optind < argc && strcmp(argv[optind], c->name) == 0 &&
            (c->sub == NULL ||
                (optind + 1 < argc && strcmp(argv[optind + 1], c->sub) == 0)) &&
            argc - at == c->args)
            return run(c, &o, argv + at);
    }
    return verb_usage(usage);
}
