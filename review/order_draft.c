#include "review/order_draft.h"

#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "core/model_key.h"
#include "review/queue.h"
#include "store/related.h"
#include "store/workflow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Proposed with one case; more would not be ticked one by one. */
#define OFFERS_MAX 100
#define HOLD_BYTES_MAX (64u << 10)
#define LISTING_KEY_BYTES 1000

/* A text of ours that lives as long as the draft: its offset in `hold` is
 * fixed up when all are in. */
static struct str
own(struct order_draft *d, const char *text)
{
    size_t at = d->hold.len;

    buf_addz(&d->hold, text);
    buf_addc(&d->hold, '\0');
    return (struct str){ d->hold.p + at, strlen(text) };
}

/* --- cases --- */

static int
is_ready(const char *state)
{
    static const char *const states[] = { "confirmed", "validated", "ordered",
        "removed", "watching", "relisted" };

    for (size_t i = 0; i < COUNT(states); i++)
        if (strcmp(state, states[i]) == 0)
            return 1;
    return 0;
}

static void
add_offer(struct order_draft *d, const struct store_case *c,
    struct casefile **file, const char *why)
{
    struct order_offer *o;

    d->offer = mem_grow(d->offer, &d->cap, d->count + 1, sizeof *d->offer);
    o = &d->offer[d->count++];
    *o = (struct order_offer){ .id = c->id, .state = mem_text(c->state) };
    o->file = *file;
    *file = NULL;
    o->why = why;
    o->ready = is_ready(c->state);
    o->ticked = why == NULL;
}

/* A model number that hardly any other product of the brand has. */
static int
same_model(const struct listing *x, const struct listing *y)
{
    struct buf key[4];
    int same = 1;

    for (int i = 0; i < 4; i++) {
        const struct listing *l = i < 2 ? x : y;

        key[i] = BUF_MAX(LISTING_KEY_BYTES);
        if (i % 2 == 0)
            same &= model_key(&key[i], listing_get(l, LISTING_MODEL)) == 0;
        else
            same &= brand_key(&key[i], listing_get(l, LISTING_BRAND)) == 0;
    }
    same = same && str_eq(buf_str(&key[0]), buf_str(&key[2])) &&
           model_strength(buf_str(&key[0])) == MODEL_STRONG &&
           brand_same(buf_str(&key[1]), buf_str(&key[3])) > 0;
    for (int i = 0; i < 4; i++)
        buf_clear(&key[i]);
    return same;
}

/* The notice a case stands on by more than likeness. */
static const char *
firm_recall(const struct casefile *c)
{
    for (size_t i = 0; i < c->findings.count; i++)
        if (c->findings.item[i]->source == FINDING_RECALL &&
            c->findings.item[i]->strength != FINDING_CANDIDATE)
            return c->findings.item[i]->id;
    return NULL;
}

/* Why two offers are one product, or NULL. */
static const char *
same_product(const struct casefile *a, const struct casefile *b)
{
    const struct listing *x = a->listing, *y = b->listing;
    const struct texts *gtins = &x->list[LISTING_GTINS];
    const char *recall = firm_recall(a), *other = firm_recall(b);

    for (size_t i = 0; i < gtins->count; i++)
        if (texts_has(&y->list[LISTING_GTINS], str_of(gtins->item[i])))
            return "gtin";
    if (same_model(x, y))
        return "model";
    return recall != NULL && other != NULL && strcmp(recall, other) == 0
               ? "recall"
               : NULL;
}

/* Can one letter be about both? Who gets it must be the same. */
static int
same_recipient(
    enum letter_kind k, const struct listing *a, const struct listing *b)
{
    enum listing_field f =
        k == LETTER_SELLER ? LISTING_SELLER_NAME : LISTING_MARKET;

    return k == LETTER_DOSSIER ||
           str_eq_nocase(listing_get(a, f), listing_get(b, f));
}

static int
consider(const struct store_case *c, void *ctx, struct fail *fail)
{
    struct order_draft *d = ctx;
    struct casefile *file = NULL;
    struct js *j = NULL;
    const char *why;
    int rc;

    for (size_t i = 0; i < d->count; i++)
        if (d->offer[i].id == c->id)
            return 0;
    if (d->count > OFFERS_MAX)
        return 1;
    rc = js_parse(&j, str_of(c->casefile), fail);
    if (rc == 0)
        rc = casefile_from_json(&file, j, fail);
    if (rc == 0 && (why = same_product(d->offer[0].file, file)) != NULL &&
        same_recipient(d->form.kind, d->offer[0].file->listing, file->listing))
        add_offer(d, c, &file, why);
    casefile_free(file);
    js_free(j);
    return rc;
}

struct found {
    int64_t id[OFFERS_MAX];
    size_t count;
};

static int
note_case(const struct store_offer *o, void *ctx, struct fail *fail)
{
    struct found *f = ctx;

    (void)fail;
    if (o->case_id > 0 && f->count < OFFERS_MAX)
        f->id[f->count++] = o->case_id;
    return 0;
}

static int
consider_id(
    struct order_draft *d, struct store *s, int64_t id, struct fail *fail)
{
    struct js *j = NULL;
    struct buf text = BUF_MAX(LIMIT_LINE_BYTES);
    struct store_case c = { .id = id };
    int rc = store_case_find(s, id, &j, fail);

    if (rc == 0 && j != NULL) {
        js_write(&text, js_get(j, "casefile"));
        c.casefile = buf_text(&text);
        c.state = js_get_text(j, "state").p;
        rc = consider(&c, d, fail);
    }
    js_free(j);
    buf_clear(&text);
    return rc;
}

/* Cases with the same GTIN, model or notice. */
static int
propose(struct order_draft *d, struct store *s, int64_t id, struct fail *fail)
{
    struct store_filter by_recall = { .limit = OFFERS_MAX,
        .recall = firm_recall(d->offer[0].file) };
    struct found found = { .count = 0 };
    int64_t listing = 0;
    int rc = store_case_listing(s, id, &listing, fail);

    if (rc == 1)
        rc = store_offers_same(s, listing, OFFERS_MAX, note_case, &found, fail);
    for (size_t i = 0; i < found.count && rc >= 0; i++)
        rc = consider_id(d, s, found.id[i], fail);
    if (rc >= 0 && by_recall.recall != NULL)
        rc = store_case_each(s, &by_recall, consider, d, fail);
    return rc < 0 ? -1 : 0;
}

static int
begin_case(
    struct order_draft *d, struct store *s, int64_t id, struct fail *fail)
{
    struct queue_case *c = NULL;
    struct store_case entry = { .id = id };
    char *state;

    if (queue_case_find(s, id, &c, fail) != 0)
        return -1;
    if (c == NULL)
        return 0;
    state = str_dup(js_get_text(c->all, "state"));
    entry.state = state;
    add_offer(d, &entry, &c->file, NULL);
    free(state);
    queue_case_free(c);
    return propose(d, s, id, fail) == 0 ? 1 : -1;
}

/* --- what the form begins with --- */

/* The state of a host's top-level domain, where that has a calendar. */
static const struct calendar *
calendar_of_market(struct str market)
{
    ptrdiff_t dot = -1, next;

    while ((next = str_find_char(market, '.', (size_t)(dot + 1))) >= 0)
        dot = next;
    return calendar_find(
        str_sub(market, (size_t)(dot + 1), market.len - (size_t)(dot + 1)));
}

static const struct calendar *
usual_calendar(const struct order_draft *d)
{
    const struct calendar *c =
        calendar_find(js_get_text(d->authority, "calendar"));

    if (d->form.kind == LETTER_DOSSIER)
        return calendar_find(STR("CN"));
    if (c == NULL)
        c = calendar_of_market(
            listing_get(d->offer[0].file->listing, LISTING_MARKET));
    return c != NULL ? c : calendar_find(STR("EU"));
}

static int
next_number(struct order_draft *d, struct store *s, struct fail *fail)
{
    struct str prefix = js_get_text(d->authority, "prefix");
    struct buf text = BUF_MAX(200);
    int year, month, day, rc;
    int64_t number;

    calendar_date(calendar_local_day(d->form.calendar, d->form.now_ms), &year,
        &month, &day);
    buf_adds(&text, prefix.len > 0 ? str_sub(prefix, 0, 60) : STR("SW-"));
    buf_addf(&text, "%d-", year);
    rc = store_order_next(s, buf_text(&text), &number, fail);
    buf_addf(&text, "%lld", (long long)number);
    d->form.number = own(d, buf_text(&text));
    buf_clear(&text);
    return rc;
}

static void
usual_texts(struct order_draft *d)
{
    struct letter_form *f = &d->form;
    const struct listing *l = d->offer[0].file->listing;
    struct str territory = js_get_text(d->authority, "territory");
    static const char *const union_text[LANGS] = {
        "the territory of the European Union",
        "das Gebiet der Europäischen Union", "欧洲联盟境内"
    };
    char text[40];
    int64_t there = f->now_ms + calendar_offset_ms(f->calendar, f->now_ms);

    f->legal_basis = str_of(letter_legal_basis(f->language));
    f->provisions = str_of(letter_provisions(f->language));
    f->territory =
        territory.len > 0 ? territory : str_of(union_text[f->language]);
    f->recipient = listing_get(l, LISTING_MARKET);
    if (f->kind == LETTER_SELLER) {
        f->recipient = listing_get(l, LISTING_SELLER_NAME);
        f->postal = listing_get(l, LISTING_SELLER_ADDRESS);
        f->electronic = listing_get(l, LISTING_SELLER_EMAIL);
    } else if (f->kind == LETTER_DOSSIER) {
        f->recipient = STR("国家市场监督管理总局 State Administration for "
                           "Market Regulation");
    }
    f->author_email = js_get_text(d->authority, "email");
    now_text(there, text);
    text[16] = '\0';
    d->sent = own(d, text);
    f->sent_ms = f->now_ms;
    d->channel = STR("email");
}

int
order_draft_begin(struct order_draft *d, struct view *v, int64_t id,
    enum letter_kind kind, enum lang language, struct fail *fail)
{
    int rc;

    *d = (struct order_draft){ .hold = BUF_MAX(HOLD_BYTES_MAX) };
    /* Taken at once, so that texts in it stay where they are. */
    if (buf_room(&d->hold, 1000) == NULL)
        return fail_set(fail, "no room for the form");
    d->form.kind = kind;
    d->form.language = letter_language(kind, language);
    d->form.now_ms = v->now_ms;
    d->form.author = str_of(v->user->display);
    if (store_authority_get(v->store, &d->authority, fail) != 0)
        return -1;
    rc = begin_case(d, v->store, id, fail);
    if (rc != 1)
        return rc;
    d->form.calendar = usual_calendar(d);
    if (next_number(d, v->store, fail) != 0)
        return -1;
    usual_texts(d);
    return 1;
}

/* --- what was posted --- */

static int
is_ticked(struct view *v, int64_t id)
{
    struct str value;
    int64_t n;

    for (size_t i = 0; i <= OFFERS_MAX; i++) {
        value = http_request_form(v->rq, "with", i);
        if (value.len == 0)
            return 0;
        if (str_to_i64(value, &n) == 0 && n == id)
            return 1;
    }
    return 0;
}

/* "2026-11-20T09:30", there. */
static int
read_sent(struct order_draft *d)
{
    char text[32];
    int64_t at;

    if (d->sent.len < 16 || d->sent.len > 19)
        return -1;
    snprintf(
        text, sizeof text, STR_FMT ":00Z", STR_ARG(str_sub(d->sent, 0, 16)));
    if (now_parse(str_of(text), &at) != 0)
        return -1;
    d->form.sent_ms = at - calendar_offset_ms(d->form.calendar, at);
    return 0;
}

int
order_draft_read(struct order_draft *d, struct view *v, const char **wrong)
{
    struct letter_form *f = &d->form;
    const struct {
        const char *name;
        struct str *to;
    } fields[] = {
        { "number", &f->number },
        { "recipient", &f->recipient },
        { "postal", &f->postal },
        { "electronic", &f->electronic },
        { "legal_basis", &f->legal_basis },
        { "provisions", &f->provisions },
        { "reasons", &f->reasons },
        { "territory", &f->territory },
        { "author_email", &f->author_email },
        { "uscc", &f->uscc },
        { "maker_contact", &f->maker_contact },
        { "recall_number", &f->recall_number },
        { "channel", &d->channel },
        { "sent", &d->sent },
    };

    for (size_t i = 0; i < COUNT(fields); i++)
        *fields[i].to = str_trim(http_request_form(v->rq, fields[i].name, 0));
    f->identical = http_request_form(v->rq, "identical", 0).len > 0;
    for (int m = 0; m < LETTER_MEASURES; m++)
        if (str_is(http_request_form(v->rq, "measure", 0),
                letter_measure_name((enum letter_measure)m)))
            f->measure = (enum letter_measure)m;
    if (calendar_find(http_request_form(v->rq, "calendar", 0)) != NULL)
        f->calendar = calendar_find(http_request_form(v->rq, "calendar", 0));
    for (size_t i = 1; i < d->count; i++)
        d->offer[i].ticked = d->offer[i].ready && is_ticked(v, d->offer[i].id);
    if (read_sent(d) != 0) {
        *wrong = "order.bad_time";
        return -1;
    }
    return 0;
}

void
order_draft_clear(struct order_draft *d)
{
    for (size_t i = 0; i < d->count; i++) {
        free(d->offer[i].state);
        casefile_free(d->offer[i].file);
    }
    free(d->offer);
    js_free(d->authority);
    buf_clear(&d->hold);
    *d = (struct order_draft){ .offer = NULL };
}

/* --- the letter --- */

int
order_draft_write(struct order_draft *d, struct view *v,
    struct letter_template *t, struct buf *out, struct texts *missing,
    struct fail *fail)
{
    struct casefile **files = mem_array(d->count + 1, sizeof *files);
    struct js *data = NULL;
    size_t n = 0;
    int rc;

    for (size_t i = 0; i < d->count; i++)
        if (d->offer[i].ticked)
            files[n++] = d->offer[i].file;
    rc =
        letter_template_find(v->store, d->form.kind, d->form.language, t, fail);
    if (rc == 0)
        rc = letter_data(
            v->store, &d->form, d->authority, files, n, &data, fail);
    if (rc == 0)
        rc = letter_write(t, data, out, missing, fail);
    js_free(data);
    free(files);
    return rc;
}

/* What was filled in, for the record. */
static char *
form_text(const struct order_draft *d)
{
    const struct letter_form *f = &d->form;
    struct js *j = js_new_object();
    struct buf out = BUF_MAX(1u << 20);

    js_set_textz(j, "measure", letter_measure_name(f->measure));
    js_set_bool(j, "identical", f->identical);
    js_set_text(j, "legal_basis", f->legal_basis);
    js_set_text(j, "provisions", f->provisions);
    js_set_text(j, "reasons", f->reasons);
    js_set_text(j, "territory", f->territory);
    js_set_text(j, "postal", f->postal);
    js_write(&out, j);
    js_free(j);
    return buf_take(&out);
}

/* The first letter takes a case on; what follows when the offer is gone, or is
 * for the seller, only leaves a remark. */
static int
act_on(struct view *v, struct order_draft *d, const struct order_offer *o,
    struct fail *fail)
{
    int remark = d->form.kind == LETTER_SELLER ||
                 strcmp(o->state, "removed") == 0 ||
                 strcmp(o->state, "watching") == 0;
    struct buf note = BUF_MAX(STORE_NOTE_BYTES_MAX);
    struct store_act act = { .id = o->id,
        .act = remark ? WORKFLOW_NOTE : WORKFLOW_ORDER,
        .author = str_of(v->user->name),
        .roles = v->user->roles,
        .expected = -1,
        .at_ms = v->now_ms };
    struct store_acted acted;
    int rc;

    buf_addf(&note, "%s " STR_FMT ", " STR_FMT, letter_kind_name(d->form.kind),
        STR_ARG(d->form.number), STR_ARG(str_sub(d->form.recipient, 0, 200)));
    act.note = buf_str(&note);
    rc = store_case_act(v->store, &act, &acted, fail);
    buf_clear(&note);
    if (rc > 0) {
        snprintf(d->refused, sizeof d->refused, "why.%s",
            workflow_why_name(acted.why));
        fail_set(fail, "(%lld)", (long long)o->id);
        return -1;
    }
    return rc;
}

static int
issue(struct order_draft *d, struct view *v, struct store_order *o,
    int64_t *order, struct fail *fail)
{
    int64_t cases[OFFERS_MAX + 2];
    size_t n = 0;

    for (size_t i = 0; i < d->count; i++)
        if (d->offer[i].ticked)
            cases[n++] = d->offer[i].id;
    if (store_order_add(v->store, o, cases, n, order, fail) != 0)
        return -1;
    for (size_t i = 0; i < d->count; i++)
        if (d->offer[i].ticked && act_on(v, d, &d->offer[i], fail) != 0)
            return -1;
    return 0;
}

int
order_draft_issue(struct order_draft *d, struct view *v,
    const struct letter_template *t, struct str document, int64_t *order,
    struct fail *fail)
{
    const struct letter_form *f = &d->form;
    struct calendar_due due = letter_due(f->kind, f->calendar, f->sent_ms);
    char *texts[] = { str_dup(f->number), str_dup(f->recipient),
        str_dup(f->electronic.len > 0 ? f->electronic : f->postal),
        str_dup(d->channel), form_text(d) };
    struct store_order o = { .kind = letter_kind_name(f->kind),
        .language = lang_code(f->language),
        .number = texts[0],
        .template_version = t->version,
        .template_digest = t->digest,
        .calendar = calendar_code(f->calendar),
        .recipient = texts[1],
        .address = texts[2],
        .channel = texts[3],
        .document = document,
        .author = v->user->name,
        .issued_ms = v->now_ms,
        .sent_ms = f->sent_ms,
        .due_ms = due.at_ms,
        .due_known = due.known,
        .form = texts[4] };
    int rc = store_begin(v->store, fail);

    if (rc == 0) {
        rc = issue(d, v, &o, order, fail);
        if (rc == 0)
            rc = store_commit(v->store, fail);
        else
            store_rollback(v->store);
    }
    for (size_t i = 0; i < COUNT(texts); i++)
        free(texts[i]);
    return rc;
}
