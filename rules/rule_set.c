#include "rules/rule_set.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "core/limits.h"
#include "rules/rule_tables.h"
#include "rules/rule_view.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Of a pattern that may match anywhere. */
#define RATE_OF_NONE 1e9
/* Some times in each. */
#define RATE_OF_FREQUENT 4.0

struct rule_set {
    struct rule_pack **pack; /* owned */
    size_t packs, pack_cap, rules, expressions;
    uint64_t fields;
    struct scanner *scanner;    /* owned */
    struct denial *denial;      /* owned */
    struct rule_tables *tables; /* owned */
    struct rule_index *index;   /* owned */
    const struct rule **rule;   /* owned array, by number */
    size_t *pack_of;            /* owned; of each rule */
    char *version;              /* owned */
};

struct loading {
    struct rule_set *set;
    struct texts *errors;
    struct digest *digest;
    struct map *ids;
    struct map *exprs;                /* the first of each */
    struct scanner_pattern *patterns; /* owned; by number of expression */
    size_t pattern_cap;
    struct scanner_options options;
    int failed;
};

static void
note(struct loading *l, struct fail *fail, const struct fail *found)
{
    l->failed = 1;
    if (fail->text[0] == '\0')
        *fail = *found;
    if (l->errors != NULL)
        texts_add(l->errors, str_of(found->text));
}

/* --- compiling --- */

/* Packs ask for the same words again and again: a list of categories stands
 * in dozens of rules. 1 if e is compiled already under another rule. */
static int
reuse_expr(struct loading *l, struct rule_expr *e, int prefiltered)
{
    struct buf key = BUF_MAX(1u << 21);
    struct map_item *item;
    const struct rule_expr *first;
    int is_new;

    buf_addf(&key, "%d %u %d ", e->whole, e->exact, prefiltered);
    buf_adds(&key, e->source);
    item = map_add(l->exprs, buf_str(&key), &is_new);
    buf_clear(&key);
    first = item->value.ptr;
    if (is_new || first->pattern == NULL) {
        item->value.ptr = e;
        return 0;
    }
    e->pattern = first->pattern;
    e->written = first->written;
    e->branch = first->branch;
    e->branches = first->branches;
    e->number = first->number;
    e->literals = first->literals;
    e->rate = first->rate;
    e->shared = 1;
    return 1;
}

/* fields: in which it is searched for; 0: it is only tried. */
static int
compile_expr(struct loading *l, struct rule_pack *p, struct rule_expr *e,
    uint64_t fields, struct fail *fail)
{
    struct literal_set literals;
    struct fail why = { "" };

    if (e->source.p == NULL)
        return 0;
    if (reuse_expr(l, e, fields != 0)) {
        if (fields != 0)
            l->patterns[e->number].fields |= fields;
        return 0;
    }
    if (rule_expr_compile(e, &why) != 0)
        return fail_set(fail, "%s:%d:%d: %s", yaml_name(p->yaml), e->line,
            e->column, why.text);
    if (fields == 0)
        return 0;
    rule_expr_literals(e, &literals);
    e->number = l->set->expressions++;
    e->literals = literals.count;
    e->rate = e->literals > 0 ? literals.rate : RATE_OF_NONE;
    l->patterns = mem_grow(
        l->patterns, &l->pattern_cap, e->number + 1, sizeof l->patterns[0]);
    l->patterns[e->number] = (struct scanner_pattern){ literals, fields };
    return 0;
}

/* One expression for every row of the lexicon that c names. */
static int
compile_lexicon(struct loading *l, struct rule_pack *p, struct rule_cond *c,
    struct fail *fail)
{
    struct fail why = { "" };

    c->rows = rule_tables_lexicon(
        l->set->tables, yaml_name(p->yaml), c->lexicon, l->digest, &why);
    if (c->rows == NULL)
        return fail_set(fail, "%s:%d:%d: %s", yaml_name(p->yaml), c->line,
            c->column, why.text);
    c->row_expr =
        arena_alloc0(&p->arena, c->rows->count * sizeof c->row_expr[0]);
    for (size_t i = 0; c->row_expr != NULL && i < c->rows->count; i++) {
        const struct term_row *row = &c->rows->row[i];
        struct buf text = BUF_MAX(1u << 16);
        struct rule_expr *e = &c->row_expr[i];

        *e = c->expr;
        for (size_t k = 0; k < row->terms; k++) {
            buf_addz(&text, k > 0 ? "|" : "");
            rule_expr_quote(&text, row->term[k]);
        }
        e->source = arena_dup(&p->arena, buf_str(&text));
        buf_clear(&text);
        if (e->source.p == NULL)
            break;
        if (compile_expr(l, p, e, c->fields, fail) != 0)
            return -1;
    }
    if (c->row_expr == NULL || c->row_expr[c->rows->count - 1].pattern == NULL)
        return fail_set(fail, "%s:%d:%d: the pack is too large",
            yaml_name(p->yaml), c->line, c->column);
    return 0;
}

static int
compile_rates(struct loading *l, struct rule_pack *p, struct rule_cond *c,
    struct fail *fail)
{
    struct fail why = { "" };
    int64_t day;

    c->rates =
        rule_tables_rates(l->set->tables, yaml_name(p->yaml), l->digest, &why);
    if (c->rates != NULL && rates_per_euro(c->rates, c->currency, 0, &day) == 0)
        fail_set(&why, "no rate of the currency '" STR_FMT "'",
            STR_ARG(c->currency));
    if (why.text[0] == '\0')
        return 0;
    return fail_set(
        fail, "%s:%d:%d: %s", yaml_name(p->yaml), c->line, c->column, why.text);
}

static int
compile_cond(struct loading *l, struct rule_pack *p, struct rule_cond *c,
    struct fail *fail)
{
    int searches = c->kind == RULE_MATCH || c->kind == RULE_LIST ||
                   c->kind == RULE_NEAR || c->kind == RULE_CERTIFICATE ||
                   c->kind == RULE_GTIN;
    uint64_t searched = searches ? c->fields : 0;

    if (searches || c->kind == RULE_NUMBER)
        l->set->fields |= c->fields;
    if (c->kind == RULE_NUMBER && c->expr.source.p != NULL)
        l->set->fields |= RULE_BIT(RULE_FIELD_ATTRIBUTES);
    if (c->lexicon.len > 0 && compile_lexicon(l, p, c, fail) != 0)
        return -1;
    if (c->currency.len > 0 && compile_rates(l, p, c, fail) != 0)
        return -1;
    if (compile_expr(l, p, &c->expr, searched, fail) != 0 ||
        compile_expr(l, p, &c->second, searched, fail) != 0 ||
        compile_expr(l, p, &c->unless, 0, fail) != 0)
        return -1;
    for (struct rule_cond *k = c->first; k != NULL; k = k->next)
        if (compile_cond(l, p, k, fail) != 0)
            return -1;
    return 0;
}

static void
compile_pack(struct loading *l, struct rule_pack *p, struct fail *fail)
{
    for (struct rule *r = p->rules; r != NULL; r = r->next) {
        struct fail found = { "" };
        struct buf id = BUF_MAX(400);
        int is_new;

        buf_addf(&id, STR_FMT "/" STR_FMT, STR_ARG(p->name), STR_ARG(r->id));
        map_add(l->ids, buf_str(&id), &is_new);
        if (!is_new) {
            fail_set(&found, "%s:%d:%d: a rule '%s' exists already",
                yaml_name(p->yaml), r->line, r->column, buf_text(&id));
            note(l, fail, &found);
        }
        if (compile_cond(l, p, r->when, &found) != 0)
            note(l, fail, &found);
        l->set->rules++;
        buf_clear(&id);
    }
}

/* --- loading --- */

static void
load_text(
    struct loading *l, struct str text, const char *name, struct fail *fail)
{
    struct rule_set *s = l->set;
    struct rule_pack *p = NULL;
    struct fail found = { "" };

    if (rule_parse(&p, text, name, l->errors, &found) != 0) {
        l->failed = 1;
        if (fail->text[0] == '\0')
            *fail = found;
        return;
    }
    digest_add(l->digest, text);
    s->pack = mem_grow(s->pack, &s->pack_cap, s->packs + 1, sizeof s->pack[0]);
    s->pack[s->packs++] = p;
    compile_pack(l, p, fail);
}

static int
load_file(const char *path, void *ctx, struct fail *fail)
{
    struct loading *l = ctx;
    struct buf text = BUF_MAX(LIMIT_RULE_PACK_BYTES);
    struct fail found = { "" };

    if (file_read(&text, path, &found) != 0)
        note(l, fail, &found);
    else
        load_text(l, buf_str(&text), path, fail);
    buf_clear(&text);
    return 0; /* go on: the other packs' faults are wanted too */
}

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
set_version(struct rule_set *s, const char hex[DIGEST_HEX_BYTES])
{
    struct str newest = STR("0");
    struct buf text = BUF_MAX(4096);

    for (size_t i = 0; i < s->packs; i++)
        if (version_cmp(newest, s->pack[i]->version) < 0)
            newest = s->pack[i]->version;
    buf_addf(&text, STR_FMT "+sha256:%s", STR_ARG(str_sub(newest, 0, 64)), hex);
    s->version = buf_take(&text);
}

static void
start(struct loading *l, const struct scanner_options *o, struct texts *errors,
    struct fail *fail)
{
    *l = (struct loading){ .set = mem_new(sizeof *l->set),
        .errors = errors,
        .digest = digest_new(),
        .ids = map_new(NULL),
        .exprs = map_new(NULL),
        .options = *o };
    l->set->tables = rule_tables_new();
    fail->text[0] = '\0';
}

/* Number the rules, in the order of their packs. */
static void
number_rules(struct rule_set *s)
{
    size_t n = 0;

    s->rule = mem_array(s->rules + 1, sizeof s->rule[0]);
    s->pack_of = mem_array(s->rules + 1, sizeof s->pack_of[0]);
    for (size_t i = 0; i < s->packs; i++)
        for (const struct rule *r = s->pack[i]->rules; r != NULL; r = r->next) {
            s->rule[n] = r;
            s->pack_of[n++] = i;
        }
    s->index = rule_index_new(s->rule, n, s->expressions);
}

/* Expressions that trigger nothing and would be found in most listings are
 * better tried when their rule is. */
static void
drop_frequent(struct loading *l)
{
    for (size_t i = 0; i < l->set->expressions; i++)
        if (!rule_index_triggers(l->set->index, i) &&
            l->patterns[i].literals.found > RATE_OF_FREQUENT)
            literal_set_clear(&l->patterns[i].literals);
}

/* Hand the set over if all went well; free what loading needed. */
static int
end(struct loading *l, struct rule_set **out, struct fail *fail)
{
    char hex[DIGEST_HEX_BYTES];
    size_t expressions = l->set->expressions;
    int rc = -1;

    digest_end(l->digest, hex);
    if (!l->failed) {
        number_rules(l->set);
        drop_frequent(l);
    }
    if (!l->failed &&
        scanner_new(&l->set->scanner, l->patterns, l->set->expressions,
            &l->options, fail) == 0 &&
        denial_new(&l->set->denial, fail) == 0) {
        set_version(l->set, hex);
        *out = l->set;
        l->set = NULL; /* handed over */
        rc = 0;
    }
    for (size_t i = 0; l->patterns != NULL && i < expressions; i++)
        literal_set_clear(&l->patterns[i].literals);
    free(l->patterns);
    rule_set_free(l->set);
    map_free(l->ids);
    map_free(l->exprs);
    return rc;
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
    struct loading l;

    start(&l, o, errors, fail);
    for (size_t i = 0; i < count; i++) {
        struct stat st;
        struct fail found = { "" };

        if (stat(paths[i], &st) != 0 || !S_ISDIR(st.st_mode)) {
            load_file(paths[i], &l, fail);
        } else {
            if (file_each(paths[i], ".yaml", load_file, &l, &found) != 0)
                l.failed = 1;
            if (fail->text[0] == '\0')
                *fail = found;
        }
    }
    if (!l.failed && l.set->packs == 0) {
        l.failed = 1;
        fail_set(fail, "%s: no rule packs (*.yaml) there",
            count > 0 ? paths[0] : "nothing");
    }
    return end(&l, out, fail);
}

int
rule_set_parse(struct rule_set **out, struct str text, const char *name,
    struct texts *errors, struct fail *fail)
{
    const struct scanner_options portable = { 1, NULL };
    struct loading l;

    start(&l, &portable, errors, fail);
    load_text(&l, text, name, fail);
    return end(&l, out, fail);
}

static void
cond_clear(struct rule_cond *c)
{
    rule_expr_clear(&c->expr);
    rule_expr_clear(&c->second);
    rule_expr_clear(&c->unless);
    for (size_t i = 0; c->row_expr != NULL && i < c->rows->count; i++)
        rule_expr_clear(&c->row_expr[i]);
    for (struct rule_cond *k = c->first; k != NULL; k = k->next)
        cond_clear(k);
}

void
rule_set_free(struct rule_set *s)
{
    if (s == NULL)
        return;
    for (size_t i = 0; i < s->packs; i++) {
        for (struct rule *r = s->pack[i]->rules; r != NULL; r = r->next)
            cond_clear(r->when);
        rule_pack_free(s->pack[i]);
    }
    free(s->pack);
    scanner_free(s->scanner);
    rule_index_free(s->index);
    free(s->rule);
    free(s->pack_of);
    denial_free(s->denial);
    rule_tables_free(s->tables);
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
    return s->packs;
}

const struct rule_pack *
rule_set_pack(const struct rule_set *s, size_t i)
{
    return s->pack[i];
}

size_t
rule_set_rules(const struct rule_set *s)
{
    return s->rules;
}

const struct rule *
rule_set_find(
    const struct rule_set *s, struct str id, const struct rule_pack **pack)
{
    struct str name, rest = id;

    if (!str_next(&rest, '/', &name))
        return NULL;
    for (size_t i = 0; i < s->packs; i++) {
        if (!str_eq(s->pack[i]->name, name))
            continue;
        for (struct rule *r = s->pack[i]->rules; r != NULL; r = r->next)
            if (str_eq(r->id, rest)) {
                if (pack != NULL)
                    *pack = s->pack[i];
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
    *pack = s->pack[s->pack_of[number]];
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
    return s->fields;
}
