#include "core/finding.h"

#include "base/js_line.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define REASON_BYTES_MAX 2000
#define SEVERITY_MAX 4 /* serious */
/* Of a finding's text: what it quotes has caps of its own. */
#define FINDING_BYTES_MAX (1u << 30)

static const char *const source_names[] = { "recall", "rule", "model", "review",
    "watch" };
static const char *const strength_names[] = { "candidate", "strong",
    "conclusive" };

struct finding *
finding_new(enum finding_source source, const char *id,
    enum finding_strength strength, double score)
{
    struct finding *f = mem_new(sizeof *f);

    f->held = ARENA_SMALL;
    f->source = source;
    f->id = finding_text(f, str_of(id));
    f->strength = strength;
    f->score = score;
    f->reason = finding_text(f, STR(""));
    return f;
}

void
finding_free(struct finding *f)
{
    if (f == NULL)
        return;
    arena_clear(&f->held);
    free(f);
}

char *
finding_text(struct finding *f, struct str s)
{
    return arena_text(&f->held, s);
}

void
finding_set_reason_text(struct finding *f, const char *text)
{
    struct str s = { text, strnlen(text, REASON_BYTES_MAX - 1) };

    /* What it quotes may be long: cut, but not within a character, which
     * has at most three bytes of it left. */
    if (s.len == REASON_BYTES_MAX - 1)
        while (REASON_BYTES_MAX - s.len < 4 && !utf8_valid(s))
            s.len--;
    f->reason = finding_text(f, s);
}

void
finding_set_reason(struct finding *f, const char *format, ...)
{
    char text[REASON_BYTES_MAX];
    va_list ap;

    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    finding_set_reason_text(f, text);
}

void
finding_add_span(struct finding *f, const char *field, struct str text,
    size_t start, size_t end)
{
    struct finding_span *s;

    f->spans = arena_grow(&f->held, f->spans, &f->span_cap, f->span_count + 1,
        sizeof f->spans[0]);
    s = &f->spans[f->span_count++];
    s->field = finding_text(f, str_of(field));
    s->start = start;
    s->end = end;
    s->text = finding_text(f, str_sub(text, start, end - start));
}

void
finding_add_absent(struct finding *f, struct str field)
{
    texts_add_held(&f->absent, &f->held, field);
}

void
finding_add_looked_at(struct finding *f, struct str words)
{
    texts_add_held(&f->looked_at, &f->held, words);
}

void
finding_add_term(struct finding *f, struct str text, double weight)
{
    f->terms = arena_grow(&f->held, f->terms, &f->term_cap, f->term_count + 1,
        sizeof f->terms[0]);
    f->terms[f->term_count].text = finding_text(f, text);
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

/* As texts_from_json. */
static void
read_list(struct texts *t, struct finding *f, const struct js *array)
{
    texts_add_held(t, &f->held, js_text(array));
    if (js_kind(array) == JS_ARRAY)
        for (size_t i = 0; i < js_count(array); i++)
            texts_add_held(t, &f->held, js_text(js_at(array, i)));
}

static void
read_parts(struct finding *f, const struct js *j)
{
    const struct js *spans = js_get(j, "spans"), *terms = js_get(j, "terms");
    const struct js *hazards = js_get(j, "hazards");

    for (size_t i = 0; i < js_count(spans); i++) {
        const struct js *s = js_at(spans, i);
        struct str text = js_get_text(s, "text");

        finding_add_span(f, js_get_text(s, "field").p, text, 0, text.len);
        f->spans[i].start = offset_of(js_get(s, "start"));
        f->spans[i].end = offset_of(js_get(s, "end"));
        if (f->spans[i].end < f->spans[i].start)
            f->spans[i].end = f->spans[i].start;
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
    read_list(&f->absent, f, js_get(j, "absent"));
    read_list(&f->looked_at, f, js_get(j, "looked_at"));
}

/* A member's text; NULL if empty. */
static char *
read_text(struct finding *f, const struct js *j, const char *name)
{
    struct str s = js_get_text(j, name);

    return s.len > 0 ? finding_text(f, s) : NULL;
}

/* The same, cut to what a reason may have. */
static char *
read_short(struct finding *f, const struct js *j, const char *name)
{
    struct str s = utf8_cut(js_get_text(j, name), REASON_BYTES_MAX);

    return s.len > 0 ? finding_text(f, s) : NULL;
}

static void
read_languages(struct finding *f, const struct js *j)
{
    for (int l = 0; l < LANGS; l++) {
        const struct js *words = js_get(j, lang_code((enum lang)l));

        f->in[l].reason = read_short(f, words, "reason");
        f->in[l].title = read_short(f, words, "title");
    }
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

    if (source < 0)
        return fail_set(fail, "finding without a known 'source'");
    if (!(score >= 0 && score <= 1))
        return fail_set(fail, "'score' of a finding is not from 0 to 1");
    f = finding_new((enum finding_source)source, js_get_text(j, "id").p,
        strength < 0 ? FINDING_CANDIDATE : (enum finding_strength)strength,
        score);
    finding_set_reason(f, STR_FMT, STR_ARG(js_get_text(j, "reason")));
    f->basis = read_text(f, j, "basis");
    f->title = read_text(f, j, "title");
    f->url = read_text(f, j, "url");
    severity = js_integer(js_get(j, "severity"), 0);
    f->severity = severity >= 0 && severity <= SEVERITY_MAX ? (int)severity : 0;
    read_parts(f, j);
    read_languages(f, js_get(j, "in"));
    *out = f;
    return 0;
}

static void
write_languages(struct js_line *line, const struct finding *f)
{
    int any = 0;

    for (int l = 0; l < LANGS; l++) {
        if (f->in[l].reason == NULL && f->in[l].title == NULL)
            continue;
        if (!any++)
            js_line_object(line, "in");
        js_line_object(line, lang_code((enum lang)l));
        if (f->in[l].reason != NULL)
            js_line_textz(line, "reason", f->in[l].reason);
        if (f->in[l].title != NULL)
            js_line_textz(line, "title", f->in[l].title);
        js_line_object_end(line);
    }
    if (any)
        js_line_object_end(line);
}

static void
write_hazards(struct js_line *line, const struct finding *f)
{
    if (f->hazards == 0)
        return;
    js_line_object(line, "hazards");
    for (size_t h = 0; h < HAZARDS; h++)
        if (f->hazards & 1u << h)
            js_line_number(line, hazard_name((enum hazard)h),
                f->hazard_score[h] > 0 ? f->hazard_score[h] : 1.0);
    js_line_object_end(line);
}

static void
write_spans(struct js_line *line, const struct finding *f)
{
    if (f->span_count == 0)
        return;
    js_line_array(line, "spans");
    for (size_t i = 0; i < f->span_count; i++) {
        js_line_object(line, NULL);
        js_line_textz(line, "field", f->spans[i].field);
        js_line_integer(line, "start", (int64_t)f->spans[i].start);
        js_line_integer(line, "end", (int64_t)f->spans[i].end);
        js_line_textz(line, "text", f->spans[i].text);
        js_line_object_end(line);
    }
    js_line_array_end(line);
}

static void
write_terms(struct js_line *line, const struct finding *f)
{
    if (f->term_count == 0)
        return;
    js_line_array(line, "terms");
    for (size_t i = 0; i < f->term_count; i++) {
        js_line_array(line, NULL);
        js_line_textz(line, NULL, f->terms[i].text);
        js_line_number(line, NULL, f->terms[i].weight);
        js_line_array_end(line);
    }
    js_line_array_end(line);
}

void
finding_write(struct js_line *line, const struct finding *f)
{
    js_line_object(line, NULL);
    js_line_textz(line, "source", finding_source_name(f->source));
    js_line_textz(line, "id", f->id);
    js_line_textz(line, "strength", finding_strength_name(f->strength));
    js_line_number(line, "score", f->score);
    js_line_textz(line, "reason", f->reason);
    if (f->title != NULL)
        js_line_textz(line, "title", f->title);
    if (f->basis != NULL)
        js_line_textz(line, "basis", f->basis);
    if (f->url != NULL)
        js_line_textz(line, "url", f->url);
    if (f->severity > 0)
        js_line_integer(line, "severity", f->severity);
    write_languages(line, f);
    write_hazards(line, f);
    write_spans(line, f);
    texts_write(&f->absent, line, "absent");
    texts_write(&f->looked_at, line, "looked_at");
    write_terms(line, f);
    js_line_object_end(line);
}

struct js *
finding_to_json(const struct finding *f)
{
    struct buf text = BUF_MAX(FINDING_BYTES_MAX);
    struct js_line line = { &text, 0 };
    struct js *j = NULL;

    finding_write(&line, f);
    if (!text.over)
        js_parse(&j, buf_str(&text), NULL);
    buf_clear(&text);
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
