#include "cli/model_explain.h"

#include "base/js.h"
#include "classifier/calibrate.h"
#include "core/limits.h"

#include <stdio.h>

static struct js *
hazards_of(const struct risk_verdict *v)
{
    struct js *out = js_new_object();

    for (size_t h = 0; h < HAZARDS; h++)
        if (v->hazards[h] > 0)
            js_set_number(out, hazard_name((enum hazard)h), v->hazards[h]);
    return out;
}

static struct js *
terms_of(const struct risk_verdict *v)
{
    struct js *out = js_new_array();

    for (size_t i = 0; i < v->term_count; i++) {
        struct js *pair = js_new_array();

        js_add_text(pair, v->terms[i].text);
        js_add(pair, js_new_number(v->terms[i].weight));
        js_add(out, pair);
    }
    return out;
}

/* Take every place of `words` out of a text of l; 0 if there is none. */
static int
take_out(struct listing *l, enum listing_field field, struct str words)
{
    struct str text = listing_get(l, field);
    struct buf rest = BUF_MAX(LIMIT_LINE_BYTES);
    ptrdiff_t at;
    size_t from = 0;

    while (words.len > 0 && (at = str_find(text, words, from)) >= 0) {
        buf_adds(&rest, str_sub(text, from, (size_t)at - from));
        buf_addc(&rest, ' ');
        from = (size_t)at + words.len;
    }
    if (from > 0) {
        buf_adds(&rest, str_sub(text, from, text.len));
        listing_set(l, field, buf_str(&rest));
    }
    buf_clear(&rest);
    return from > 0;
}

/* The same offer without the words that moved it most, one more each time,
 * until it stands on the other side of the share of such offers on the
 * market, by which nothing is known. Judged anew each time: weights are
 * shares of one decision, and words lean on each other. */
static struct js *
changes_of(const struct risk_model *m, struct risk_scratch *scratch,
    const struct listing *l, const struct risk_verdict *v)
{
    struct js *out = js_new_array();
    struct listing *less = listing_new();
    struct texts words = { 0 };
    int high = v->risk > CALIBRATE_BASE_RATE, crossed = 0;

    listing_set(less, LISTING_TITLE, listing_get(l, LISTING_TITLE));
    listing_set(less, LISTING_DESCRIPTION, listing_get(l, LISTING_DESCRIPTION));
    for (size_t i = 0; i < v->term_count; i++)
        if ((v->terms[i].weight > 0) == high)
            texts_add(&words, v->terms[i].text);
    for (size_t i = 0; i < words.count && !crossed; i++) {
        struct str word = str_of(words.item[i]);
        struct risk_verdict now;
        struct js *step;
        int found = take_out(less, LISTING_TITLE, word) |
                    take_out(less, LISTING_DESCRIPTION, word);

        if (!found)
            continue; /* a part of what went before */
        risk_judge(m, scratch, less, &now);
        step = js_new_object();
        js_set_text(step, "without", word);
        js_set_number(step, "risk", now.risk);
        js_add(out, step);
        crossed = high ? now.risk <= CALIBRATE_BASE_RATE
                       : now.risk > CALIBRATE_BASE_RATE;
    }
    texts_clear(&words);
    listing_free(less);
    return out;
}

void
model_explain_line(const struct risk_model *m, struct risk_scratch *scratch,
    const struct listing *l)
{
    struct js *j = js_new_object();
    struct buf line = BUF_MAX(LIMIT_LINE_BYTES);
    struct risk_verdict v;

    risk_explain(m, scratch, l, &v);
    js_set_text(j, "title", listing_get(l, LISTING_TITLE));
    js_set_number(j, "risk", v.risk);
    js_set_bool(j, "known", v.known);
    js_set(j, "hazards", hazards_of(&v));
    js_set(j, "terms", terms_of(&v));
    js_set(j, "changes", changes_of(m, scratch, l, &v));
    js_write(&line, j);
    puts(buf_text(&line));
    buf_clear(&line);
    js_free(j);
}
