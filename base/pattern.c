#include "base/pattern.h"

#include "base/mem.h"

#include <stdlib.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Steps before a match is given up. A sound pattern needs some tens per byte
 * of a listing (at most 64 KiB); a catastrophic one reaches this in 10 ms. */
#define MATCH_LIMIT 1000000
#define DEPTH_LIMIT 10000
#define HEAP_LIMIT_KIB 16384

struct pattern {
    pcre2_code *code;
    pcre2_match_context *context;
};

static _Thread_local pcre2_match_data *scratch;

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
    p->context = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(p->context, MATCH_LIMIT);
    pcre2_set_depth_limit(p->context, DEPTH_LIMIT);
    pcre2_set_heap_limit(p->context, HEAP_LIMIT_KIB);
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

enum pattern_result
pattern_find(const struct pattern *p, struct str subject, size_t from,
    struct pattern_match *m)
{
    PCRE2_SIZE *spans;
    int n;

    if (scratch == NULL)
        scratch = pcre2_match_data_create(PATTERN_SPANS_MAX, NULL);
    n = pcre2_match(p->code, (PCRE2_SPTR)(subject.p ? subject.p : ""),
        subject.len, from, PCRE2_NO_UTF_CHECK, scratch, p->context);
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
