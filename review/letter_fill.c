/* What stands in a letter: cases, the authority, the form, as one record. */
#include "base/mem.h"
#include "base/now.h"
#include "review/letter.h"
#include "review/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIST_BYTES_MAX (16u << 10)
/* Further pictures are in the evidence. */
#define IMAGES_MAX 5
/* A hazard less likely than this is not said of a product. */
#define HAZARD_SAID 0.5

/* Every field, once: what is not here is not known to any template. */
static const char *const authority_fields[] = { "name", "unit", "address",
    "email", "phone", "signatory", "report_to", "redress_en", "redress_de",
    "redress_zh" };
static const char *const order_fields[] = { "number", "date", "sent", "due",
    "due_zh", "legal_basis", "provisions", "reasons", "measure", "territory" };
static const char *const offer_fields[] = { "no", "title", "url", "listing_id",
    "market", "price", "seller", "identifiers", "seen" };
static const char *const maker_fields[] = { "name", "address", "email",
    "contact", "uscc" };
static const char *const product_fields[] = { "name", "brand", "model",
    "batches", "produced", "produced_units", "recalled_units", "category",
    "gtins", "images", "recall_number" };
static const char *const recall_fields[] = { "id", "source", "published",
    "product", "url" };

static struct js *
sample(const char *const *names, size_t count)
{
    struct js *j = js_new_object();

    for (size_t i = 0; i < count; i++)
        js_set_textz(j, names[i], "x");
    return j;
}

#define SAMPLE(names) sample(names, COUNT(names))

static struct js *
one(struct js *element)
{
    struct js *list = js_new_array();

    js_add(list, element);
    return list;
}

struct js *
letter_known(void)
{
    static const char *const recipient[] = { "name", "address", "electronic" };
    static const char *const notifier[] = { "name", "email" };
    static const char *const finding[] = { "reason", "basis", "words" };
    struct js *j = js_new_object();

    js_set(j, "authority", SAMPLE(authority_fields));
    js_set(j, "order", SAMPLE(order_fields));
    js_set(j, "recipient", SAMPLE(recipient));
    js_set(j, "notifier", SAMPLE(notifier));
    js_set(j, "maker", SAMPLE(maker_fields));
    js_set(j, "product", SAMPLE(product_fields));
    js_set(j, "offers", one(SAMPLE(offer_fields)));
    js_set(j, "findings", one(SAMPLE(finding)));
    js_set(j, "recalls", one(SAMPLE(recall_fields)));
    js_set_textz(j, "author", "x");
    js_set_textz(j, "hazards", "x");
    js_set_textz(j, "hazards_zh", "x");
    js_set_textz(j, "identical", "x");
    return j;
}

/* --- words --- */

const char *
letter_measure_name(enum letter_measure m)
{
    static const char *const names[] = { "remove", "disable", "warn" };

    return names[m];
}

static const char *
measure_text(enum letter_measure m, enum lang l)
{
    static const char *const texts[LETTER_MEASURES][LANGS] = {
        { "Remove the content from your online interface.",
            "Entfernen Sie die Inhalte von Ihrer Online-Schnittstelle.",
            "从贵平台的在线界面删除上述内容。" },
        { "Disable access to the content.",
            "Sperren Sie den Zugang zu den "
            "Inhalten.",
            "禁止访问上述内容。" },
        { "Display an explicit warning to all who call the content up.",
            "Zeigen Sie allen, die die Inhalte aufrufen, einen ausdrücklichen "
            "Warnhinweis an.",
            "向所有访问上述内容的用户显示明确的警示。" },
    };

    return texts[m][l];
}

const char *
letter_legal_basis(enum lang l)
{
    static const char *const texts[LANGS] = {
        "Article 22(4) of Regulation (EU) 2023/988 and Article 14(4)(k) of "
        "Regulation (EU) 2019/1020",
        "Artikel 22 Absatz 4 der Verordnung (EU) 2023/988 und Artikel 14 "
        "Absatz 4 Buchstabe k der Verordnung (EU) 2019/1020",
        "欧盟第2023/988号条例第22条第4款和欧盟第2019/"
        "1020号条例第14条第4款(k)项",
    };

    return texts[l];
}

const char *
letter_provisions(enum lang l)
{
    static const char *const texts[LANGS] = {
        "Article 5 of Regulation (EU) 2023/988",
        "Artikel 5 der Verordnung (EU) 2023/988",
        "欧盟第2023/988号条例第5条",
    };

    return texts[l];
}

void
letter_day(struct buf *out, enum lang l, const struct calendar *c,
    int64_t at_ms, int with_time)
{
    static const char *const months[][12] = {
        { "January", "February", "March", "April", "May", "June", "July",
            "August", "September", "October", "November", "December" },
        { "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August",
            "September", "Oktober", "November", "Dezember" },
    };
    int64_t day = calendar_local_day(c, at_ms);
    int64_t minute =
        (at_ms + calendar_offset_ms(c, at_ms) - day * 86400000) / 60000;
    int year, month, of_month;

    calendar_date(day, &year, &month, &of_month);
    if (l == LANG_ZH)
        buf_addf(out, "%d年%d月%d日", year, month, of_month);
    else
        buf_addf(out, "%d%s %s %d", of_month, l == LANG_DE ? "." : "",
            months[l][month - 1], year);
    if (with_time)
        buf_addf(out, l == LANG_DE ? ", %02d:%02d Uhr" : " %02d:%02d",
            (int)(minute / 60), (int)(minute % 60));
}

static void
set_day(struct js *j, const char *name, const struct letter_form *f,
    int64_t at_ms, int with_time)
{
    struct buf day = BUF_MAX(100);

    letter_day(&day, f->language, f->calendar, at_ms, with_time);
    js_set_text(j, name, buf_str(&day));
    buf_clear(&day);
}

/* A period that ends at midnight ends with the day before. */
static void
set_due(struct js *j, const struct letter_form *f)
{
    struct calendar_due due = letter_due(f->kind, f->calendar, f->sent_ms);
    struct letter_form chinese = *f;

    chinese.language = LANG_ZH;
    if (f->kind == LETTER_DOSSIER)
        set_day(j, "due_zh", &chinese, due.at_ms, 1);
    else
        set_day(j, "due_zh", &chinese, due.at_ms - 1, 0);

    if (f->kind == LETTER_DOSSIER)
        set_day(j, "due", f, due.at_ms, 1);
    else
        set_day(j, "due", f, due.at_ms - 1, 0);
}

/* --- cases --- */

static void
add_part(struct buf *out, const char *label, struct str value)
{
    if (value.len > 0)
        buf_addf(out, "%s%s" STR_FMT, out->len > 0 ? ", " : "", label,
            STR_ARG(value));
}

static void
identifiers(struct buf *out, const struct listing *l)
{
    for (size_t i = 0; i < l->list[LISTING_GTINS].count; i++)
        add_part(out, "GTIN ", str_of(l->list[LISTING_GTINS].item[i]));
    add_part(out, "", listing_get(l, LISTING_BRAND));
    add_part(out, "", listing_get(l, LISTING_MODEL));
    add_part(out, "MPN ", listing_get(l, LISTING_MPN));
}

static struct js *
offer_json(const struct letter_form *f, const struct casefile *c, size_t no)
{
    const struct listing *l = c->listing;
    struct js *j = js_new_object();
    struct buf text = BUF_MAX(LIST_BYTES_MAX);
    char number[24];
    int64_t seen;

    snprintf(number, sizeof number, "%zu", no);
    js_set_textz(j, "no", number);
    js_set_text(j, "title", listing_get(l, LISTING_TITLE));
    js_set_text(j, "url", listing_get(l, LISTING_URL));
    js_set_text(j, "listing_id", listing_get(l, LISTING_LISTING_ID));
    js_set_text(j, "market", listing_get(l, LISTING_MARKET));
    add_part(&text, "", listing_get(l, LISTING_PRICE_AMOUNT));
    buf_addc(&text, ' ');
    buf_adds(&text, listing_get(l, LISTING_PRICE_CURRENCY));
    js_set_text(j, "price", str_trim(buf_str(&text)));
    buf_reset(&text);
    add_part(&text, "", listing_get(l, LISTING_SELLER_NAME));
    add_part(&text, "",
        listing_get(l, listing_get(l, LISTING_SELLER_ADDRESS).len > 0
                           ? LISTING_SELLER_ADDRESS
                           : LISTING_SELLER_COUNTRY));
    js_set_text(j, "seller", buf_str(&text));
    buf_reset(&text);
    identifiers(&text, l);
    js_set_text(j, "identifiers", buf_str(&text));
    buf_clear(&text);
    if (now_parse(listing_get(l, LISTING_FETCHED_AT), &seen) == 0)
        set_day(j, "seen", f, seen, 1);
    return j;
}

/* Each reason once, whatever number of offers has it. */
static void
add_findings(const struct letter_form *f, const struct casefile *c,
    struct texts *known, struct js *out)
{
    for (size_t i = 0; i < c->findings.count; i++) {
        const struct finding *g = c->findings.item[i];
        struct str reason = str_of(finding_reason(g, f->language));
        struct js *j;

        if (g->source == FINDING_MODEL || reason.len == 0 ||
            texts_has(known, reason))
            continue;
        texts_add(known, reason);
        j = js_new_object();
        js_set_text(j, "reason", reason);
        js_set_textz(j, "basis", g->basis != NULL ? g->basis : "");
        js_set_textz(j, "words", g->span_count > 0 ? g->spans[0].text : "");
        js_add(out, j);
    }
}

static void
add_joined(struct buf *out, const struct texts *t)
{
    for (size_t i = 0; i < t->count; i++)
        add_part(out, "", str_of(t->item[i]));
}

static void
set_if(struct js *j, const char *name, struct str value)
{
    if (value.len > 0 && js_get_text(j, name).len == 0)
        js_set_text(j, name, value);
}

/* What a notice says of the product beyond the offer. */
static void
product_from(const struct recall *r, struct js *product)
{
    static const char *const extra[][2] = { { "produced", "production_dates" },
        { "produced_units", "units_produced" },
        { "recalled_units", "units_recalled" } };
    struct buf batches = BUF_MAX(LIST_BYTES_MAX);

    add_joined(&batches, &r->list[RECALL_BATCHES]);
    set_if(product, "batches", buf_str(&batches));
    buf_clear(&batches);
    set_if(product, "category", recall_get(r, RECALL_CATEGORY));
    for (size_t i = 0; i < COUNT(extra); i++)
        set_if(product, extra[i][0], js_get_text(r->extra, extra[i][1]));
}

static int
add_recalls(struct store *s, const struct casefile *c, struct texts *known,
    struct js *out, struct js *product, struct fail *fail)
{
    for (size_t i = 0; i < c->findings.count; i++) {
        const struct finding *g = c->findings.item[i];
        struct recall *r = NULL;
        struct js *j;

        if (g->source != FINDING_RECALL || g->strength == FINDING_CANDIDATE ||
            texts_has(known, str_of(g->id)))
            continue;
        texts_add(known, str_of(g->id));
        if (store_recall_find(s, STR(""), str_of(g->id), &r, fail) != 0)
            return -1;
        j = js_new_object();
        js_set_textz(j, "id", g->id);
        js_set_textz(j, "product", g->title != NULL ? g->title : "");
        js_set_textz(j, "url", g->url != NULL ? g->url : "");
        if (r != NULL) {
            js_set_text(j, "source", recall_get(r, RECALL_SOURCE));
            js_set_text(j, "published",
                str_sub(recall_get(r, RECALL_PUBLISHED), 0, 10));
            if (recall_get(r, RECALL_NAME).len > 0)
                js_set_text(j, "product", recall_get(r, RECALL_NAME));
            product_from(r, product);
        }
        js_add(out, j);
        recall_free(r);
    }
    return 0;
}

static void
set_product(struct js *j, const struct letter_form *f, const struct listing *l)
{
    const struct texts *kinds = &l->list[LISTING_CATEGORY];
    struct buf text = BUF_MAX(LIST_BYTES_MAX);

    js_set_text(j, "name", listing_get(l, LISTING_TITLE));
    js_set_text(j, "brand", listing_get(l, LISTING_BRAND));
    js_set_text(j, "model", listing_get(l, LISTING_MODEL));
    /* The last of a path is what it is. */
    if (kinds->count > 0)
        js_set_textz(j, "category", kinds->item[kinds->count - 1]);
    add_joined(&text, &l->list[LISTING_GTINS]);
    js_set_text(j, "gtins", buf_str(&text));
    buf_reset(&text);
    for (size_t i = 0; i < l->list[LISTING_IMAGES].count && i < IMAGES_MAX; i++)
        buf_addf(&text, "%s\n", l->list[LISTING_IMAGES].item[i]);
    js_set_text(j, "images", buf_str(&text));
    js_set_text(j, "recall_number", f->recall_number);
    buf_clear(&text);
}

static struct js *
maker_json(const struct letter_form *f, const struct listing *l)
{
    struct js *j = js_new_object();

    js_set_text(j, "name", listing_get(l, LISTING_MANUFACTURER_NAME));
    js_set_text(j, "address", listing_get(l, LISTING_MANUFACTURER_ADDRESS));
    js_set_text(j, "email", listing_get(l, LISTING_MANUFACTURER_EMAIL));
    js_set_text(j, "uscc", f->uscc);
    js_set_text(j, "contact", f->maker_contact);
    return j;
}

/* The likeliest of a case: what a letter may say of it in any event. */
static double
hazard_floor(struct casefile *const *cases, size_t count)
{
    double most = 0;

    for (int h = 0; h < HAZARDS; h++)
        for (size_t i = 0; i < count; i++)
            if (cases[i]->hazards[h] > most)
                most = cases[i]->hazards[h];
    return most < HAZARD_SAID ? most : HAZARD_SAID;
}

/* Hazards of all the cases that are likely, named once. */
static void
set_hazards(struct js *j, const char *name, enum lang l,
    struct casefile *const *cases, size_t count)
{
    struct buf out = BUF_MAX(LIST_BYTES_MAX);
    double floor = hazard_floor(cases, count);

    for (int h = 0; h < HAZARDS; h++)
        for (size_t i = 0; i < count; i++)
            if (cases[i]->hazards[h] > 0 && cases[i]->hazards[h] >= floor) {
                struct str label = text_name((enum text_lang)l, "hazard",
                    str_of(hazard_name((enum hazard)h)));

                buf_addf(&out, "%s" STR_FMT,
                    out.len == 0   ? ""
                    : l == LANG_ZH ? "、"
                                   : ", ",
                    STR_ARG(label));
                break;
            }
    js_set_text(j, name, buf_str(&out));
    buf_clear(&out);
}

static void
set_offers(struct js *j, const struct letter_form *f,
    struct casefile *const *cases, size_t count)
{
    struct js *offers = js_new_array();
    struct buf all = BUF_MAX(LIST_BYTES_MAX);

    for (size_t i = 0; i < count; i++)
        js_add(offers, offer_json(f, cases[i], i + 1));
    js_set(j, "offers", offers);
    /* What an identical offer is told by: the first offer's identifiers. */
    if (f->identical)
        identifiers(&all, cases[0]->listing);
    js_set_text(j, "identical", buf_str(&all));
    buf_clear(&all);
}

/* --- the form --- */

static struct js *
order_json(const struct letter_form *f)
{
    struct js *j = js_new_object();

    js_set_text(j, "number", f->number);
    set_day(j, "date", f, f->now_ms, 0);
    set_day(j, "sent", f, f->sent_ms, 0);
    set_due(j, f);
    js_set_text(j, "legal_basis", f->legal_basis);
    js_set_text(j, "provisions", f->provisions);
    js_set_text(j, "reasons", f->reasons);
    js_set_text(j, "territory", f->territory);
    js_set_textz(j, "measure", measure_text(f->measure, f->language));
    return j;
}

static struct js *
three(const char *a, struct str av, const char *b, struct str bv, const char *c,
    struct str cv)
{
    struct js *j = js_new_object();

    js_set_text(j, a, av);
    js_set_text(j, b, bv);
    if (c != NULL)
        js_set_text(j, c, cv);
    return j;
}

int
letter_data(struct store *s, const struct letter_form *f,
    const struct js *authority, struct casefile *const *cases, size_t count,
    struct js **out, struct fail *fail)
{
    struct js *j = js_new_object(), *findings = js_new_array();
    struct js *recalls = js_new_array(), *product = js_new_object();
    struct texts known = { 0 }, ids = { 0 };
    int rc = count > 0 ? 0 : fail_set(fail, "a letter without a case");

    for (size_t i = 0; i < count && rc == 0; i++) {
        if (i == 0)
            set_product(product, f, cases[0]->listing);
        add_findings(f, cases[i], &known, findings);
        rc = add_recalls(s, cases[i], &ids, recalls, product, fail);
    }
    js_set(j, "authority", js_copy(authority));
    js_set(j, "findings", findings);
    js_set(j, "recalls", recalls);
    js_set(j, "product", product);
    if (rc == 0) {
        js_set(j, "order", order_json(f));
        js_set(j, "recipient",
            three("name", f->recipient, "address", f->postal, "electronic",
                f->electronic));
        js_set(j, "notifier",
            three("name", f->author, "email", f->author_email, NULL, STR("")));
        js_set(j, "maker", maker_json(f, cases[0]->listing));
        js_set_text(j, "author", f->author);
        set_hazards(j, "hazards", f->language, cases, count);
        set_hazards(j, "hazards_zh", LANG_ZH, cases, count);
        set_offers(j, f, cases, count);
        *out = j;
        j = NULL; /* handed over */
    }
    js_free(j);
    texts_clear(&known);
    texts_clear(&ids);
    return rc;
}
