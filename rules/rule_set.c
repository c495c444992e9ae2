#include "rules/rule_set.h"

#include "base/mem.h"
#include "rules/rule_load.h"
#include "rules/rule_view.h"

#include <stdlib.h>

/* Some times in each. */
#define RATE_OF_FREQUENT 4.0

struct rule_set {
    struct rule_load load;
    size_t expressions;
    struct scanner *scanner;  /* owned */
    struct denial *denial;    /* owned */
    struct rule_index *index; /* owned */
    const struct rule **rule; /* owned array, by number */
    size_t *pack_of;          /* owned; of each rule */
    char *version;            /* owned */
};

/* --- loading --- */

/* "2026.11.2" before "2026.11.10": numbers compare as numbers. */
static int
version_cmp(struct str a, struct str b)
{
    struct str x, y;

    while (str_next(&a, '.', &x) && str_next(&b, '.', &y)) {
        int64_t m = 0, n = 0;

        if (str_to_i64(x, &m) == 0 && str_to_i64(y, &n) == 0 && m != n)
            return m < n ? -1 : 1;
        if (m == n && str_cmp(x, y) != 0)
            return str_cmp(x, y);
    }
    return 0;
}

static void
set_version(struct rule_set *s)
{
    const struct rule_load *l = &s->load;
    struct str newest = STR("0");
    struct buf text = BUF_MAX(4096);

    for (size_t i = 0; i < l->packs; i++)
        if (version_cmp(newest, l->pack[i]->version) < 0)
            newest = l->pack[i]->version;
    buf_addf(&text, STR_FMT "+sha256:%s", STR_ARG(str_sub(newest, 0, 64)),
        l->digest);
    s->version = buf_take(&text);
}

/* Number the rules, in the order of their packs. */
static void
number_rules(struct rule_set *s)
{
    const struct rule_load *l = &s->load;
    size_t n = 0;

    s->rule = mem_array(l->rules + 1, sizeof s->rule[0]);
    s->pack_of = mem_array(l->rules + 1, sizeof s->pack_of[0]);
    for (size_t i = 0; i < l->packs; i++)
        for (const struct rule *r = l->pack[i]->rules; r != NULL; r = r->next) {
            s->rule[n] = r;
            s->pack_of[n++] = i;
        }
    s->index = rule_index_new(s->rule, n, s->expressions);
}

/* Expressions that trigger nothing and would be found in most listings are
 * better tried when their rule is. */
static void
drop_frequent(const struct rule_set *s, struct scanner_pattern *patterns)
{
    for (size_t i = 0; i < s->expressions; i++)
        if (!rule_index_triggers(s->index, i) &&
            patterns[i].literals.found > RATE_OF_FREQUENT)
            literal_set_clear(&patterns[i].literals);
}

/* A set of what was loaded, which it takes over in any case. */
static int
make(struct rule_set **out, struct rule_load *load,
    const struct scanner_options *o, struct fail *fail)
{
    struct rule_set *s = mem_new(sizeof *s);
    struct scanner_pattern *patterns =
        rule_compile_patterns(load->compile, &s->expressions);

    s->load = *load;
    number_rules(s);
    drop_frequent(s, patterns);
    if (scanner_new(&s->scanner, patterns, s->expressions, o, fail) != 0 ||
        denial_new(&s->denial, fail) != 0) {
        rule_set_free(s);
        return -1;
    }
    rule_compile_free(s->load.compile);
    s->load.compile = NULL;
    set_version(s);
    *out = s;
    return 0;
}

int
rule_set_load(struct rule_set **out, const char *const *paths, size_t count,
    struct texts *errors, struct fail *fail)
{
    const struct scanner_options portable = { 1, NULL };

    return rule_set_load_fast(out, paths, count, &portable, errors, fail);
}

int
rule_set_load_fast(struct rule_set **out, const char *const *paths,
    size_t count, const struct scanner_options *o, struct texts *errors,
    struct fail *fail)
{
    struct rule_load load;

    if (rule_load_files(&load, paths, count, errors, fail) == 0)
        return make(out, &load, o, fail);
    rule_load_clear(&load);
    return -1;
}

int
rule_set_parse(struct rule_set **out, struct str text, const char *name,
    struct texts *errors, struct fail *fail)
{
    const struct scanner_options portable = { 1, NULL };
    struct rule_load load;

    if (rule_load_text(&load, text, name, errors, fail) == 0)
        return make(out, &load, &portable, fail);
    rule_load_clear(&load);
    return -1;
}

void
rule_set_free(struct rule_set *s)
{
    if (s == NULL)
        return;
    rule_load_clear(&s->load);
    scanner_free(s->scanner);
    rule_index_free(s->index);
    free(s->rule);
    free(s->pack_of);
    denial_free(s->denial);
    free(s->version);
    free(s);
}

/* --- looking --- */

const char *
rule_set_version(const struct rule_set *s)
{
    return s->version;
}

size_t
rule_set_packs(const struct rule_set *s)
{
    return s->load.packs;
}

const struct rule_pack *
rule_set_pack(const struct rule_set *s, size_t i)
{
    return s->load.pack[i];
}

size_t
rule_set_rules(const struct rule_set *s)
{
    return s->load.rules;
}

const struct rule *
rule_set_find(
    const struct rule_set *s, struct str id, const struct rule_pack **pack)
{
    struct str name, rest = id;

    if (!str_next(&rest, '/', &name))
        return NULL;
    for (size_t i = 0; i < s->load.packs; i++) {
        if (!str_eq(s->load.pack[i]->name, name))
            continue;
        for (struct rule *r = s->load.pack[i]->rules; r != NULL; r = r->next)
            if (str_eq(r->id, rest)) {
                if (pack != NULL)
                    *pack = s->load.pack[i];
                return r;
            }
    }
    return NULL;
}

const struct scanner *
rule_set_scanner(const struct rule_set *s)
{
    return s->scanner;
}

const struct denial *
rule_set_denial(const struct rule_set *s)
{
    return s->denial;
}

const struct rule_index *
rule_set_index(const struct rule_set *s)
{
    return s->index;
}

const struct rule *
rule_set_rule(
    const struct rule_set *s, size_t number, const struct rule_pack **pack)
{
    *pack = s->load.pack[s->pack_of[number]];
    return s->rule[number];
}

size_t
rule_set_expressions(const struct rule_set *s)
{
    return s->expressions;
}

uint64_t
rule_set_fields(const struct rule_set *s)
{
    return s->load.fields;
}
