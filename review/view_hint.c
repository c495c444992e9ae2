#include "review/view_hint.h"

#include "review/view_evidence.h"

#include <string.h>

/* Words that are named; more say no more. */
#define WORDS_NAMED 5

static int
quotes(const struct finding *f, const char *field)
{
    for (size_t i = 0; i < f->span_count; i++)
        if (strncmp(f->spans[i].field, field, strlen(field)) == 0)
            return 1;
    return 0;
}

static const char *
recall_key(const struct finding *f, const struct recall *r)
{
    if (r != NULL && recall_get(r, RECALL_WITHDRAWN).len > 0)
        return "hint.recall_withdrawn";
    switch (f->strength) {
    case FINDING_CONCLUSIVE:
        return quotes(f, "gtins") ? "hint.recall_gtin" : "hint.recall_case";
    case FINDING_STRONG:
        return "hint.recall_strong";
    default:
        return "hint.recall_names";
    }
}

static void
named(struct view *v, struct str text, size_t *count)
{
    markup_textz(&v->m, *count == 0 ? " " : ", ");
    markup_leaf(&v->m, "q", ATTRS({ "dir", STR("auto") }), text);
    ++*count;
}

static void
absent_fields(struct view *v, const struct finding *f)
{
    for (size_t i = 0; i < f->absent.count; i++) {
        markup_textz(&v->m, i == 0 ? " " : ", ");
        view_evidence_field(v, str_of(f->absent.item[i]));
    }
}

static void
quoted_words(struct view *v, const struct finding *f)
{
    size_t count = 0;

    for (size_t i = 0; i < f->span_count && count < WORDS_NAMED; i++)
        named(v, str_of(f->spans[i].text), &count);
}

static void
weighty_words(struct view *v, const struct finding *f)
{
    size_t count = 0;

    for (size_t i = 0; i < f->term_count && count < WORDS_NAMED; i++)
        if (f->terms[i].weight >= VIEW_WEIGHT_MIN)
            named(v, str_of(f->terms[i].text), &count);
}

static int
has_weighty_word(const struct finding *f)
{
    for (size_t i = 0; i < f->term_count; i++)
        if (f->terms[i].weight >= VIEW_WEIGHT_MIN)
            return 1;
    return 0;
}

static void
rule_hint(struct view *v, const struct finding *f)
{
    if (f->absent.count > 0) {
        markup_text(&v->m, view_text(v, "hint.absent"));
        absent_fields(v, f);
    } else if (f->span_count > 0) {
        markup_text(&v->m, view_text(v, "hint.words"));
        quoted_words(v, f);
    } else {
        markup_text(&v->m, view_text(v, "hint.rule"));
    }
}

void
view_hint(struct view *v, const struct finding *f, const struct recall *r)
{
    markup_leaf(&v->m, "dt", NO_ATTRS, view_text(v, "hint"));
    markup_open(&v->m, "dd", NO_ATTRS);
    switch (f->source) {
    case FINDING_RECALL:
        markup_text(&v->m, view_text(v, recall_key(f, r)));
        break;
    case FINDING_RULE:
        rule_hint(v, f);
        break;
    case FINDING_MODEL:
        markup_text(&v->m,
            view_text(
                v, has_weighty_word(f) ? "hint.model" : "hint.model_whole"));
        weighty_words(v, f);
        break;
    case FINDING_REVIEW:
        markup_text(&v->m, view_text(v, f->strength == FINDING_CANDIDATE
                                            ? "hint.review_one"
                                            : "hint.review_many"));
        break;
    case FINDING_WATCH:
        markup_text(&v->m, view_text(v, "hint.watch"));
        break;
    }
    markup_close(&v->m);
}
