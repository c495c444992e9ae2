#include "review/view_order.h"

#include "base/digest.h"
#include "base/mem.h"
#include "review/letter_html.h"
#include "review/order_draft.h"

#include <stdio.h>
#include <string.h>

/* What the page says on top. */
struct said {
    const char *key; /* NULL: nothing */
    const char *why; /* or NULL */
};

static struct str
form_param(struct view *v, const char *name)
{
    return str_is(v->rq->method, "POST") ? http_request_form(v->rq, name, 0)
                                         : http_request_param(v->rq, name, 0);
}

static void
flash(struct view *v, const struct said *said)
{
    struct markup *m = &v->m;

    if (said->key == NULL)
        return;
    markup_open(
        m, "p", ATTRS({ "class", STR("flash bad") }, { "role", STR("alert") }));
    markup_text(m, view_text(v, said->key));
    if (said->why != NULL) {
        markup_textz(m, " ");
        markup_textz(m, said->why);
    }
    markup_close(m);
}

/* --- the form --- */

static void
label_open(struct view *v, const char *key)
{
    markup_open(&v->m, "label", NO_ATTRS);
    markup_leaf(&v->m, "span", NO_ATTRS, view_text(v, key));
}

static void
text_field(struct view *v, const char *key, const char *name, struct str value,
    int required)
{
    label_open(v, key);
    markup_void(&v->m, "input",
        ATTRS({ "type", STR("text") }, { "name", str_of(name) },
            { "value", value.p != NULL ? value : STR("") },
            { "maxlength", STR("2000") },
            { "required", required ? STR("") : STR_NONE }));
    markup_close(&v->m);
}

static void
area_field(struct view *v, const char *key, const char *name, struct str value,
    const char *rows)
{
    label_open(v, key);
    markup_leaf(&v->m, "textarea",
        ATTRS({ "name", str_of(name) }, { "rows", str_of(rows) },
            { "maxlength", STR("8000") }),
        value);
    markup_close(&v->m);
}

static void
option(struct view *v, const char *value, struct str label, int chosen)
{
    markup_leaf(&v->m, "option",
        ATTRS({ "value", str_of(value) },
            { "selected", chosen ? STR("") : STR_NONE }),
        label);
}

/* A select whose labels are texts "PREFIX.VALUE". */
static void
choice(struct view *v, const char *key, const char *name,
    const char *const *values, const char *chosen)
{
    char text[60];

    label_open(v, key);
    markup_open(&v->m, "select", ATTRS({ "name", str_of(name) }));
    for (; *values != NULL; values++) {
        snprintf(text, sizeof text, "%s.%s",
            strcmp(name, "kind") == 0 ? "order" : name, *values);
        option(v, *values, view_text(v, text), strcmp(*values, chosen) == 0);
    }
    markup_close(&v->m);
    markup_close(&v->m);
}

static void
calendar_choice(struct view *v, const struct letter_form *f)
{
    const char *chosen = calendar_code(f->calendar);

    label_open(v, "order.calendar");
    markup_open(&v->m, "select", ATTRS({ "name", STR("calendar") }));
    for (size_t i = 0; calendar_each(i) != NULL; i++)
        option(v, calendar_each(i), str_of(calendar_each(i)),
            strcmp(calendar_each(i), chosen) == 0);
    markup_close(&v->m);
    markup_close(&v->m);
}

static void
hidden(struct view *v, const char *name, struct str value)
{
    markup_void(&v->m, "input",
        ATTRS({ "type", STR("hidden") }, { "name", str_of(name) },
            { "value", value.p != NULL ? value : STR("") }));
}

/* Kind and language decide what the form below begins with. */
static void
kind_form(struct view *v, const struct order_draft *d)
{
    static const char *const kinds[] = { "order", "notice", "seller", "dossier",
        NULL };
    struct markup *m = &v->m;

    markup_open(m, "form",
        ATTRS({ "class", STR("filter") }, { "method", STR("get") },
            { "action", v->here }));
    choice(v, "order.kind", "kind", kinds, letter_kind_name(d->form.kind));
    label_open(v, "language");
    markup_open(m, "select", ATTRS({ "name", STR("language") }));
    for (int l = 0; l < LANGS; l++)
        if (letter_language(d->form.kind, (enum lang)l) == (enum lang)l)
            option(v, lang_code((enum lang)l),
                str_of(text_lang_name((enum text_lang)l)),
                d->form.language == (enum lang)l);
    markup_close(m);
    markup_close(m);
    markup_leaf(m, "button", ATTRS({ "type", STR("submit") }),
        view_text(v, "order.change"));
    markup_close(m);
}

static void
offer_title(struct view *v, const struct order_offer *o)
{
    struct str title = listing_get(o->file->listing, LISTING_TITLE);
    char to[40];

    snprintf(to, sizeof to, "/case/%lld", (long long)o->id);
    markup_open(&v->m, "a", ATTRS({ "href", str_of(to) }));
    markup_textf(&v->m, "%lld ", (long long)o->id);
    markup_leaf(&v->m, "bdi", NO_ATTRS,
        title.len > 0 ? title : listing_get(o->file->listing, LISTING_URL));
    markup_close(&v->m);
}

static void
offer_row(struct view *v, const struct order_offer *o)
{
    struct markup *m = &v->m;
    char id[24], why[24], name[40];

    snprintf(id, sizeof id, "%lld", (long long)o->id);
    snprintf(name, sizeof name, "with-%lld", (long long)o->id);
    snprintf(why, sizeof why, "same.%s", o->why != NULL ? o->why : "");
    markup_open(m, "li", NO_ATTRS);
    if (o->why != NULL && o->ready) {
        markup_void(m, "input",
            ATTRS({ "type", STR("checkbox") }, { "name", STR("with") },
                { "value", str_of(id) }, { "id", str_of(name) },
                { "checked", o->ticked ? STR("") : STR_NONE }));
        markup_textz(m, " ");
        markup_leaf(
            m, "label", ATTRS({ "for", str_of(name) }), view_text(v, why));
    } else {
        markup_leaf(m, "span", NO_ATTRS,
            view_text(v, o->why == NULL ? "order.this" : why));
    }
    markup_textz(m, ": ");
    offer_title(v, o);
    markup_textz(m, " ");
    view_chip(v, "state", str_of(o->state));
    if (!o->ready) {
        markup_textz(m, " ");
        markup_leaf(m, "span", ATTRS({ "class", STR("quiet") }),
            view_text(v, "order.not_ready"));
    }
    markup_close(m);
}

static void
offers_field(struct view *v, const struct order_draft *d)
{
    struct markup *m = &v->m;

    markup_open(m, "fieldset", NO_ATTRS);
    markup_leaf(m, "legend", NO_ATTRS, view_text(v, "order.covers"));
    if (d->count > 1)
        markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
            view_text(v, "order.proposed"));
    markup_open(m, "ul", ATTRS({ "class", STR("offers") }));
    for (size_t i = 0; i < d->count; i++)
        offer_row(v, &d->offer[i]);
    markup_close(m);
    markup_close(m);
}

static void
sent_fields(struct view *v, const struct order_draft *d)
{
    static const char *const channels[] = { "email", "portal", "post", "hand",
        NULL };
    const struct letter_form *f = &d->form;
    struct buf channel = BUF_MAX(100);

    buf_adds(&channel, str_sub(d->channel, 0, 20));
    text_field(v, "order.recipient", "recipient", f->recipient, 1);
    area_field(v, "order.postal", "postal", f->postal, "2");
    text_field(v, "order.electronic", "electronic", f->electronic, 0);
    choice(v, "order.channel", "channel", channels, buf_text(&channel));
    buf_clear(&channel);
    label_open(v, "order.sent");
    markup_void(&v->m, "input",
        ATTRS({ "type", STR("datetime-local") }, { "name", STR("sent") },
            { "value", d->sent }, { "required", STR("") }));
    markup_textz(&v->m, " ");
    markup_leaf(&v->m, "span", ATTRS({ "class", STR("quiet") }),
        view_text(v, "order.local_time"));
    markup_close(&v->m);
    calendar_choice(v, f);
}

static void
content_fields(struct view *v, const struct order_draft *d)
{
    static const char *const measures[] = { "remove", "disable", "warn", NULL };
    const struct letter_form *f = &d->form;
    struct markup *m = &v->m;

    if (f->kind != LETTER_SELLER && f->kind != LETTER_NOTICE)
        choice(v, "order.measure", "measure", measures,
            letter_measure_name(f->measure));
    if (f->kind == LETTER_ORDER) {
        markup_open(m, "label", ATTRS({ "class", STR("choice") }));
        markup_void(m, "input",
            ATTRS({ "type", STR("checkbox") }, { "name", STR("identical") },
                { "value", STR("1") },
                { "checked", f->identical ? STR("") : STR_NONE }));
        markup_textz(m, " ");
        markup_text(m, view_text(v, "order.identical"));
        markup_close(m);
        text_field(v, "order.legal_basis", "legal_basis", f->legal_basis, 1);
    }
    if (f->kind != LETTER_DOSSIER)
        text_field(v, "order.provisions", "provisions", f->provisions, 1);
    area_field(v, "order.reasons", "reasons", f->reasons, "5");
    markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
        view_text(v, "order.reasons_hint"));
    if (f->kind == LETTER_ORDER)
        text_field(v, "order.territory", "territory", f->territory, 1);
    if (f->kind == LETTER_NOTICE)
        text_field(v, "order.sender_email", "author_email", f->author_email, 1);
    if (f->kind == LETTER_DOSSIER) {
        text_field(v, "order.uscc", "uscc", f->uscc, 0);
        text_field(
            v, "order.maker_contact", "maker_contact", f->maker_contact, 0);
        text_field(
            v, "order.recall_number", "recall_number", f->recall_number, 0);
    }
}

static void
page_head(struct view *v, const struct order_draft *d, const char *key)
{
    struct markup *m = &v->m;

    view_start(v, view_text(v, key));
    markup_open(m, "div", ATTRS({ "class", STR("title no-print") }));
    markup_open(m, "p", ATTRS({ "class", STR("quiet") }));
    markup_text(m, view_text(v, "case"));
    markup_textz(m, " ");
    offer_title(v, &d->offer[0]);
    markup_close(m);
    markup_leaf(m, "h1", NO_ATTRS, view_text(v, key));
    markup_close(m);
}

static void
kind_fields(struct view *v, const struct order_draft *d)
{
    view_csrf(v);
    hidden(v, "kind", str_of(letter_kind_name(d->form.kind)));
    hidden(v, "language", str_of(lang_code(d->form.language)));
}

static void
show_form(struct view *v, const struct order_draft *d, int status,
    const struct said *said)
{
    struct markup *m = &v->m;

    v->rs->status = status;
    page_head(v, d, "order.new");
    flash(v, said);
    kind_form(v, d);
    markup_open(m, "form",
        ATTRS({ "class", STR("card letter-form") }, { "method", STR("post") },
            { "action", v->here }));
    kind_fields(v, d);
    markup_leaf(m, "h2", NO_ATTRS, view_text(v, "order.form"));
    text_field(v, "order.number", "number", d->form.number, 1);
    offers_field(v, d);
    sent_fields(v, d);
    content_fields(v, d);
    markup_leaf(m, "button",
        ATTRS({ "type", STR("submit") }, { "name", STR("act") },
            { "value", STR("preview") }, { "class", STR("primary") }),
        view_text(v, "order.preview"));
    markup_close(m);
    view_end(v);
}

/* --- the preview --- */

/* Everything that was typed goes along. */
static void
carry(struct view *v, const struct order_draft *d)
{
    static const char *const names[] = { "number", "recipient", "postal",
        "electronic", "legal_basis", "provisions", "reasons", "territory",
        "author_email", "uscc", "maker_contact", "recall_number", "channel",
        "sent", "measure", "identical", "calendar" };
    char id[24];

    for (size_t i = 0; i < COUNT(names); i++)
        hidden(v, names[i], http_request_form(v->rq, names[i], 0));
    for (size_t i = 1; i < d->count; i++)
        if (d->offer[i].ticked) {
            snprintf(id, sizeof id, "%lld", (long long)d->offer[i].id);
            hidden(v, "with", str_of(id));
        }
}

static void
missing_list(struct view *v, const struct texts *missing)
{
    struct markup *m = &v->m;
    int of_authority = 0;

    markup_open(m, "div",
        ATTRS({ "class", STR("flash bad") }, { "role", STR("alert") }));
    markup_leaf(m, "p", NO_ATTRS, view_text(v, "order.missing"));
    markup_open(m, "ul", NO_ATTRS);
    for (size_t i = 0; i < missing->count; i++) {
        struct str name = str_of(missing->item[i]);
        struct str label = view_text(v, missing->item[i]);

        of_authority |= str_starts(name, STR("authority."));
        markup_leaf(m, "li", NO_ATTRS, label);
    }
    markup_close(m);
    if (of_authority)
        markup_leaf(m, "a", ATTRS({ "href", STR("/authority") }),
            view_text(v, "order.missing_authority"));
    markup_close(m);
}

static void
show_preview(struct view *v, const struct order_draft *d, struct str document,
    const struct texts *missing, const struct said *said)
{
    struct markup *m = &v->m;
    char digest[DIGEST_HEX_BYTES];

    digest_sha256_hex(document, digest);
    page_head(v, d, "order.preview");
    markup_void(m, "link",
        ATTRS({ "rel", STR("stylesheet") },
            { "href", STR("/static/letter.css") }));
    flash(v, said);
    if (missing->count > 0)
        missing_list(v, missing);
    markup_leaf(m, "p", ATTRS({ "class", STR("quiet no-print") }),
        view_text(v, "order.preview_lead"));
    markup_open(m, "form",
        ATTRS({ "class", STR("actions no-print") }, { "method", STR("post") },
            { "action", v->here }));
    kind_fields(v, d);
    carry(v, d);
    hidden(v, "seen", str_of(digest));
    markup_leaf(m, "button",
        ATTRS({ "name", STR("act") }, { "value", STR("edit") }),
        view_text(v, "order.back"));
    markup_textz(m, " ");
    if (missing->count == 0)
        markup_leaf(m, "button",
            ATTRS({ "name", STR("act") }, { "value", STR("issue") },
                { "class", STR("primary") }),
            view_text(v, "order.issue"));
    markup_close(m);
    letter_html(m, document, d->form.language, 2);
    view_end(v);
}

/* --- what was posted --- */

static void
issue_it(struct view *v, struct order_draft *d, const struct letter_template *t,
    struct str document)
{
    struct said said = { "error", NULL };
    struct fail fail = { "" };
    int64_t order;

    if (order_draft_issue(d, v, t, document, &order, &fail) == 0) {
        view_redirect(v, "/order/%lld?done=1", (long long)order);
        return;
    }
    if (d->refused[0] != '\0')
        said.key = d->refused;
    said.why = fail.text;
    show_form(v, d, 409, &said);
}

static void
preview_or_issue(struct view *v, struct order_draft *d)
{
    struct letter_template t = { .version = 0 };
    struct buf document = BUF_MAX(TEMPLATE_OUTPUT_MAX);
    struct texts missing = { 0 };
    struct said said = { NULL, NULL };
    struct fail fail = { "" };
    char digest[DIGEST_HEX_BYTES];
    int issue = str_is(http_request_form(v->rq, "act", 0), "issue");

    if (order_draft_write(d, v, &t, &document, &missing, &fail) != 0) {
        said.key = "error";
        said.why = fail.text;
        show_form(v, d, 422, &said);
        goto out;
    }
    digest_sha256_hex(buf_str(&document), digest);
    if (issue && !str_is(http_request_form(v->rq, "seen", 0), digest))
        said.key = "order.changed";
    if (issue && said.key == NULL && missing.count == 0) {
        issue_it(v, d, &t, buf_str(&document));
    } else {
        v->rs->status = issue ? 409 : 200;
        show_preview(v, d, buf_str(&document), &missing, &said);
    }
out:
    letter_template_clear(&t);
    texts_clear(&missing);
    buf_clear(&document);
}

static void
with_draft(struct view *v, int posted)
{
    enum letter_kind kind = LETTER_ORDER;
    enum text_lang language = v->lang;
    struct order_draft d;
    struct said said = { NULL, NULL };
    struct fail fail = { "" };
    char here[60];
    int rc;

    snprintf(here, sizeof here, "/case/%lld/order", (long long)v->id);
    v->here = str_of(here);
    letter_kind_find(&kind, form_param(v, "kind"));
    text_lang_find(&language, form_param(v, "language"));
    rc = order_draft_begin(&d, v, v->id, kind, (enum lang)language, &fail);
    if (rc < 0)
        view_error(v, 500, "broken_store", fail.text);
    else if (rc == 0)
        view_error(v, 404, "not_found", "");
    else if (!posted)
        show_form(v, &d, 200, &said);
    else if (order_draft_read(&d, v, &said.key) != 0)
        show_form(v, &d, 422, &said);
    else if (str_is(http_request_form(v->rq, "act", 0), "edit"))
        show_form(v, &d, 200, &said);
    else
        preview_or_issue(v, &d);
    order_draft_clear(&d);
}

void
view_order_form(struct view *v)
{
    with_draft(v, 0);
}

void
view_order_post(struct view *v)
{
    with_draft(v, 1);
}
