#include "base/pattern.h"

#include "base/mem.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* A sound pattern needs some tens of steps per byte of a listing (at most
 * 64 KiB); a catastrophic one reaches the most in 10 ms. */
#define MATCH_LIMIT PATTERN_STEPS_MAX
#define DEPTH_LIMIT 10000
#define HEAP_LIMIT_KIB 16384

/* NONE: it is interpreted; FAULTY: it could not be compiled. */
enum machine { UNPREPARED, BEING_PREPARED, PREPARED, NONE, FAULTY };

/* What takes long is done by the first who asks, for most patterns never are:
 * making machine code, and of some to compile them at all. */
struct preparation {
    pcre2_code *code;
    char *text; /* owned; to be compiled, or NULL */
    size_t len;
    unsigned flags;
    uint32_t least; /* characters of a match, once it is prepared */
    _Atomic enum machine machine;
};

struct pattern {
    struct preparation *made; /* owned */
};

static _Thread_local pcre2_match_data *scratch;
static _Thread_local pcre2_match_context *within;

static pcre2_match_context *
new_context(void)
{
    pcre2_match_context *c = pcre2_match_context_create(NULL);

    pcre2_set_match_limit(c, MATCH_LIMIT);
    pcre2_set_depth_limit(c, DEPTH_LIMIT);
    pcre2_set_heap_limit(c, HEAP_LIMIT_KIB);
    return c;
}

static void
set_up(void)
{
    if (scratch != NULL)
        return;
    scratch = pcre2_match_data_create(PATTERN_SPANS_MAX, NULL);
    within = new_context();
}

static pcre2_code *
compile(struct str text, unsigned flags, struct fail *fail)
{
    uint32_t options = PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT;
    int error;
    PCRE2_SIZE at;
    pcre2_code *code;
    PCRE2_UCHAR why[200];

    if ((flags & PATTERN_BYTES) == 0)
        options |= PCRE2_UTF | PCRE2_UCP;
    if (flags & PATTERN_NOCASE)
        options |= PCRE2_CASELESS;
    code = pcre2_compile((PCRE2_SPTR)(text.p ? text.p : ""), text.len, options,
        &error, &at, NULL);
    if (code == NULL) {
        pcre2_get_error_message(error, why, sizeof why);
        (void)fail_set(fail, "pattern '" STR_FMT "', character %zu: %s",
            STR_ARG(str_sub(text, 0, 200)), (size_t)at + 1, (char *)why);
    }
    return code;
}

static struct pattern *
new_pattern(pcre2_code *code)
{
    struct pattern *p = mem_new(sizeof *p);

    p->made = mem_new(sizeof *p->made);
    p->made->code = code;
    atomic_init(&p->made->machine, UNPREPARED);
    return p;
}

int
pattern_new(
    struct pattern **out, struct str text, unsigned flags, struct fail *fail)
{
    pcre2_code *code = compile(text, flags, fail);

    if (code == NULL)
        return -1;
    *out = new_pattern(code);
    return 0;
}

struct pattern *
pattern_new_later(struct str text, unsigned flags)
{
    struct pattern *p = new_pattern(NULL);

    p->made->text = str_dup(text);
    p->made->len = text.len;
    p->made->flags = flags;
    return p;
}

void
pattern_free(struct pattern *p)
{
    if (p == NULL)
        return;
    pcre2_code_free(p->made->code);
    free(p->made->text);
    free(p->made);
    free(p);
}

static enum machine
make(struct preparation *m)
{
    struct fail unused;

    if (m->code == NULL)
        m->code = compile((struct str){ m->text, m->len }, m->flags, &unused);
    if (m->code == NULL)
        return FAULTY;
    (void)pcre2_pattern_info(m->code, PCRE2_INFO_MINLENGTH, &m->least);
    return pcre2_jit_compile(m->code, PCRE2_JIT_COMPLETE) == 0 ? PREPARED
                                                               : NONE;
}

/* Returns PREPARED, NONE or FAULTY. */
static enum machine
prepare(struct preparation *m)
{
    enum machine now = atomic_load_explicit(&m->machine, memory_order_acquire);

    if (now > BEING_PREPARED)
        return now;
    now = UNPREPARED;
    if (atomic_compare_exchange_strong(&m->machine, &now, BEING_PREPARED)) {
        now = make(m);
        atomic_store_explicit(&m->machine, now, memory_order_release);
        return now;
    }
    while ((now = atomic_load_explicit(&m->machine, memory_order_acquire)) ==
           BEING_PREPARED)
        sched_yield();
    return now;
}

static enum pattern_result
find(const struct pattern *p, struct str subject, size_t from,
    pcre2_match_context *context, struct pattern_match *m)
{
    PCRE2_SPTR bytes = (PCRE2_SPTR)(subject.p ? subject.p : "");
    enum machine machine;
    PCRE2_SIZE *spans;
    int n;

    machine = prepare(p->made);
    if (machine == FAULTY)
        return PATTERN_LIMIT;
    if (subject.len < from + p->made->least)
        return PATTERN_MISS;
    if (machine == PREPARED)
        n = pcre2_jit_match(
            p->made->code, bytes, subject.len, from, 0, scratch, context);
    else
        n = pcre2_match(p->made->code, bytes, subject.len, from,
            PCRE2_NO_UTF_CHECK, scratch, context);
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

    set_up();
    pcre2_set_match_limit(context, limit);
    n = pcre2_match(p->made->code, (PCRE2_SPTR)(subject.p ? subject.p : ""),
        subject.len, 0, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, scratch, context);
    return n >= 0 || n == PCRE2_ERROR_NOMATCH;
}

uint32_t
pattern_steps(const struct pattern *p, struct str subject)
{
    pcre2_match_context *context = new_context();
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
    return pattern_find_within(p, subject, from, subject.len, m);
}

enum pattern_result
pattern_find_within(const struct pattern *p, struct str subject, size_t from,
    size_t last, struct pattern_match *m)
{
    set_up();
    pcre2_set_offset_limit(within, last);
    return find(p, subject, from, within, m);
}

int
pattern_matches_once(const struct pattern *p, struct str subject)
{
    pcre2_match_data *data;
    pcre2_match_context *context;
    uint32_t least;
    int n;

    (void)pcre2_pattern_info(p->made->code, PCRE2_INFO_MINLENGTH, &least);
    if (subject.len < least)
        return 0;
    data = pcre2_match_data_create(1, NULL);
    context = new_context();
    n = pcre2_match(p->made->code, (PCRE2_SPTR)(subject.p ? subject.p : ""),
        subject.len, 0, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, data, context);

    pcre2_match_context_free(context);
    pcre2_match_data_free(data);
    return n >= 0;
}
