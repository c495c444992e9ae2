#include "core/finding.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define REASON_BYTES_MAX 2000
#define SEVERITY_MAX 4 /* serious */

static const char *const source_names[] = { "recall", "rule", "model", "review",
    "watch" };
static const char *const strength_names[] = { "candidate", "strong",
    "conclusive" };

struct finding *
finding_new(enum finding_source source, const char *id,
    enum finding_strength strength, double score)
{
    struct finding *f = mem_new(sizeof *f);

    f->source = source;
    f->id = mem_text(id);
    f->strength = strength;
    f->score = score;
    f->reason = mem_text("");
    return f;
}

void
finding_free(struct finding *f)
{
    if (f == NULL)
        return;
    free(f->id);
    free(f->reason);
    free(f->basis);
    free(f->title);
    free(f->url);
    for (size_t l = 0; l < LANGS; l++) {
        free(f->in[l].reason);
        free(f->in[l].title);
    }
    for (size_t i = 0; i < f->span_count; i++) {
        free(f->spans[i].field);
        free(f->spans[i].text);
    }
    free(f->spans);
    texts_clear(&f->absent);
    texts_clear(&f->looked_at);
    for (size_t i = 0; i < f->term_count; i++)
        free(f->terms[i].text);
    free(f->terms);
    free(f);
}

void
finding_set_reason(struct finding *f, const char *format, ...)
{
    char text[REASON_BYTES_MAX];
    struct str s;
    va_list ap;

    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    /* What it quotes may be long: cut, but not within a character, which
     * has at most three bytes of it left. */
    s = str_of(text);
    if (s.len == sizeof text - 1)
        while (sizeof text - s.len < 4 && !utf8_valid(s))
            s.len--;
    free(f->reason);
    f->reason = str_dup(s);
}

void
finding_add_span(struct finding *f, const char *field, struct str text,
    size_t start, size_t end)
{
    struct finding_span *s;

    f->spans =
        mem_grow(f->spans, &f->span_cap, f->span_count + 1, sizeof f->spans[0]);
    s = &f->spans[f->span_count++];
    s->field = mem_text(field);
    s->start = start;
    s->end = end;
    s->text = str_dup(str_sub(text, start, end - start));
}

void
finding_add_term(struct finding *f, struct str text, double weight)
{
    f->terms =
        mem_grow(f->terms, &f->term_cap, f->term_count + 1, sizeof f->terms[0]);
    f->terms[f->term_count].text = str_dup(text);
    f->terms[f->term_count++].weight = weight;
}

const char *
finding_reason(const struct finding *f, enum lang l)
{
    return f->in[l].reason != NULL ? f->in[l].reason : f->reason;
}

const char *
finding_title(const struct finding *f, enum lang l)
{
    return f->in[l].title != NULL ? f->in[l].title : f->title;
}

const char *
finding_source_name(enum finding_source s)
{
    return source_names[s];
}

const char *
finding_strength_name(enum finding_strength s)
{
    return strength_names[s];
}

static int
name_find(const char *const *names, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_is(name, names[i]))
            return (int)i;
    return -1;
}

static size_t
offset_of(const struct js *j)
{
    int64_t n = js_integer(j, 0);

    return n > 0 ? (size_t)n : 0;
}

static void
read_parts(struct finding *f, const struct js *j)
{
    const struct js *spans = js_get(j, "spans"), *terms = js_get(j, "terms");
    const struct js *hazards = js_get(j, "hazards");

    for (size_t i = 0; i < js_count(spans); i++) {
        const struct js *s = js_at(spans, i);
        struct str text = js_get_text(s, "text");
        char *field = str_dup(js_get_text(s, "field"));

        finding_add_span(f, field, text, 0, text.len);
        f->spans[i].start = offset_of(js_get(s, "start"));
        f->spans[i].end = offset_of(js_get(s, "end"));
        if (f->spans[i].end < f->spans[i].start)
            f->spans[i].end = f->spans[i].start;
        free(field);
    }
    for (size_t i = 0; i < js_count(terms); i++)
        finding_add_term(f, js_text(js_at(js_at(terms, i), 0)),
            js_number(js_at(js_at(terms, i), 1), 0));
    for (size_t h = 0; h < HAZARDS; h++) {
        const struct js *v = js_get(hazards, hazard_name((enum hazard)h));

        if (v != NULL) {
            f->hazards |= 1u << h;
            f->hazard_score[h] = js_number(v, 0);
        }
    }
    texts_from_json(&f->absent, js_get(j, "absent"));
    texts_from_json(&f->looked_at, js_get(j, "looked_at"));
}

/* A member's text, owned, cut to what a reason may have; NULL if empty. */
static char *
short_text(const struct js *j, const char *name)
{
    struct str s = js_get_text(j, name);

    return s.len > 0 ? str_dup(utf8_cut(s, REASON_BYTES_MAX)) : NULL;
}

static void
read_languages(struct finding *f, const struct js *j)
{
    for (int l = 0; l < LANGS; l++) {
        const struct js *words = js_get(j, lang_code((enum lang)l));

        f->in[l].reason = short_text(words, "reason");
        f->in[l].title = short_text(words, "title");
    }
}

static void
write_languages(struct js *j, const struct finding *f)
{
    struct js *all = js_new_object();
    int any = 0;

    for (int l = 0; l < LANGS; l++) {
        struct js *words;

        if (f->in[l].reason == NULL && f->in[l].title == NULL)
            continue;
        words = js_new_object();
        if (f->in[l].reason != NULL)
            js_set_textz(words, "reason", f->in[l].reason);
        if (f->in[l].title != NULL)
            js_set_textz(words, "title", f->in[l].title);
        js_set(all, lang_code((enum lang)l), words);
        any = 1;
    }
    if (any)
        js_set(j, "in", all);
    else
        js_free(all);
}

int
finding_from_json(struct finding **out, const struct js *j, struct fail *fail)
{
    int source =
        name_find(source_names, COUNT(source_names), js_get_text(j, "source"));
    int strength = name_find(
        strength_names, COUNT(strength_names), js_get_text(j, "strength"));
    double score = js_number(js_get(j, "score"), 0);
    struct finding *f;
    int64_t severity;
    char *id;

    if (source < 0)
        return fail_set(fail, "finding without a known 'source'");
    if (!(score >= 0 && score <= 1))
        return fail_set(fail, "'score' of a finding is not from 0 to 1");
    id = str_dup(js_get_text(j, "id"));
    f = finding_new((enum finding_source)source, id,
        strength < 0 ? FINDING_CANDIDATE : (enum finding_strength)strength,
        score);
    free(id);
    finding_set_reason(f, STR_FMT, STR_ARG(js_get_text(j, "reason")));
    if (js_get_text(j, "basis").len > 0)
        f->basis = str_dup(js_get_text(j, "basis"));
    if (js_get_text(j, "title").len > 0)
        f->title = str_dup(js_get_text(j, "title"));
    if (js_get_text(j, "url").len > 0)
        f->url = str_dup(js_get_text(j, "url"));
    severity = js_integer(js_get(j, "severity"), 0);
    f->severity = severity >= 0 && severity <= SEVERITY_MAX ? (int)severity : 0;
    read_parts(f, j);
    read_languages(f, js_get(j, "in"));
    *out = f;
    return 0;
}

static void
write_parts(struct js *j, const struct finding *f)
{
    struct js *array, *object;

    if (f->hazards != 0) {
        object = js_new_object();
        for (size_t h = 0; h < HAZARDS; h++)
            if (f->hazards & 1u << h)
                js_set_number(object, hazard_name((enum hazard)h),
                    f->hazard_score[h] > 0 ? f->hazard_score[h] : 1.0);
        js_set(j, "hazards", object);
    }
    if (f->span_count > 0) {
        array = js_new_array();
        for (size_t i = 0; i < f->span_count; i++) {
            object = js_new_object();
            js_set_textz(object, "field", f->spans[i].field);
            js_set_integer(object, "start", (int64_t)f->spans[i].start);
            js_set_integer(object, "end", (int64_t)f->spans[i].end);
            js_set_textz(object, "text", f->spans[i].text);
            js_add(array, object);
        }
        js_set(j, "spans", array);
    }
    texts_to_json(&f->absent, j, "absent");
    texts_to_json(&f->looked_at, j, "looked_at");
    if (f->term_count > 0) {
        array = js_new_array();
        for (size_t i = 0; i < f->term_count; i++) {
            struct js *pair = js_new_array();

            js_add_text(pair, str_of(f->terms[i].text));
            js_add(pair, js_new_number(f->terms[i].weight));
            js_add(array, pair);
        }
        js_set(j, "terms", array);
    }
}

struct js *
finding_to_json(const struct finding *f)
{
    struct js *j = js_new_object();

    js_set_textz(j, "source", finding_source_name(f->source));
    js_set_textz(j, "id", f->id);
    js_set_textz(j, "strength", finding_strength_name(f->strength));
    js_set_number(j, "score", f->score);
    js_set_textz(j, "reason", f->reason);
    if (f->title != NULL)
        js_set_textz(j, "title", f->title);
    if (f->basis != NULL)
        js_set_textz(j, "basis", f->basis);
    if (f->url != NULL)
        js_set_textz(j, "url", f->url);
    if (f->severity > 0)
        js_set_integer(j, "severity", f->severity);
    write_languages(j, f);
    write_parts(j, f);
    return j;
}

void
findings_add(struct findings *fs, struct finding **f)
{
    fs->item = mem_grow(fs->item, &fs->cap, fs->count + 1, sizeof fs->item[0]);
    fs->item[fs->count++] = *f;
    *f = NULL;
}

void
findings_clear(struct findings *fs)
{
    for (size_t i = 0; i < fs->count; i++)
        finding_free(fs->item[i]);
    free(fs->item);
    *fs = (struct findings){ 0 };
}
