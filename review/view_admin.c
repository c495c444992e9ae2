#include "review/view_admin.h"

#include "base/file.h"
#include "base/mem.h"
#include "core/campaign.h"
#include "review/form.h"
#include "review/pages.h"
#include "review/view_table.h"
#include "store/campaigns.h"

#include <stdio.h>
#include <string.h>

#define PATH_BYTES_MAX 4096
#define NAME_BYTES_MAX 200

void
view_admin_places(struct view *v)
{
    static const char *const places[][2] = {
        { "/admin/users", "users" },
        { "/admin/policy", "policy" },
        { "/admin/campaigns", "campaigns" },
        { "/workflow", "set.title" },
        { "/admin/retention", "retention.title" },
        { "/audit", "audit_log" },
    };
    struct markup *m = &v->m;

    markup_open(m, "nav",
        ATTRS({ "class", STR("places") },
            { "aria-label", view_text(v, "admin") }));
    for (size_t i = 0; i < COUNT(places); i++)
        markup_leaf(m, "a",
            ATTRS({ "href", str_of(places[i][0]) },
                { "aria-current",
                    str_is(v->here, places[i][0]) ? STR("page") : STR_NONE }),
            view_text(v, places[i][1]));
    markup_close(m);
}

static void
start(struct view *v, const char *title, const char *hint)
{
    view_start(v, view_text(v, title));
    view_admin_places(v);
    markup_leaf(&v->m, "h1", NO_ATTRS, view_text(v, title));
    markup_leaf(
        &v->m, "p", ATTRS({ "class", STR("quiet") }), view_text(v, hint));
}

/* --- policy --- */

void
view_admin_policy(struct view *v)
{
    static const char *const heads[] = { "policy.name", "policy.value",
        "policy.from", NULL };
    struct markup *m = &v->m;

    start(v, "policy", "policy_hint");
    view_table_plain(v, "", view_text(v, "policy"), heads);
    for (const struct pages_value *p = v->pages->values;
         p != NULL && p->name != NULL; p++) {
        markup_open(m, "tr", NO_ATTRS);
        markup_leaf(m, "th", ATTRS({ "scope", STR("row") }), str_of(p->name));
        markup_leaf(m, "td", NO_ATTRS, str_of(p->value));
        markup_open(m, "td", NO_ATTRS);
        markup_leaf(m, "code", NO_ATTRS, str_of(p->from));
        markup_close(m);
        markup_close(m);
    }
    view_table_end(v);
    view_end(v);
}

/* --- campaigns --- */

static const char *
file_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static void
campaign_form(struct view *v, const char *file, const char *digest, int allowed)
{
    form_start(v, "stack", "/admin/campaigns");
    form_hidden(v, "file", str_of(file));
    form_hidden(v, "digest", allowed ? STR("") : str_of(digest));
    form_submit(v, allowed ? "campaigns.forbid" : "campaigns.allow", 0);
    form_end(v);
}

static void
campaign_cells(
    struct view *v, const char *file, const struct campaign *c, int allowed)
{
    struct markup *m = &v->m;

    markup_open(m, "td", NO_ATTRS);
    markup_textf(m, "%s, %s", c->name, c->market);
    markup_close(m);
    markup_open(m, "td", NO_ATTRS);
    markup_textf(m, "%zu", c->start.count);
    markup_close(m);
    markup_open(m, "td", NO_ATTRS);
    markup_text(m, c->ignore_robots ? str_of(c->legal_basis)
                                    : view_text(v, "campaigns.robots"));
    markup_close(m);
    markup_leaf(m, "td", NO_ATTRS,
        view_text(v, allowed ? "campaigns.allowed" : "campaigns.forbidden"));
    if (!view_may(v, ROLE_ADMINISTRATOR))
        return;
    markup_open(m, "td", NO_ATTRS);
    campaign_form(v, file, c->digest, allowed);
    markup_close(m);
}

/* A file that does not load is shown with the reason, and cannot be allowed.
 */
static int
campaign_row(const char *path, void *ctx, struct fail *fail)
{
    struct view *v = ctx;
    struct markup *m = &v->m;
    struct campaign *c = NULL;
    struct fail broken = { "" };
    const char *file = file_name(path);
    int loads = campaign_load(&c, path, &broken) == 0, allowed = 0;

    if (loads)
        allowed = store_campaign_allowed(v->store, file, c->digest, fail);
    markup_open(m, "tr", NO_ATTRS);
    markup_leaf(m, "th", ATTRS({ "scope", STR("row") }), str_of(file));
    if (loads && allowed >= 0)
        campaign_cells(v, file, c, allowed);
    else
        markup_leaf(m, "td",
            ATTRS({ "colspan",
                view_may(v, ROLE_ADMINISTRATOR) ? STR("5") : STR("4") }),
            str_of(broken.text));
    markup_close(m);
    campaign_free(c);
    return allowed < 0 ? -1 : 0;
}

static void
campaigns_page(struct view *v, int status, const char *trouble)
{
    static const char *const heads[] = { "campaigns.file", "campaign",
        "campaigns.starts", "campaigns.basis", "campaigns.state",
        "users.change", NULL };
    static const char *const heads_read[] = { "campaigns.file", "campaign",
        "campaigns.starts", "campaigns.basis", "campaigns.state", NULL };
    struct fail fail = { "" };
    int rc = 0;

    v->rs->status = status;
    start(v, "campaigns", "campaigns_hint");
    form_complain(v, trouble, NULL);
    if (v->pages->campaigns == NULL) {
        markup_leaf(&v->m, "p", ATTRS({ "class", STR("empty") }),
            view_text(v, "campaigns_none"));
    } else {
        view_table_plain(v, "", view_text(v, "campaigns"),
            view_may(v, ROLE_ADMINISTRATOR) ? heads : heads_read);
        rc = file_each(v->pages->campaigns, ".yaml", campaign_row, v, &fail);
        view_table_end(v);
    }
    if (rc != 0)
        view_error(v, 503, "campaigns_unread", fail.text);
    else
        view_end(v);
}

void
view_admin_campaigns(struct view *v)
{
    campaigns_page(v, 200, NULL);
}

/* The file in its folder: a name alone, no way out of it. */
static int
path_of(const struct view *v, struct str file, struct buf *path)
{
    if (v->pages->campaigns == NULL || file.len == 0 ||
        file.len > NAME_BYTES_MAX || file.p[0] == '.' ||
        str_find_char(file, '/', 0) >= 0 || !str_ends(file, STR(".yaml")))
        return -1;
    buf_addf(path, "%s/" STR_FMT, v->pages->campaigns, STR_ARG(file));
    return path->over || !file_exists(buf_text(path)) ? -1 : 0;
}

/* Allowed is the file that was looked at, not one that was changed since. */
static int
allow(struct view *v, const char *file, const char *path, struct str digest,
    struct fail *fail)
{
    struct store_by by = { v->user->name, v->now_ms };
    struct campaign *c = NULL;
    int rc;

    if (campaign_load(&c, path, fail) != 0 || !str_is(digest, c->digest))
        rc = 1;
    else
        rc = store_campaign_allow(v->store, &by, file, c->digest, fail);
    campaign_free(c);
    return rc;
}

void
view_admin_campaigns_put(struct view *v)
{
    struct str file = http_request_form(v->rq, "file", 0);
    struct str digest = http_request_form(v->rq, "digest", 0);
    struct store_by by = { v->user->name, v->now_ms };
    struct buf path = BUF_MAX(PATH_BYTES_MAX);
    struct fail fail = { "" };
    int rc;

    if (path_of(v, file, &path) != 0) {
        view_error(v, 404, "not_found", "");
        buf_clear(&path);
        return;
    }
    if (digest.len > 0)
        rc = allow(v, file.p, buf_text(&path), digest, &fail);
    else
        rc = store_campaign_forbid(v->store, &by, file.p, &fail);
    if (rc == 0)
        view_redirect(v, "/admin/campaigns");
    else if (rc > 0)
        campaigns_page(v, 409, "campaigns_changed");
    else
        view_error(v, 503, "broken_store", "");
    buf_clear(&path);
}

void
view_admin_start(struct view *v, int status, const char *title, const char *why)
{
    struct markup *m = &v->m;

    v->rs->status = status;
    view_start(v, view_text(v, title));
    view_admin_places(v);
    markup_leaf(m, "h1", NO_ATTRS, view_text(v, title));
    if (why != NULL) {
        markup_open(m, "p",
            ATTRS({ "class", STR("flash bad") }, { "role", STR("alert") }));
        markup_text(m, view_text(v, "error"));
        markup_textz(m, ": ");
        markup_textz(m, why);
        markup_close(m);
    } else if (http_request_param(v->rq, "done", 0).len > 0) {
        markup_leaf(m, "p",
            ATTRS({ "class", STR("flash") }, { "role", STR("status") }),
            view_text(v, "recorded"));
    }
}

void
view_admin_form(struct view *v, const char *action, const char *lead)
{
    struct markup *m = &v->m;
    int may = view_may(v, ROLE_ADMINISTRATOR);

    markup_open(m, "form",
        ATTRS({ "class", STR("card settings") }, { "method", STR("post") },
            { "action", str_of(action) }));
    markup_open(m, "fieldset",
        ATTRS({ "class", STR("plain") },
            { "disabled", may ? STR_NONE : STR("") }));
    markup_leaf(m, "legend", ATTRS({ "class", STR("quiet") }),
        view_text(v, may ? lead : "reads_only"));
    if (may)
        view_csrf(v);
}

void
view_admin_form_end(struct view *v)
{
    if (view_may(v, ROLE_ADMINISTRATOR))
        markup_leaf(&v->m, "button",
            ATTRS({ "type", STR("submit") }, { "class", STR("primary") }),
            view_text(v, "set.save"));
    markup_close(&v->m);
    markup_close(&v->m);
}
