#include "base/pattern.h"

#include "base/mem.h"

#include <stdlib.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* A sound pattern needs some tens of steps per byte of a listing (at most
 * 64 KiB); a catastrophic one reaches the most in 10 ms. */
#define MATCH_LIMIT PATTERN_STEPS_MAX
#define DEPTH_LIMIT 10000
#define HEAP_LIMIT_KIB 16384

struct pattern {
    pcre2_code *code;
    pcre2_match_context *context;
};

static _Thread_local pcre2_match_data *scratch;

static pcre2_match_context *
new_context(void)
{
    pcre2_match_context *c = pcre2_match_context_create(NULL);

    pcre2_set_match_limit(c, MATCH_LIMIT);
    pcre2_set_depth_limit(c, DEPTH_LIMIT);
    pcre2_set_heap_limit(c, HEAP_LIMIT_KIB);
    return c;
}

int
pattern_new(
    struct pattern **out, struct str text, unsigned flags, struct fail *fail)
{
    uint32_t options = PCRE2_NEVER_BACKSLASH_C;
    int error;
    PCRE2_SIZE at;
    pcre2_code *code;
    struct pattern *p;

    if ((flags & PATTERN_BYTES) == 0)
        options |= PCRE2_UTF | PCRE2_UCP;
    if (flags & PATTERN_NOCASE)
        options |= PCRE2_CASELESS;
    code = pcre2_compile((PCRE2_SPTR)(text.p ? text.p : ""), text.len, options,
        &error, &at, NULL);
    if (code == NULL) {
        PCRE2_UCHAR why[200];

        pcre2_get_error_message(error, why, sizeof why);
        return fail_set(fail, "pattern '" STR_FMT "', character %zu: %s",
            STR_ARG(str_sub(text, 0, 200)), (size_t)at + 1, (char *)why);
    }
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    p = mem_new(sizeof *p);
    p->code = code;
    p->context = new_context();
    *out = p;
    return 0;
}

void
pattern_free(struct pattern *p)
{
    if (p == NULL)
        return;
    pcre2_code_free(p->code);
    pcre2_match_context_free(p->context);
    free(p);
}

static enum pattern_result
find(const struct pattern *p, struct str subject, size_t from,
    pcre2_match_context *context, struct pattern_match *m)
{
    PCRE2_SIZE *spans;
    int n;

    if (scratch == NULL)
        scratch = pcre2_match_data_create(PATTERN_SPANS_MAX, NULL);
    n = pcre2_match(p->code, (PCRE2_SPTR)(subject.p ? subject.p : ""),
        subject.len, from, PCRE2_NO_UTF_CHECK, scratch, context);
    if (n == PCRE2_ERROR_NOMATCH)
        return PATTERN_MISS;
    if (n < 0)
        return PATTERN_LIMIT;
    if (m == NULL)
        return PATTERN_HIT;
    spans = pcre2_get_ovector_pointer(scratch);
    m->count = n == 0 ? PATTERN_SPANS_MAX : (size_t)n;
    for (size_t i = 0; i < m->count; i++) {
        m->start[i] = spans[2 * i];
        m->end[i] = spans[2 * i + 1];
        if (spans[2 * i] == PCRE2_UNSET) {
            m->start[i] = 1;
            m->end[i] = 0;
        }
    }
    return PATTERN_HIT;
}

/* 1 if `limit` steps are enough for an answer. Without JIT, which counts
 * other steps on other processors. */
static int
answers(const struct pattern *p, struct str subject, uint32_t limit,
    pcre2_match_context *context)
{
    int n;

    if (scratch == NULL)
        scratch = pcre2_match_data_create(PATTERN_SPANS_MAX, NULL);
    pcre2_set_match_limit(context, limit);
    n = pcre2_match(p->code, (PCRE2_SPTR)(subject.p ? subject.p : ""),
        subject.len, 0, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, scratch, context);
    return n >= 0 || n == PCRE2_ERROR_NOMATCH;
}

uint32_t
pattern_steps(const struct pattern *p, struct str subject)
{
    pcre2_match_context *context = pcre2_match_context_copy(p->context);
    uint32_t few = 0, enough = 16;

    while (
        enough < PATTERN_STEPS_MAX && !answers(p, subject, enough, context)) {
        few = enough;
        enough *= 2;
    }
    if (enough > PATTERN_STEPS_MAX)
        enough = PATTERN_STEPS_MAX;
    while (enough - few > 1 + enough / 10 && few < PATTERN_STEPS_MAX / 2) {
        uint32_t middle = few + (enough - few) / 2;

        if (answers(p, subject, middle, context))
            enough = middle;
        else
            few = middle;
    }
    pcre2_match_context_free(context);
    return enough;
}

enum pattern_result
pattern_find(const struct pattern *p, struct str subject, size_t from,
    struct pattern_match *m)
{
    return find(p, subject, from, p->context, m);
}
