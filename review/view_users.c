#include "review/view_users.h"

#include "base/now.h"
#include "review/form.h"
#include "review/hashing.h"
#include "review/view_admin.h"
#include "review/view_table.h"
#include "store/accounts.h"

#include <stdio.h>

/* What was wrong with the form that was sent last. */
struct trouble {
    const char *key; /* NULL: nothing */
    const char *why;
    struct str name, display; /* as typed */
};

static const unsigned bits[] = { ROLE_ANALYST, ROLE_VALIDATOR, ROLE_AUDITOR,
    ROLE_ADMINISTRATOR };
#define BITS (sizeof bits / sizeof bits[0])

static void
role_boxes(struct view *v, const char *legend, unsigned chosen)
{
    markup_open(&v->m, "fieldset", NO_ATTRS);
    markup_leaf(&v->m, "legend", NO_ATTRS, view_text(v, legend));
    for (size_t i = 0; i < BITS; i++)
        form_check(v, "role", role_name(bits[i]),
            text_name(v->lang, "role", str_of(role_name(bits[i]))),
            (chosen & bits[i]) != 0);
    markup_close(&v->m);
}

static unsigned
roles_read(const struct view *v)
{
    unsigned roles = 0, bit;
    struct str name;

    for (size_t i = 0; (name = http_request_form(v->rq, "role", i)).len > 0;
         i++)
        if (role_find(&bit, name) == 0)
            roles |= bit;
    return roles;
}

static void
row_forms(struct view *v, const struct store_account *a)
{
    long long id = (long long)a->account.id;
    struct markup *m = &v->m;
    char to[80];

    markup_open(m, "details", NO_ATTRS);
    markup_open(m, "summary", NO_ATTRS);
    markup_text(m, view_text(v, "users.change"));
    markup_textz(m, " ");
    markup_leaf(
        m, "span", ATTRS({ "class", STR("unseen") }), str_of(a->account.name));
    markup_close(m);
    snprintf(to, sizeof to, "/admin/users/%lld/roles", id);
    form_start(v, "stack", to);
    role_boxes(v, "users.roles", a->account.roles);
    form_submit(v, "users.save", 0);
    form_end(v);
    snprintf(to, sizeof to, "/admin/users/%lld/password", id);
    form_start(v, "stack", to);
    form_field(v, &(struct form_field){ "users.password", "password",
                      "new-password", STR_NONE, 1 });
    form_submit(v, "users.set_password", 0);
    form_end(v);
    snprintf(to, sizeof to, "/admin/users/%lld/disable", id);
    form_start(v, "stack", to);
    form_hidden(v, "disabled", a->disabled ? STR("0") : STR("1"));
    form_submit(v, a->disabled ? "users.enable" : "users.disable", 0);
    form_end(v);
    markup_close(m);
}

static void
roles_cell(struct view *v, unsigned roles)
{
    markup_open(&v->m, "td", NO_ATTRS);
    for (size_t i = 0; i < BITS; i++)
        if ((roles & bits[i]) != 0) {
            view_chip(v, "role", str_of(role_name(bits[i])));
            markup_textz(&v->m, " ");
        }
    markup_close(&v->m);
}

static int
row(const struct store_account *a, void *ctx, struct fail *fail)
{
    struct view *v = ctx;
    struct markup *m = &v->m;
    char seen[NOW_TEXT_BYTES];

    (void)fail;
    now_text(a->seen_ms, seen);
    markup_open(m, "tr", NO_ATTRS);
    markup_leaf(
        m, "th", ATTRS({ "scope", STR("row") }), str_of(a->account.name));
    markup_leaf(m, "td", NO_ATTRS, str_of(a->account.display));
    roles_cell(v, a->account.roles);
    markup_leaf(m, "td", NO_ATTRS,
        view_text(v, a->disabled ? "users.disabled" : "users.enabled"));
    markup_open(m, "td", NO_ATTRS);
    if (a->seen_ms > 0)
        view_date(v, str_of(seen), 1);
    else
        markup_text(m, view_text(v, "users.never"));
    markup_close(m);
    if (view_may(v, ROLE_ADMINISTRATOR)) {
        markup_open(m, "td", NO_ATTRS);
        row_forms(v, a);
        markup_close(m);
    }
    markup_close(m);
    return 0;
}

static int
table(struct view *v, struct fail *fail)
{
    const char *const heads[] = { "name", "users.shown", "users.roles",
        "users.state", "users.seen",
        view_may(v, ROLE_ADMINISTRATOR) ? "users.change" : NULL, NULL };
    int rc;

    view_table_plain(v, "", view_text(v, "users"), heads);
    rc = store_account_each(v->store, row, v, fail);
    view_table_end(v);
    return rc;
}

static void
add_form(struct view *v, const struct trouble *t)
{
    struct markup *m = &v->m;

    markup_leaf(m, "h2", NO_ATTRS, view_text(v, "users.add"));
    form_start(v, "card narrow", "/admin/users");
    form_field(v, &(struct form_field){ "name", "text", "off", t->name, 1 });
    form_field(v,
        &(struct form_field){ "users.display", "text", "off", t->display, 0 });
    role_boxes(v, "users.roles", ROLE_ANALYST);
    form_field(v, &(struct form_field){ "users.password", "password",
                      "new-password", STR_NONE, 1 });
    markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
        view_text(v, "password_rule"));
    markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
        view_text(v, "users.first_password"));
    form_submit(v, "users.add", 1);
    form_end(v);
}

static void
page(struct view *v, int status, const struct trouble *t)
{
    struct fail fail;

    v->rs->status = status;
    v->here = STR("/admin/users");
    view_start(v, view_text(v, "users"));
    view_admin_places(v);
    markup_leaf(&v->m, "h1", NO_ATTRS, view_text(v, "users"));
    form_complain(v, t->key, t->why);
    if (table(v, &fail) != 0) {
        view_error(v, 503, "broken_store", "");
        return;
    }
    if (view_may(v, ROLE_ADMINISTRATOR))
        add_form(v, t);
    view_end(v);
}

void
view_users(struct view *v)
{
    struct trouble none = { .key = NULL };

    page(v, 200, &none);
}

/* The form of the answer to a change: back to the list, or why not. */
static void
answer(struct view *v, int rc, const char *why)
{
    struct trouble t = { .key = "users.refused", .why = why };

    if (rc == 0)
        view_redirect(v, "/admin/users");
    else
        page(v, 409, &t);
}

static int
known(struct view *v, struct store_account *a)
{
    struct fail fail;
    int rc = store_account_get(v->store, v->id, a, &fail);

    if (rc != 1)
        view_error(
            v, rc == 0 ? 404 : 503, rc == 0 ? "not_found" : "broken_store", "");
    return rc == 1;
}

void
view_users_add(struct view *v)
{
    struct str password = http_request_form(v->rq, "password", 0);
    struct trouble t = { .key = "users.refused",
        .name = str_trim(http_request_form(v->rq, "name", 0)),
        .display = str_trim(http_request_form(v->rq, "display", 0)) };
    struct store_by by = { v->user->name, v->now_ms };
    struct store_account a = { .must_change = 1 };
    const struct hashing *h;
    struct fail fail = { "" };

    t.why = fail.text;
    if (account_init(&a.account, t.name, t.display, &fail) != 0 ||
        password_check(password, t.name, &fail) != 0) {
        page(v, 422, &t);
        return;
    }
    a.must_change = 1;
    a.account.roles = roles_read(v);
    h = hashing_ask(v, NULL, STR_NONE, password);
    if (h == NULL)
        return;
    if (h->failed || store_account_add(v->store, &by, &a, h->kept, &fail) != 0)
        page(v, 409, &t);
    else
        view_redirect(v, "/admin/users");
}

void
view_users_roles(struct view *v)
{
    struct store_by by = { v->user->name, v->now_ms };
    struct store_account a;
    struct fail fail = { "" };

    if (known(v, &a))
        answer(v,
            store_account_roles(v->store, &by, v->id, roles_read(v), &fail),
            fail.text);
}

void
view_users_disable(struct view *v)
{
    struct store_by by = { v->user->name, v->now_ms };
    int disabled = str_is(http_request_form(v->rq, "disabled", 0), "1");
    struct store_account a;
    struct fail fail = { "" };

    if (known(v, &a))
        answer(v, store_account_disable(v->store, &by, v->id, disabled, &fail),
            fail.text);
}

void
view_users_password(struct view *v)
{
    struct str password = http_request_form(v->rq, "password", 0);
    struct store_by by = { v->user->name, v->now_ms };
    struct store_account a;
    const struct hashing *h;
    struct fail fail = { "" };

    if (!known(v, &a))
        return;
    if (password_check(password, str_of(a.account.name), &fail) != 0) {
        answer(v, -1, fail.text);
        return;
    }
    h = hashing_ask(v, NULL, STR_NONE, password);
    if (h != NULL)
        answer(v,
            h->failed ? -1
                      : store_account_password(
                            v->store, &by, v->id, h->kept, 1, &fail),
            fail.text);
}
