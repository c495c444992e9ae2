#include "cli/rules_stream.h"

#include "cli/verbs.h"

#include "base/lines.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/now.h"
#include "base/utf8.h"
#include "core/limits.h"
#include "rules/rule_scan.h"
#include "rules/rule_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Conditions of one rule shown. */
#define EXPLAIN_LINES_MAX 500

/* Call visit for every listing line; -1 with a message on a bad line. */
static int
each_listing(
    void (*visit)(const struct listing *l, size_t line, void *arg), void *arg)
{
    struct lines lines;
    struct str line;
    int rc = 0;

    lines_init(&lines, stdin, LIMIT_LINE_BYTES);
    while (rc == 0 && lines_next(&lines, &line)) {
        struct fail fail = { "" };
        struct js *j = NULL;
        struct listing *l = NULL;
        struct str text = str_trim(line);

        if (text.len == 0)
            continue;
        if (lines.text.over)
            rc = fail_set(&fail, "longer than %u bytes", LIMIT_LINE_BYTES);
        else if (js_parse(&j, text, &fail) != 0 ||
                 listing_from_json(&l, j, &fail) != 0)
            rc = -1;
        if (rc == 0)
            visit(l, lines.number, arg);
        else
            fprintf(stderr, "shelfwatch rules: line %zu: %s\n", lines.number,
                fail.text);
        js_free(j);
        listing_free(l);
    }
    lines_clear(&lines);
    return rc;
}

/* --- explain --- */

struct explain_run {
    const struct rule_set *set;
    const struct rule *rule;
    struct rule_scratch *scratch;
    struct rule_context ctx;
    struct texts lines; /* of one listing; children stand before parents */
    int depth[EXPLAIN_LINES_MAX];
};

static void
explain_step(const struct rule_step *s, void *arg)
{
    struct explain_run *x = arg;
    struct buf line = BUF_MAX(8192);

    if (x->lines.count == EXPLAIN_LINES_MAX)
        return;
    buf_addf(&line, "%-7s %s", rule_truth_name(s->truth),
        rule_kind_name(s->cond->kind));
    if (s->cond->fields != 0) {
        buf_addz(&line, " (");
        rule_field_names(&line, s->cond->fields);
        buf_addz(&line, ")");
    }
    if (s->cond->expr.source.len > 0)
        buf_addf(&line, " /" STR_FMT "/",
            STR_ARG(utf8_cut(s->cond->expr.source, 60)));
    if (s->cond->second.source.len > 0)
        buf_addf(&line, " near /" STR_FMT "/ within %d",
            STR_ARG(utf8_cut(s->cond->second.source, 60)), s->cond->within);
    if (s->why[0] != '\0')
        buf_addf(&line, ": %s", s->why);
    x->depth[x->lines.count] = s->depth;
    texts_add(&x->lines, buf_str(&line));
    buf_clear(&line);
}

/* Print lines [from, to), the last of which is the parent of the others. */
static void
print_steps(const struct explain_run *x, size_t from, size_t to)
{
    size_t start = from;

    if (from == to)
        return;
    printf("%*s%s\n", 2 + 2 * x->depth[to - 1], "", x->lines.item[to - 1]);
    for (size_t i = from; i + 1 < to; i++)
        if (x->depth[i] == x->depth[to - 1] + 1) {
            print_steps(x, start, i + 1);
            start = i + 1;
        }
}

static void
explain_listing(const struct listing *l, size_t line, void *arg)
{
    struct explain_run *x = arg;
    int applies;
    enum rule_truth t;

    (void)line;
    t = rule_explain(
        x->set, x->scratch, l, &x->ctx, x->rule, &applies, explain_step, x);
    printf("%s: %s\n",
        l->text[LISTING_TITLE] ? l->text[LISTING_TITLE] : "(no title)",
        t == RULE_TRUE && applies ? "FLAGGED"
        : t == RULE_TRUE          ? "not flagged: not in force in this market "
                                    "or on this day"
        : t == RULE_UNKNOWN       ? "not flagged: cannot be known"
                                  : "not flagged");
    print_steps(x, 0, x->lines.count);
    texts_clear(&x->lines);
}

int
rules_stream_explain(
    const struct rule_set *set, const char *id, const struct rules_options *o)
{
    struct explain_run x = { .set = set,
        .rule = rule_set_find(set, str_of(id), NULL),
        .ctx = { o->market, "en", now_wall_ms(), NULL, 0 } };
    int rc;

    if (x.rule == NULL) {
        fprintf(stderr, "shelfwatch rules: no rule '%s'; see rules list\n", id);
        return VERB_FAILED;
    }
    x.scratch = rule_scratch_new(set);
    rc = each_listing(explain_listing, &x);
    rule_scratch_free(x.scratch);
    return rc == 0 ? VERB_DONE : VERB_FAILED;
}

/* --- coverage --- */

/* One offer on which a rule fired. */
struct sample {
    size_t line;         /* of the input */
    char *title, *url;   /* owned */
    char *field, *words; /* owned; what was found, or NULL */
};

struct cover {
    size_t fires;
    struct sample *sample; /* owned */
    size_t count, cap;
};

struct coverage_run {
    const struct rule_set *set;
    struct rule_scratch *scratch;
    struct rule_context ctx;
    struct map *by_rule;
    size_t listings, strong;
    size_t samples;
};

/* Every so many fires one is kept, ever rarer, so that samples come from the
 * whole corpus: the 1st, 4th, 16th ... replace the oldest ones. */
static int
is_sample(size_t fires)
{
    while (fires % 4 == 0)
        fires /= 4;
    return fires == 1;
}

static void
sample_clear(struct sample *s)
{
    free(s->title);
    free(s->url);
    free(s->field);
    free(s->words);
}

static void
add_sample(struct cover *c, size_t samples, const struct finding *f,
    const struct listing *l, size_t line)
{
    struct sample *s;

    if (samples == 0)
        return;
    if (c->count >= samples) {
        sample_clear(&c->sample[0]);
        c->count--;
        memmove(c->sample, c->sample + 1, c->count * sizeof c->sample[0]);
    }
    c->sample = mem_grow(c->sample, &c->cap, c->count + 1, sizeof *s);
    s = &c->sample[c->count++];
    *s = (struct sample){ .line = line,
        .title = str_dup(utf8_cut(listing_get(l, LISTING_TITLE), 150)),
        .url = str_dup(listing_get(l, LISTING_URL)) };
    if (f->span_count > 0) {
        s->field = mem_text(f->spans[0].field);
        s->words = str_dup(utf8_cut(str_of(f->spans[0].text), 80));
    }
}

static void
cover_free(void *p)
{
    struct cover *c = p;

    for (size_t i = 0; i < c->count; i++)
        sample_clear(&c->sample[i]);
    free(c->sample);
    free(c);
}

static void
cover_listing(const struct listing *l, size_t line, void *arg)
{
    struct coverage_run *x = arg;
    struct findings found = { 0 };
    int strong = 0;

    rule_scan(x->set, x->scratch, l, &x->ctx, &found);
    for (size_t i = 0; i < found.count; i++) {
        const struct finding *f = found.item[i];
        struct cover *c = map_get(x->by_rule, str_of(f->id));

        if (c == NULL) {
            c = mem_new(sizeof *c);
            map_put(x->by_rule, str_of(f->id), c);
        }
        c->fires++;
        if (c->count < x->samples || is_sample(c->fires))
            add_sample(c, x->samples, f, l, line);
        strong |= f->strength >= FINDING_STRONG;
    }
    x->listings++;
    x->strong += (size_t)strong;
    findings_clear(&found);
}

static double
per_mille(const struct coverage_run *x, size_t n)
{
    return x->listings > 0 ? 1000.0 * (double)n / (double)x->listings : 0;
}

static void
print_rule(const struct coverage_run *x, const struct rule *r, const char *id,
    const struct cover *c, size_t given_up)
{
    printf("%8zu %9.3f per mille %-9s %s", c ? c->fires : 0,
        per_mille(x, c ? c->fires : 0), finding_strength_name(r->strength), id);
    if (given_up > 0)
        printf("  %zu matches given up", given_up);
    printf("\n");
    for (size_t k = 0; c != NULL && k < c->count; k++) {
        const struct sample *s = &c->sample[k];

        printf("          line %zu: %s", s->line, s->title);
        if (s->words != NULL)
            printf("  [%s: %s]", s->field, s->words);
        printf("\n");
    }
}

static struct js *
rule_json(const struct coverage_run *x, const struct rule *r, const char *id,
    const struct cover *c, size_t given_up)
{
    struct js *j = js_new_object(), *samples = js_new_array();

    js_set_textz(j, "id", id);
    js_set_textz(j, "strength", finding_strength_name(r->strength));
    js_set_integer(j, "fires", c ? (int64_t)c->fires : 0);
    js_set_number(j, "per_mille", per_mille(x, c ? c->fires : 0));
    js_set_integer(j, "given_up", (int64_t)given_up);
    for (size_t k = 0; c != NULL && k < c->count; k++) {
        const struct sample *s = &c->sample[k];
        struct js *one = js_new_object();

        js_set_integer(one, "line", (int64_t)s->line);
        js_set_textz(one, "title", s->title);
        if (s->url[0] != '\0')
            js_set_textz(one, "url", s->url);
        if (s->words != NULL) {
            js_set_textz(one, "field", s->field);
            js_set_textz(one, "text", s->words);
        }
        js_add(samples, one);
    }
    js_set(j, "samples", samples);
    return j;
}

static void
print_json(const struct coverage_run *x, struct js *rules)
{
    struct js *j = js_new_object();
    struct buf text = BUF_MAX(256u << 20);

    js_set_integer(j, "listings", (int64_t)x->listings);
    js_set_integer(j, "strong", (int64_t)x->strong);
    js_set_number(j, "strong_per_mille", per_mille(x, x->strong));
    js_set_integer(j, "given_up", (int64_t)rule_scratch_limits(x->scratch));
    js_set(j, "rules", rules);
    js_write(&text, j);
    printf("%s\n", buf_text(&text));
    buf_clear(&text);
    js_free(j);
}

static void
print_coverage(const struct coverage_run *x, int json)
{
    struct js *rules = js_new_array();
    size_t n = 0;

    for (size_t i = 0; i < rule_set_packs(x->set); i++) {
        const struct rule_pack *p = rule_set_pack(x->set, i);

        for (const struct rule *r = p->rules; r != NULL; r = r->next) {
            struct buf id = BUF_MAX(400);
            size_t given_up = rule_scratch_limits_of(x->scratch, n++);
            const struct cover *c;

            buf_addf(
                &id, STR_FMT "/" STR_FMT, STR_ARG(p->name), STR_ARG(r->id));
            c = map_get(x->by_rule, buf_str(&id));
            if (json)
                js_add(rules, rule_json(x, r, buf_text(&id), c, given_up));
            else
                print_rule(x, r, buf_text(&id), c, given_up);
            buf_clear(&id);
        }
    }
    if (json) {
        print_json(x, rules);
        return;
    }
    js_free(rules);
    printf("%zu listings, %zu (%.3f per mille) with a strong finding, %zu "
           "matches given up\n",
        x->listings, x->strong, per_mille(x, x->strong),
        rule_scratch_limits(x->scratch));
}

int
rules_stream_coverage(const struct rule_set *set, const struct rules_options *o)
{
    struct coverage_run x = { .set = set,
        .scratch = rule_scratch_new(set),
        .ctx = { o->market, "en", now_wall_ms(), NULL, 0 },
        .by_rule = map_new(cover_free),
        .samples = (size_t)o->samples };
    int rc = each_listing(cover_listing, &x);

    if (rc == 0)
        print_coverage(&x, o->json);
    rule_scratch_free(x.scratch);
    map_free(x.by_rule);
    return rc == 0 ? VERB_DONE : VERB_FAILED;
}
