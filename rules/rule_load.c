#include "rules/rule_load.h"

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/share.h"
#include "core/limits.h"
#include "rules/rule_view.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A rule whose expressions are noted: where they stand in the order. */
struct noted_rule {
    size_t from, to;
    char *twice;   /* owned; another has its name */
    char *missing; /* owned; why a table is missing that it names */
};

struct source {
    char *path;             /* owned */
    struct buf text;        /* of the file */
    struct rule_pack *pack; /* owned until the set has it */
    struct texts errors;
    char *why;               /* owned; the first fault */
    struct noted_rule *rule; /* owned */
    size_t rules, rule_cap;
};

struct loading {
    struct rule_load *load;
    struct source *source; /* owned */
    size_t sources, source_cap;
    struct digest *digest;
    struct map *ids;
    struct texts *errors; /* of the caller, may be NULL */
    struct fail *fail;
    int failed;
};

static struct source *
add_source(struct loading *l, const char *path)
{
    struct source *s;

    l->source = mem_grow(
        l->source, &l->source_cap, l->sources + 1, sizeof l->source[0]);
    s = &l->source[l->sources++];
    *s = (struct source){ .path = mem_text(path),
        .text = BUF_MAX(LIMIT_RULE_PACK_BYTES) };
    return s;
}

static void
source_clear(struct source *s)
{
    free(s->path);
    buf_clear(&s->text);
    rule_pack_free(s->pack);
    texts_clear(&s->errors);
    free(s->why);
    for (size_t i = 0; i < s->rules; i++) {
        free(s->rule[i].twice);
        free(s->rule[i].missing);
    }
    free(s->rule);
}

static void
note(struct loading *l, const char *why)
{
    l->failed = 1;
    if (l->fail->text[0] == '\0')
        fail_set(l->fail, "%s", why);
}

static void
note_new(struct loading *l, const char *why)
{
    note(l, why);
    if (l->errors != NULL)
        texts_add(l->errors, str_of(why));
}

/* --- reading --- */

static void
parse_source(struct source *s)
{
    struct fail why = { "" };

    if (rule_parse(&s->pack, buf_str(&s->text), s->path, &s->errors, &why) != 0)
        s->why = mem_text(why.text);
}

static void
read_source(size_t at, void *ctx)
{
    struct loading *l = ctx;
    struct source *s = &l->source[at];
    struct fail why = { "" };

    if (file_read(&s->text, s->path, &why) == 0) {
        parse_source(s);
        return;
    }
    s->why = mem_text(why.text);
    texts_add(&s->errors, str_of(why.text));
}

/* --- noting what is to be compiled --- */

static void
note_expr(struct loading *l, struct rule_expr *e, uint64_t fields)
{
    if (e->source.p != NULL)
        rule_compile_note(l->load->compile, e, fields);
}

/* One expression for every row of the lexicon that c names. */
static int
note_lexicon(struct loading *l, struct rule_pack *p, struct rule_cond *c,
    struct fail *fail)
{
    struct fail why = { "" };

    c->rows = rule_tables_lexicon(
        l->load->tables, yaml_name(p->yaml), c->lexicon, l->digest, &why);
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
        note_expr(l, e, c->fields);
    }
    if (c->row_expr == NULL || c->row_expr[c->rows->count - 1].source.p == NULL)
        return fail_set(fail, "%s:%d:%d: the pack is too large",
            yaml_name(p->yaml), c->line, c->column);
    return 0;
}

static int
find_rates(struct loading *l, struct rule_pack *p, struct rule_cond *c,
    struct fail *fail)
{
    struct fail why = { "" };
    int64_t day;

    c->rates =
        rule_tables_rates(l->load->tables, yaml_name(p->yaml), l->digest, &why);
    if (c->rates != NULL && rates_per_euro(c->rates, c->currency, 0, &day) == 0)
        fail_set(&why, "no rate of the currency '" STR_FMT "'",
            STR_ARG(c->currency));
    if (why.text[0] == '\0')
        return 0;
    return fail_set(
        fail, "%s:%d:%d: %s", yaml_name(p->yaml), c->line, c->column, why.text);
}

static int
note_cond(struct loading *l, struct rule_pack *p, struct rule_cond *c,
    struct fail *fail)
{
    int searches = c->kind == RULE_MATCH || c->kind == RULE_LIST ||
                   c->kind == RULE_NEAR || c->kind == RULE_CERTIFICATE ||
                   c->kind == RULE_GTIN;
    uint64_t searched = searches ? c->fields : 0;

    if (searches || c->kind == RULE_NUMBER)
        l->load->fields |= c->fields;
    if (c->kind == RULE_NUMBER && c->expr.source.p != NULL)
        l->load->fields |= RULE_BIT(RULE_FIELD_ATTRIBUTES);
    if (c->lexicon.len > 0 && note_lexicon(l, p, c, fail) != 0)
        return -1;
    if (c->currency.len > 0 && find_rates(l, p, c, fail) != 0)
        return -1;
    note_expr(l, &c->expr, searched);
    note_expr(l, &c->second, searched);
    note_expr(l, &c->unless, 0);
    for (struct rule_cond *k = c->first; k != NULL; k = k->next)
        if (note_cond(l, p, k, fail) != 0)
            return -1;
    return 0;
}

static void
note_rule(struct loading *l, struct source *s, struct rule *r)
{
    struct rule_pack *p = s->pack;
    struct fail found = { "" };
    struct buf id = BUF_MAX(400);
    struct noted_rule *n;
    int is_new;

    s->rule = mem_grow(s->rule, &s->rule_cap, s->rules + 1, sizeof s->rule[0]);
    n = &s->rule[s->rules++];
    *n = (struct noted_rule){ .from = rule_compile_count(l->load->compile) };
    buf_addf(&id, STR_FMT "/" STR_FMT, STR_ARG(p->name), STR_ARG(r->id));
    map_add(l->ids, buf_str(&id), &is_new);
    if (!is_new) {
        fail_set(&found, "%s:%d:%d: a rule '%s' exists already",
            yaml_name(p->yaml), r->line, r->column, buf_text(&id));
        n->twice = mem_text(found.text);
    }
    if (note_cond(l, p, r->when, &found) != 0)
        n->missing = mem_text(found.text);
    n->to = rule_compile_count(l->load->compile);
    l->load->rules++;
    buf_clear(&id);
}

/* --- telling faults, in the order of the packs --- */

static void
tell_rule(struct loading *l, const struct rule_pack *p, struct noted_rule *n)
{
    struct fail fault;
    const char *why;

    if (n->twice != NULL)
        note_new(l, n->twice);
    for (size_t at = n->from; at < n->to; at++) {
        const struct rule_expr *e =
            rule_compile_failed(l->load->compile, at, &why);

        if (e == NULL)
            continue;
        fail_set(&fault, "%s:%d:%d: %s", yaml_name(p->yaml), e->line, e->column,
            why);
        note_new(l, fault.text);
        return; /* one fault of a rule is enough */
    }
    if (n->missing != NULL)
        note_new(l, n->missing);
}

static void
tell_source(
    struct loading *l, const struct source *s, const struct rule_pack *pack)
{
    if (s->why != NULL)
        note(l, s->why);
    for (size_t i = 0; l->errors != NULL && i < s->errors.count; i++)
        texts_add(l->errors, str_of(s->errors.item[i]));
    for (size_t i = 0; i < s->rules; i++)
        tell_rule(l, pack, &s->rule[i]);
}

/* --- all of it --- */

static void
begin(struct loading *l, struct rule_load *load, struct texts *errors,
    struct fail *fail)
{
    *load = (struct rule_load){ .tables = rule_tables_new(),
        .compile = rule_compile_new() };
    *l = (struct loading){ .load = load,
        .digest = digest_new(),
        .ids = map_new(NULL),
        .errors = errors,
        .fail = fail };
    fail->text[0] = '\0';
}

/* What was parsed is compiled. */
static int
end(struct loading *l)
{
    struct rule_load *load = l->load;

    for (size_t i = 0; i < l->sources; i++) {
        struct source *s = &l->source[i];

        if (s->pack == NULL)
            continue;
        digest_add(l->digest, buf_str(&s->text));
        for (struct rule *r = s->pack->rules; r != NULL; r = r->next)
            note_rule(l, s, r);
    }
    rule_compile_run(load->compile);
    for (size_t i = 0; i < l->sources; i++) {
        struct source *s = &l->source[i];

        tell_source(l, s, s->pack);
        if (s->pack != NULL) {
            load->pack = mem_grow(load->pack, &load->pack_cap, load->packs + 1,
                sizeof load->pack[0]);
            load->pack[load->packs++] = s->pack;
            s->pack = NULL; /* handed over */
        }
        source_clear(s);
    }
    digest_end(l->digest, load->digest);
    map_free(l->ids);
    free(l->source);
    return l->failed ? -1 : 0;
}

static int
add_file(const char *path, void *ctx, struct fail *fail)
{
    (void)fail;
    add_source(ctx, path);
    return 0;
}

int
rule_load_files(struct rule_load *load, const char *const *paths, size_t count,
    struct texts *errors, struct fail *fail)
{
    struct loading l;

    begin(&l, load, errors, fail);
    for (size_t i = 0; i < count; i++) {
        struct stat st;
        struct fail found = { "" };

        if (stat(paths[i], &st) != 0 || !S_ISDIR(st.st_mode))
            add_source(&l, paths[i]);
        else if (file_each(paths[i], ".yaml", add_file, &l, &found) != 0)
            note(&l, found.text);
    }
    share_load(l.sources, read_source, &l);
    if (end(&l) != 0)
        return -1;
    if (load->packs > 0)
        return 0;
    return fail_set(fail, "%s: no rule packs (*.yaml) there",
        count > 0 ? paths[0] : "nothing");
}

int
rule_load_text(struct rule_load *load, struct str text, const char *name,
    struct texts *errors, struct fail *fail)
{
    struct loading l;
    struct source *s;

    begin(&l, load, errors, fail);
    s = add_source(&l, name);
    s->text.max = text.len + 1;
    buf_adds(&s->text, text);
    parse_source(s);
    return end(&l);
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
rule_load_clear(struct rule_load *l)
{
    for (size_t i = 0; i < l->packs; i++) {
        for (struct rule *r = l->pack[i]->rules; r != NULL; r = r->next)
            cond_clear(r->when);
        rule_pack_free(l->pack[i]);
    }
    free(l->pack);
    rule_tables_free(l->tables);
    rule_compile_free(l->compile);
    *l = (struct rule_load){ .packs = 0 };
}
