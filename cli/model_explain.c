#include "cli/model_explain.h"

#include "base/js.h"
#include "base/mem.h"
#include "classifier/calibrate.h"
#include "core/limits.h"

#include <stdio.h>
#include <string.h>

static struct js *
hazards_of(const struct risk_verdict *v)
{
    struct js *out = js_new_object();

    for (size_t h = 0; h < HAZARDS; h++)
        if (v->hazards[h] > 0)
            js_set_number(out, hazard_name((enum hazard)h), v->hazards[h]);
    return out;
}

/* [words, weight, field, start, end] */
static struct js *
terms_of(const struct risk_verdict *v)
{
    struct js *out = js_new_array();

    for (size_t i = 0; i < v->term_count; i++) {
        const struct risk_term *t = &v->terms[i];
        struct js *row = js_new_array();

        js_add_text(row, t->text);
        js_add(row, js_new_number(t->weight));
        js_add_text(row, t->field);
        js_add(row, js_new_integer((int64_t)t->start));
        js_add(row, js_new_integer((int64_t)t->end));
        js_add(out, row);
    }
    return out;
}

/* --- what would have changed it --- */

/* The text of a field as risk_term names it, to be blanked; or NULL. */
static char *
text_of(struct listing *l, struct str field)
{
    static const struct {
        const char *name;
        enum listing_field field;
    } plain[] = { { "title", LISTING_TITLE },
        { "description", LISTING_DESCRIPTION }, { "model", LISTING_MODEL } };
    struct str name = STR("attributes."), number = field, before;
    struct texts *category = &l->list[LISTING_CATEGORY];
    int64_t n;

    for (size_t i = 0; i < COUNT(plain); i++)
        if (str_is(field, plain[i].name))
            return l->text[plain[i].field];
    if (str_starts(field, name)) {
        name = str_sub(field, name.len, field.len);
        for (size_t i = 0; i < l->attribute_count; i++)
            if (str_starts(str_of(l->attributes[i].name), name))
                return l->attributes[i].value;
    }
    if (str_next(&number, '[', &before) && number.len > 1 &&
        str_to_i64(str_sub(number, 0, number.len - 1), &n) == 0 && n >= 0 &&
        (size_t)n < category->count)
        return category->item[n];
    return NULL;
}

/* Blank the words wherever they stand by themselves in a text. */
static void
blank_words(char *text, struct str words)
{
    struct str whole = text != NULL ? str_of(text) : STR_NONE;
    ptrdiff_t at;

    for (size_t from = 0;
         words.len > 0 && (at = str_find(whole, words, from)) >= 0;) {
        size_t start = (size_t)at, end = start + words.len;

        from = end;
        if ((start > 0 && str_is_alnum(text[start]) &&
                str_is_alnum(text[start - 1])) ||
            (str_is_alnum(text[end - 1]) && str_is_alnum(text[end])))
            continue; /* a part of another word */
        memset(text + start, ' ', words.len);
    }
}

/* Take the words of a term out of the offer: at its place, and wherever the
 * same words stand in what the model reads. Offsets stay as they are. */
static void
take_out(struct listing *l, const struct risk_term *t)
{
    struct texts *category = &l->list[LISTING_CATEGORY];
    char *text = text_of(l, t->field);

    if (text != NULL && t->end <= strlen(text) && t->start < t->end)
        memset(text + t->start, ' ', t->end - t->start);
    blank_words(l->text[LISTING_TITLE], t->text);
    blank_words(l->text[LISTING_DESCRIPTION], t->text);
    blank_words(l->text[LISTING_MODEL], t->text);
    for (size_t i = 0; i < category->count; i++)
        blank_words(category->item[i], t->text);
    for (size_t i = 0; i < l->attribute_count; i++)
        blank_words(l->attributes[i].value, t->text);
}

static struct listing *
copy_of(const struct listing *l)
{
    struct js *j = listing_to_json(l);
    struct listing *copy = NULL;

    if (listing_from_json(&copy, j, NULL) != 0)
        copy = listing_new();
    js_free(j);
    return copy;
}

/* The same offer without the words that moved it most, one more each time,
 * until it stands on the other side of the share of such offers on the
 * market, by which nothing is known. Judged anew each time: weights are
 * shares of one decision, and words lean on each other. What does not bring
 * it nearer stays in. */
static struct js *
changes_of(const struct risk_model *m, struct risk_scratch *scratch,
    const struct listing *l, const struct risk_verdict *v, int *crossed)
{
    struct js *out = js_new_array();
    struct listing *less = copy_of(l);
    struct risk_verdict now = *v;
    double side = v->risk > CALIBRATE_BASE_RATE ? 1 : -1, before = v->risk;

    *crossed = 0;
    for (size_t i = 0; i < v->term_count && now.known && !*crossed; i++) {
        struct listing *tried;
        struct js *step;

        if (v->terms[i].weight * side <= 0)
            continue;
        tried = copy_of(less);
        take_out(tried, &v->terms[i]);
        risk_judge(m, scratch, tried, &now);
        if (now.known && (before - now.risk) * side <= 0) {
            listing_free(tried);
            continue;
        }
        listing_free(less);
        less = tried;
        before = now.risk;
        step = js_new_object();
        js_set_text(step, "without", v->terms[i].text);
        js_set_number(step, "risk", now.risk);
        if (!now.known)
            js_set_bool(step, "known", 0);
        js_add(out, step);
        *crossed = now.known && (now.risk - CALIBRATE_BASE_RATE) * side <= 0;
    }
    listing_free(less);
    return out;
}

static struct js *
explain(const struct risk_model *m, struct risk_scratch *scratch,
    const struct listing *l)
{
    struct js *j = js_new_object();
    struct risk_verdict v;
    int crossed;

    risk_explain(m, scratch, l, &v);
    js_set_text(j, "title", listing_get(l, LISTING_TITLE));
    js_set_number(j, "risk", v.risk);
    js_set_bool(j, "known", v.known);
    js_set(j, "hazards", hazards_of(&v));
    js_set(j, "terms", terms_of(&v));
    js_set(j, "changes", changes_of(m, scratch, l, &v, &crossed));
    js_set_bool(j, "crosses", crossed);
    return j;
}

void
model_explain_line(const struct risk_model *m, struct risk_scratch *scratch,
    const struct listing *l)
{
    struct js *j = explain(m, scratch, l);
    struct buf line = BUF_MAX(LIMIT_LINE_BYTES);

    js_write(&line, j);
    puts(buf_text(&line));
    buf_clear(&line);
    js_free(j);
}

/* --- for people --- */

static void
print_risk(double risk)
{
    if (risk < 0.0001)
        printf("below 0.0001");
    else
        printf("%.4f", risk);
}

static void
print_verdict(const struct js *j)
{
    double risk = js_number(js_get(j, "risk"), 0);
    struct str name;
    struct js *value;
    void *it = NULL;

    if (!js_bool(js_get(j, "known"), 0)) {
        printf("  risk not known: there are no words it has learned to read; "
               "%.2f is the share of such offers on the market\n",
            CALIBRATE_BASE_RATE);
        return;
    }
    printf("  risk ");
    print_risk(risk);
    printf(", %s the %.2f that such offers are of the market\n",
        risk > CALIBRATE_BASE_RATE ? "above" : "below", CALIBRATE_BASE_RATE);
    while (js_next(js_get(j, "hazards"), &it, &name, &value))
        printf(
            "  hazard " STR_FMT " %.2f\n", STR_ARG(name), js_number(value, 0));
}

static void
print_terms(const struct js *terms)
{
    for (size_t i = 0; i < js_count(terms); i++) {
        const struct js *t = js_at(terms, i);
        double weight = js_number(js_at(t, 1), 0);

        printf("  %s %+.2f  \"" STR_FMT "\"  (" STR_FMT
               ", bytes %lld to %lld)\n",
            weight > 0 ? "raises" : "lowers", weight,
            STR_ARG(js_text(js_at(t, 0))), STR_ARG(js_text(js_at(t, 2))),
            (long long)js_integer(js_at(t, 3), 0),
            (long long)js_integer(js_at(t, 4), 0));
    }
}

static void
print_changes(const struct js *j)
{
    const struct js *changes = js_get(j, "changes");

    for (size_t i = 0; i < js_count(changes); i++) {
        const struct js *c = js_at(changes, i);

        printf("  %s \"" STR_FMT "\": ", i == 0 ? "without" : "    and",
            STR_ARG(js_get_text(c, "without")));
        if (js_bool(js_get(c, "known"), 1))
            print_risk(js_number(js_get(c, "risk"), 0));
        else
            printf("nothing is left to judge by");
        printf("\n");
    }
    if (js_bool(js_get(j, "known"), 0))
        printf("  %s\n", js_bool(js_get(j, "crosses"), 0)
                             ? "so it would stand on the other side"
                             : "no words named here bring it to the other "
                               "side alone");
}

void
model_explain_text(const struct risk_model *m, struct risk_scratch *scratch,
    const struct listing *l)
{
    struct js *j = explain(m, scratch, l);
    struct str title = js_get_text(j, "title");

    printf(STR_FMT "\n", STR_ARG(title.len > 0 ? title : STR("(no title)")));
    print_verdict(j);
    print_terms(js_get(j, "terms"));
    print_changes(j);
    js_free(j);
}
