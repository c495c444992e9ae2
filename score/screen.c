#include "score/screen.h"

#include "base/mem.h"
#include "core/folds.h"
#include "recalls/recall_match.h"
#include "recalls/recall_probe.h"
#include "rules/rule_scan.h"
#include "score/guess.h"
#include "score/score.h"
#include "score/wording.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Words that a reason names at most. */
#define WORDS_NAMED 4

struct screen_scratch {
    struct recall_scratch *recalls;
    struct recall_probe *probe; /* owned; made when keys are asked for */
    struct rule_scratch *rules;
    struct risk_scratch *risk;
    struct features features; /* for the category */
    struct harm_scratch harm;
    struct folds *folds; /* owned; of the listing at hand */
};

struct screener *
screener_new(struct str market, int64_t today_ms)
{
    struct screener *s = mem_new(sizeof *s);

    s->market = str_dup(market);
    s->today_ms = today_ms;
    s->harm = harm_cues_new();
    return s;
}

void
screener_free(struct screener *s)
{
    if (s == NULL)
        return;
    likeness_free(s->likeness);
    recall_index_free(s->recalls);
    rule_set_free(s->rules);
    risk_free(s->model);
    category_model_free(s->categories);
    harm_cues_free(s->harm);
    free(s->market);
    free(s->language);
    free(s);
}

struct screen_scratch *
screen_scratch_new(const struct screener *s)
{
    struct screen_scratch *scratch = mem_new(sizeof *scratch);

    scratch->folds = folds_new();
    if (s->recalls != NULL) {
        scratch->recalls = recall_scratch_new(s->recalls);
        recall_scratch_share(scratch->recalls, scratch->folds);
    }
    scratch->rules = rule_scratch_new(s->rules);
    if (s->model != NULL)
        scratch->risk = risk_scratch_new(s->model);
    harm_report_init(&scratch->harm);
    features_init(&scratch->features);
    return scratch;
}

void
screen_scratch_free(struct screen_scratch *scratch)
{
    if (scratch == NULL)
        return;
    recall_scratch_free(scratch->recalls);
    recall_probe_free(scratch->probe);
    rule_scratch_free(scratch->rules);
    risk_scratch_free(scratch->risk);
    harm_report_clear(&scratch->harm);
    features_clear(&scratch->features);
    folds_free(scratch->folds);
    free(scratch);
}

/* Append a word in quotes, unless it stands there already. */
static void
name_word(struct buf *words, struct str word)
{
    struct buf quoted = BUF_MAX(1000);

    buf_addf(&quoted, "\"" STR_FMT "\"", STR_ARG(word));
    if (str_find_nocase(buf_str(words), buf_str(&quoted), 0) < 0)
        buf_addf(words, "%s%s", words->len > 0 ? ", " : "", buf_text(&quoted));
    buf_clear(&quoted);
}

/* What the model says, in words that hold at any risk: the number is the
 * score. */
static struct finding *
opinion(const struct risk_verdict *v, const char *language)
{
    struct finding *f = finding_new(FINDING_MODEL, "risk",
        v->risk >= 0.9 ? FINDING_STRONG : FINDING_CANDIDATE, v->risk);
    struct buf words = BUF_MAX(1000), reason = BUF_MAX(2000);

    for (size_t i = 0; i < v->term_count; i++) {
        finding_add_term(f, v->terms[i].text, v->terms[i].weight);
        if (v->terms[i].weight > 0 && i < WORDS_NAMED)
            name_word(&words, v->terms[i].text);
    }
    for (size_t h = 0; h < HAZARDS; h++)
        if (v->hazards[h] > 0) {
            f->hazards |= 1u << h;
            f->hazard_score[h] = v->hazards[h];
        }
    wording_put(&reason, language,
        words.len > 0 ? WORDING_RESEMBLES : WORDING_RESEMBLES_WHOLE,
        buf_str(&words), STR_NONE);
    finding_set_reason(f, "%s", buf_text(&reason));
    buf_clear(&words);
    buf_clear(&reason);
    return f;
}

/* The model's opinion: from the policy's threshold on a finding. */
static void
add_opinion(const struct screener *s, struct screen_scratch *scratch,
    struct risk_verdict *v, const char *language, struct casefile *c)
{
    struct finding *f;

    if (!v->known || v->risk < s->policy.model_finding_from)
        return;
    risk_explain(s->model, scratch->risk, c->listing, v);
    f = opinion(v, language);
    findings_add(&c->findings, &f);
}

char *
screener_models(const struct screener *s)
{
    struct buf text = BUF_MAX(1000);

    if (s->model == NULL && s->likeness == NULL && s->categories == NULL)
        return NULL;
    if (s->model != NULL)
        buf_addz(&text, risk_version(s->model));
    if (s->likeness != NULL)
        buf_addf(&text, "%s%s", text.len > 0 ? " " : "",
            likeness_version(s->likeness));
    if (s->categories != NULL)
        buf_addf(
            &text, "%s%s", text.len > 0 ? " " : "", s->categories->version);
    return buf_take(&text);
}

/* Rules come last, for they may ask what the others found; the findings stand
 * in the order recalls, rules, model, reviews. */
static struct casefile *
judge(const struct screener *s, struct screen_scratch *scratch,
    const char *language, struct listing *l)
{
    struct casefile *c = casefile_new();
    struct risk_verdict verdict = { .known = 0 };
    struct rule_evidence evidence = { .recalls = NULL };
    struct rule_context context = { .market = s->market,
        .language = language,
        .today_ms = s->today_ms,
        .evidence = &evidence,
        .folds = scratch->folds };
    size_t from;

    c->listing = l;
    folds_begin(scratch->folds);
    if (s->recalls != NULL) {
        recall_scratch_set_language(scratch->recalls, language);
        recall_match(s->recalls, scratch->recalls, c->listing, &c->findings);
        if (s->likeness != NULL)
            likeness_weigh(s->likeness, c->listing, language, &c->findings);
        evidence.recalls = &c->findings;
    }
    if (s->model != NULL) {
        if (guess_is_due(s->categories, l))
            risk_scratch_count(
                scratch->risk, &scratch->features, s->categories->glossary);
        risk_judge(s->model, scratch->risk, c->listing, &verdict);
        risk_scratch_count(scratch->risk, NULL, NULL);
        c->risk = verdict.risk;
        evidence.model_asked = verdict.known;
        evidence.risk = verdict.risk;
        memcpy(evidence.hazards, verdict.hazards, sizeof evidence.hazards);
    }
    guess_category(s->categories, &scratch->features, verdict.known, c);
    from = c->findings.count;
    rule_scan(s->rules, scratch->rules, c->listing, &context, &c->findings);
    guess_scan(scratch->rules, &context, c, from);
    add_opinion(s, scratch, &verdict, language, c);
    harm_report_find(
        s->harm, &scratch->harm, c->listing, language, &c->findings);
    score_casefile(c, &s->policy, str_of(s->market), language);
    return c;
}

static void
take_words_of(struct finding *f, const struct finding *other, enum lang l)
{
    f->in[l].reason = finding_text(f, str_of(other->reason));
    if (other->title != NULL)
        f->in[l].title = finding_text(f, str_of(other->title));
}

/* What another judgement of the same listing says in its language. */
static void
take_words(struct casefile *c, struct casefile *other, enum lang l)
{
    for (size_t i = 0; i < c->findings.count && i < other->findings.count;
         i++) {
        struct finding *f = c->findings.item[i];
        struct finding *o = other->findings.item[i];

        if (f->source == o->source && strcmp(f->id, o->id) == 0)
            take_words_of(f, o, l);
    }
    c->reasons_in[l] = other->reasons;
    other->reasons = (struct texts){ .item = NULL };
}

/* Judged once more in every other language: few offers become cases, and so
 * what is said is what was found, in each. */
static void
translate(const struct screener *s, struct screen_scratch *scratch,
    struct casefile *c)
{
    enum lang own = lang_of(s->language);

    for (int l = 0; l < LANGS; l++) {
        struct casefile *other;

        if (l == (int)own)
            continue;
        other = judge(s, scratch, lang_code((enum lang)l), c->listing);
        take_words(c, other, (enum lang)l);
        other->listing = NULL;
        casefile_free(other);
    }
}

/* An offer that is not flagged may be drawn (core/sample.h). */
static int
may_become_case(const struct screener *s, const struct casefile *c)
{
    return c->flagged || (c->findings.count > 0 &&
                             (s->policy.sample.audit_share > 0 ||
                                 s->policy.sample.uncertain_per_scan > 0));
}

struct casefile *
screen_listing(const struct screener *s, struct screen_scratch *scratch,
    struct listing **l)
{
    struct casefile *c = judge(s, scratch, s->language, *l);

    *l = NULL;
    if (s->every_language && may_become_case(s, c))
        translate(s, scratch, c);
    c->rules_version = mem_text(rule_set_version(s->rules));
    c->recalls_version =
        s->recalls != NULL ? mem_text(recall_index_version(s->recalls)) : NULL;
    c->model_version = screener_models(s);
    return c;
}

size_t
screen_limits_count(const struct screen_scratch *scratch)
{
    return rule_scratch_limits(scratch->rules);
}

void
screen_keys(const struct screener *s, struct screen_scratch *scratch,
    const struct casefile *c, struct buf *out)
{
    if (scratch->probe == NULL)
        scratch->probe = recall_probe_new(s->recalls);
    if (s->recalls != NULL && recall_index_count(s->recalls) > 0)
        recall_probe_matched(scratch->probe, scratch->recalls, out);
    else
        recall_probe_keys(scratch->probe, c->listing, out);
}

void
screen_limits(const struct screener *s, const struct screen_scratch *scratch,
    void (*say)(const char *rule, size_t given_up, void *arg), void *arg)
{
    for (size_t i = 0;
         i < rule_set_rules(s->rules) && screen_limits_count(scratch) > 0;
         i++) {
        size_t given_up = rule_scratch_limits_of(scratch->rules, i);
        const struct rule_pack *p;
        const struct rule *r = rule_set_rule(s->rules, i, &p);
        struct buf id = BUF_MAX(400);

        buf_addf(&id, STR_FMT "/" STR_FMT, STR_ARG(p->name), STR_ARG(r->id));
        if (given_up > 0)
            say(buf_text(&id), given_up, arg);
        buf_clear(&id);
    }
}
