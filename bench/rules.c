/* bench/rules - rules over listings a second, beside libyara and PCRE2.
 *
 *   make bench-rules            1,000 rules, then 10,000
 *   build/release/bench/rules [RULES [TEXTS]]
 *
 * Texts: 50,000 of 1 to 2 KB. The development listings are shorter (116 bytes
 * on average), so each text is the words of several listings of one language,
 * drawn at random: the first title is the title, the rest the description.
 *
 * Rules: those of rules/packs (whole packs, as many as fit), filled up with
 * generated ones. A generated rule
 * looks for three phrases of two or three words from the product names of
 * recall notices, as packs look for products; every fourth one is also denied
 * by another phrase. A phrase that more than one of 20,000 listings holds is
 * none that a rule would look for alone. The draw is fixed: every run has the
 * same rules and texts.
 *
 * Timed, in CPU seconds of this one thread (other jobs on the machine do not
 * count): struct listing in memory to findings, with folding, unmasking,
 * prefilter, patterns, context and the building of findings; no JSON.
 *   libyara  the same patterns as YARA regular expressions, one YARA rule a
 *            rule, over the raw text, findings counted only. Patterns that
 *            YARA refuses are left out, in its favour.
 *   loop     every pattern as we compile it, PCRE2 JIT, over the text folded
 *            beforehand, the first match of each; on every 25th text.
 */
#include "base/datadir.h"
#include "base/file.h"
#include "base/fold.h"
#include "base/lines.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"
#include "rules/rule_scan.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <yara.h>

#define TEXT_MIN 1024
#define TEXT_MAX 2048
#define LOOP_EVERY 25
/* Listings a phrase may stand in: one of 20,000. */
#define COMMON 4

static uint64_t
draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static double
cpu_seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
die(const char *why)
{
    fprintf(stderr, "bench/rules: %s\n", why);
    exit(1);
}

/* Call visit for every record of a file of JSON lines beside the tree. */
static void
each_record(const char *name, void (*visit)(struct js *j, void *arg), void *arg)
{
    const char *data = getenv("SHELFWATCH_DATA");
    struct lines lines;
    struct str line;
    char path[1024];
    FILE *in;

    snprintf(path, sizeof path, "%s/%s", data != NULL ? data : "../shared/data",
        name);
    in = fopen(path, "r");
    if (in == NULL)
        die(path);
    lines_init(&lines, in, LIMIT_LINE_BYTES);
    while (lines_next(&lines, &line)) {
        struct js *j = NULL;
        struct fail fail;

        if (js_parse(&j, line, &fail) == 0)
            visit(j, arg);
        js_free(j);
    }
    lines_clear(&lines);
    fclose(in);
}

/* --- texts --- */

enum { EN, DE, ZH, OTHER, TONGUES };

struct sources {
    struct texts titles[TONGUES], texts[TONGUES];
};

static void
add_source(struct js *j, void *arg)
{
    static const char *const names[] = { "en", "de", "zh" };
    struct sources *s = arg;
    struct str lang = js_text(js_get(j, "lang")), title, description;
    struct buf text = BUF_MAX(1u << 20);
    int t = 0;

    while (t < OTHER && !str_is(lang, names[t]))
        t++;
    title = js_text(js_get(j, "title"));
    description = js_text(js_get(j, "description"));
    if (title.len == 0)
        return;
    buf_adds(&text, title);
    buf_addz(&text, ". ");
    buf_adds(&text, description);
    texts_add(&s->titles[t], title);
    texts_add(&s->texts[t], buf_str(&text));
    buf_clear(&text);
}

/* Languages as often as they are among the listings. */
static struct listing *
make_listing(const struct sources *s, uint64_t *seed)
{
    struct listing *l = listing_new();
    struct buf text = BUF_MAX(4 * TEXT_MAX);
    size_t all = 0, pick, want = TEXT_MIN + draw(seed) % (TEXT_MAX - TEXT_MIN);
    int t = 0;

    for (int k = 0; k < TONGUES; k++)
        all += s->texts[k].count;
    for (pick = draw(seed) % all; pick >= s->texts[t].count; t++)
        pick -= s->texts[t].count;
    listing_set(l, LISTING_TITLE, str_of(s->titles[t].item[pick]));
    while (text.len + listing_get(l, LISTING_TITLE).len < want) {
        pick = draw(seed) % s->texts[t].count;
        buf_adds(&text, str_of(s->texts[t].item[pick]));
        buf_addz(&text, " ");
    }
    listing_set(l, LISTING_DESCRIPTION,
        utf8_cut(buf_str(&text),
            TEXT_MAX - listing_get(l, LISTING_TITLE).len % TEXT_MIN));
    l->observed = PAGE_PARTIAL; /* texts, not pages: nothing can be missing */
    buf_clear(&text);
    return l;
}

/* --- rules --- */

struct phrases {
    struct map *known; /* how often each stands in the listings */
    struct texts list;
};

/* Call visit for the phrases of two and of three plain words in the text. */
static void
each_phrase(struct str text, void (*visit)(struct phrases *p, struct str s),
    struct phrases *p)
{
    struct buf key = BUF_MAX(1u << 16), phrase = BUF_MAX(300);
    struct str rest, word, last[3] = { STR_NONE, STR_NONE, STR_NONE };

    fold_key(&key, text);
    rest = buf_str(&key);
    while (str_next_word(&rest, &word)) {
        int plain = word.len > 3 && word.len < 20;

        for (size_t i = 0; i < word.len; i++)
            plain &= str_is_alpha(word.p[i]);
        last[0] = last[1];
        last[1] = last[2];
        last[2] = plain ? word : STR_NONE;
        for (int first = 0; first < 2; first++) {
            buf_reset(&phrase);
            for (int k = first; k < 3 && last[k].len > 0; k++)
                buf_addf(&phrase, "%s" STR_FMT, k > first ? " " : "",
                    STR_ARG(last[k]));
            if (last[first].len > 0 && last[1].len > 0 && last[2].len > 0)
                visit(p, buf_str(&phrase));
        }
    }
    buf_clear(&key);
    buf_clear(&phrase);
}

static void
add_phrase(struct phrases *p, struct str s)
{
    int is_new;

    map_add(p->known, s, &is_new);
    if (is_new)
        texts_add(&p->list, s);
}

static void
count_phrase(struct phrases *p, struct str s)
{
    struct map_item *item = map_find(p->known, s);

    if (item != NULL)
        item->value.num++;
}

static void
add_phrases(struct js *j, void *arg)
{
    each_phrase(js_get_text(j, "product_name"), add_phrase, arg);
}

/* The phrases that are rare in the listings. */
static void
find_phrases(struct phrases *p, const struct sources *s)
{
    size_t kept = 0;

    each_record("recalls/cpsc.jsonl", add_phrases, p);
    for (int t = 0; t < TONGUES; t++)
        for (size_t i = 0; i < s->texts[t].count; i++)
            each_phrase(str_of(s->texts[t].item[i]), count_phrase, p);
    for (size_t i = 0; i < p->list.count; i++) {
        if (map_find(p->known, str_of(p->list.item[i]))->value.num > COMMON)
            free(p->list.item[i]);
        else
            p->list.item[kept++] = p->list.item[i];
    }
    p->list.count = kept;
}

static void
generate(struct buf *out, const struct phrases *p, size_t rules)
{
    uint64_t seed = 7;

    buf_addz(out, "pack: bench\nversion: 2026.1.1\ntitle: {en: B}\nrules:\n");
    for (size_t i = 0; i < rules; i++) {
        const char *w[4];

        for (size_t k = 0; k < COUNT(w); k++)
            w[k] = p->list.item[draw(&seed) % p->list.count];
        buf_addf(out,
            "  - id: r%zu\n    title: {en: T}\n    message: {en: M}\n"
            "    basis: {article: A, link: L}\n    severity: low\n"
            "    when: {match: {pattern: ['%ss?', '%s', '%s']%s%s}}\n",
            i, w[0], w[1], w[2], i % 4 == 0 ? ", unless: " : "",
            i % 4 == 0 ? w[3] : "");
    }
}

/* The packs, as many as have no more rules than are wanted, in the order of
 * their names: one generated pack is to fill them up. */
struct packs {
    struct texts paths;
    size_t rules, wanted;
};

static int
take_pack(const char *path, void *ctx, struct fail *fail)
{
    struct packs *p = ctx;
    struct rule_set *set = NULL;

    if (rule_set_load(&set, &path, 1, NULL, fail) != 0)
        return -1;
    if (p->rules + rule_set_rules(set) <= p->wanted) {
        p->rules += rule_set_rules(set);
        texts_add(&p->paths, str_of(path));
    }
    rule_set_free(set);
    return 0;
}

/* Load, with the scanner asked for, twice: the second time it may be cached. */
static struct rule_set *
load_twice(const struct texts *paths, int portable)
{
    struct buf hold = BUF_MAX(4096);
    struct scanner_options o = scanner_options_default(&hold);
    struct rule_set *set = NULL;
    struct fail fail = { "" };

    o.portable = portable;
    for (int again = 0; again < 2; again++) {
        double start;

        rule_set_free(again ? set : NULL);
        start = cpu_seconds();
        if (rule_set_load_fast(&set, (const char *const *)paths->item,
                paths->count, &o, NULL, &fail) != 0)
            die(fail.text);
        printf("load        %.3f s, %s%s\n", cpu_seconds() - start,
            scanner_engine(rule_set_scanner(set)),
            scanner_was_cached(rule_set_scanner(set)) ? ", cached" : "");
    }
    buf_clear(&hold);
    return set;
}

/* The packs filled up, by the tables [0] and by vectorscan [1]. */
static void
load(struct rule_set *out[2], const char *dir, size_t rules,
    const struct sources *s)
{
    struct buf packs = BUF_MAX(4096), path = BUF_MAX(4096),
               text = BUF_MAX(LIMIT_RULE_PACK_BYTES);
    struct phrases p = { map_new(NULL), { 0 } };
    struct packs own = { .wanted = rules };
    struct fail fail = { "" };

    if (datadir_find(&packs, "rules/packs", &fail) != 0 ||
        file_each(buf_text(&packs), ".yaml", take_pack, &own, &fail) != 0 ||
        own.paths.count == 0)
        die(fail.text);
    find_phrases(&p, s);
    if (rules > own.rules) {
        generate(&text, &p, rules - own.rules);
        buf_addf(&path, "%s/bench.yaml", dir);
        if (file_write(buf_text(&path), buf_str(&text), &fail) != 0)
            die(fail.text);
        texts_add(&own.paths, buf_str(&path));
    }
    for (int engine = 0; engine < 2; engine++)
        out[engine] = load_twice(&own.paths, engine == 0);
    printf("rules       %zu, %zu of them from the packs, %zu patterns\n",
        rule_set_rules(out[0]), own.rules, rule_set_expressions(out[0]));
    texts_clear(&own.paths);
    map_free(p.known);
    texts_clear(&p.list);
    buf_clear(&packs);
    buf_clear(&path);
    buf_clear(&text);
}

/* Call visit for every pattern that is searched for. */
static void
each_expr(const struct rule_set *set,
    void (*visit)(const struct rule *r, const struct rule_expr *e, void *arg),
    void *arg)
{
    for (size_t i = 0; i < rule_set_packs(set); i++)
        for (const struct rule *r = rule_set_pack(set, i)->rules; r != NULL;
             r = r->next) {
            const struct rule_cond *stack[256] = { r->when };

            for (size_t n = 1; n > 0;) {
                const struct rule_cond *c = stack[--n];

                if (c->expr.pattern != NULL && c->kind != RULE_NUMBER)
                    visit(r, &c->expr, arg);
                if (c->second.pattern != NULL)
                    visit(r, &c->second, arg);
                for (const struct rule_cond *k = c->first;
                     k != NULL && n < COUNT(stack); k = k->next)
                    stack[n++] = k;
            }
        }
}

/* --- the contenders --- */

static double
run_ours(const struct rule_set *set, struct listing **l, size_t count)
{
    struct rule_scratch *scratch = rule_scratch_new(set);
    struct rule_context ctx = { .market = NULL, .today_ms = 1795132800000 };
    struct findings found = { 0 };
    size_t findings = 0;
    double start, seconds;

    for (size_t i = 0; i < count && i < 200; i++) /* warm */
        rule_scan(set, scratch, l[i], &ctx, &found);
    findings_clear(&found);
    start = cpu_seconds();
    for (size_t i = 0; i < count; i++) {
        rule_scan(set, scratch, l[i], &ctx, &found);
        findings += found.count;
        findings_clear(&found);
    }
    seconds = cpu_seconds() - start;
    printf("shelfwatch  %9.0f listings/s   %zu findings, %zu given up; %s\n",
        (double)count / seconds, findings, rule_scratch_limits(scratch),
        scanner_engine(rule_set_scanner(set)));
    rule_scratch_free(scratch);
    return (double)count / seconds;
}

struct exprs {
    const struct pattern **pattern;
    size_t count, cap;
};

static void
add_pattern(const struct rule *r, const struct rule_expr *e, void *arg)
{
    struct exprs *x = arg;

    (void)r;
    x->pattern =
        mem_grow(x->pattern, &x->cap, x->count + 1, sizeof x->pattern[0]);
    x->pattern[x->count++] = e->pattern;
}

static double
run_loop(const struct rule_set *set, struct listing **l, size_t count)
{
    struct exprs x = { 0 };
    struct folded f[2] = { { .run = NULL }, { .run = NULL } };
    size_t hits = 0, n = 0;
    double seconds = 0;

    each_expr(set, add_pattern, &x);
    for (size_t k = 0; k < x.count; k++) /* warm: makes the machine code */
        (void)pattern_find(x.pattern[k], STR("x"), 0, NULL);
    for (size_t i = 0; i < count; i += LOOP_EVERY, n++) {
        double start;

        fold_text(&f[0], listing_get(l[i], LISTING_TITLE));
        fold_text(&f[1], listing_get(l[i], LISTING_DESCRIPTION));
        start = cpu_seconds();
        for (size_t k = 0; k < 2 * x.count; k++)
            hits += pattern_find(x.pattern[k / 2], buf_str(&f[k % 2].text), 0,
                        NULL) == PATTERN_HIT;
        seconds += cpu_seconds() - start;
    }
    printf("pcre2 loop  %9.0f listings/s   %zu hits in %zu texts\n",
        (double)n / seconds, hits, n);
    fold_clear(&f[0]);
    fold_clear(&f[1]);
    free(x.pattern);
    return (double)n / seconds;
}

/* Append one of our patterns as YARA writes them; 0 if it has no like. */
static int
add_yara(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (str_starts(str_sub(s, i, 3), STR("(?:"))) {
            buf_addc(out, '(');
            i += 2;
        } else if (str_starts(str_sub(s, i, 2), STR("(?"))) {
            return 0;
        } else if (c == ' ' || c == '-') {
            buf_addz(out, "[ _\\-]+");
        } else if (c == '/' || c == '"') {
            buf_addf(out, "\\%c", c);
        } else if (c == '\\' && i + 1 < s.len) {
            buf_add(out, s.p + i++, 2);
        } else if (c >= 0x80) {
            buf_addf(out, "\\x%02X", c);
        } else {
            buf_addc(out, (char)c);
        }
    }
    return 1;
}

struct yara_source {
    struct buf text;
    const struct rule *rule;
    size_t strings, refused, rules;
};

static void
end_yara_rule(struct yara_source *y)
{
    if (y->rule != NULL)
        buf_addz(&y->text, " condition: any of them }\n");
    y->rule = NULL;
}

static void
ignore_error(int level, const char *file, int line, const YR_RULE *rule,
    const char *message, void *arg)
{
    (void)level, (void)file, (void)line, (void)rule, (void)message, (void)arg;
}

static void
add_yara_string(const struct rule *r, const struct rule_expr *e, void *arg)
{
    struct yara_source *y = arg;
    struct buf regex = BUF_MAX(1u << 20), trial = BUF_MAX(1u << 20);
    YR_COMPILER *c = NULL;
    int good = add_yara(&regex, e->source);

    buf_addf(&trial, "rule t { strings: $a = /%s/ nocase condition: $a }",
        buf_text(&regex));
    yr_compiler_create(&c);
    yr_compiler_set_callback(c, ignore_error, NULL);
    good = good && yr_compiler_add_string(c, trial.p, NULL) == 0;
    yr_compiler_destroy(c);
    if (good && y->rule != r) {
        end_yara_rule(y);
        y->rule = r;
        buf_addf(&y->text, "rule r%zu { strings:", y->rules++);
    }
    if (good)
        buf_addf(
            &y->text, " $s%zu = /%s/ nocase", y->strings++, buf_text(&regex));
    y->refused += !good;
    buf_clear(&regex);
    buf_clear(&trial);
}

static int
count_match(YR_SCAN_CONTEXT *context, int message, void *data, void *arg)
{
    (void)context, (void)data;
    if (message == CALLBACK_MSG_RULE_MATCHING)
        ++*(size_t *)arg;
    return CALLBACK_CONTINUE;
}

static double
run_yara(const struct rule_set *set, struct listing **l, size_t count)
{
    struct yara_source y = { .text = BUF_MAX(64u << 20) };
    YR_COMPILER *c = NULL;
    YR_RULES *rules = NULL;
    YR_SCANNER *scanner = NULL;
    size_t hits = 0;
    double start, seconds;
    struct buf text = BUF_MAX(1u << 20);

    yr_initialize();
    each_expr(set, add_yara_string, &y);
    end_yara_rule(&y);
    if (yr_compiler_create(&c) != 0 ||
        yr_compiler_add_string(c, buf_text(&y.text), NULL) != 0 ||
        yr_compiler_get_rules(c, &rules) != 0 ||
        yr_scanner_create(rules, &scanner) != 0)
        die("libyara refuses the rules");
    yr_scanner_set_callback(scanner, count_match, &hits);
    seconds = 0;
    for (size_t i = 0; i < count; i++) {
        buf_reset(&text);
        buf_adds(&text, listing_get(l[i], LISTING_TITLE));
        buf_addc(&text, '\n');
        buf_adds(&text, listing_get(l[i], LISTING_DESCRIPTION));
        start = cpu_seconds();
        yr_scanner_scan_mem(scanner, (const uint8_t *)text.p, text.len);
        seconds += cpu_seconds() - start;
    }
    printf("libyara     %9.0f listings/s   %zu hits; %zu patterns, %zu left "
           "out\n",
        (double)count / seconds, hits, y.strings, y.refused);
    yr_scanner_destroy(scanner);
    yr_rules_destroy(rules);
    yr_compiler_destroy(c);
    yr_finalize();
    buf_clear(&text);
    buf_clear(&y.text);
    return (double)count / seconds;
}

int
main(int argc, char **argv)
{
    size_t rules = argc > 1 ? (size_t)atoi(argv[1]) : 1000;
    size_t count = argc > 2 ? (size_t)atoi(argv[2]) : 50000;
    int peers = argc <= 3;
    char dir[] = "/tmp/bench_rules_XXXXXX";
    struct sources s = { 0 };
    struct listing **l = mem_array(count, sizeof *l);
    struct rule_set *set[2];
    uint64_t seed = 42;
    size_t bytes = 0;
    double ours;

    if (mkdtemp(dir) == NULL)
        die(dir);
    each_record("listings/listings.jsonl", add_source, &s);
    for (size_t i = 0; i < count; i++) {
        l[i] = make_listing(&s, &seed);
        bytes += listing_get(l[i], LISTING_TITLE).len +
                 listing_get(l[i], LISTING_DESCRIPTION).len;
    }
    printf("texts       %zu, %.0f bytes each\n", count,
        (double)bytes / (double)count);
    load(set, dir, rules, &s);
    run_ours(set[1], l, count);
    ours = run_ours(set[0], l, count);
    if (peers) {
        printf("ratio       %.1f\n", ours / run_yara(set[0], l, count));
        printf("ratio       %.1f\n", ours / run_loop(set[0], l, count));
    }
    rule_set_free(set[0]);
    rule_set_free(set[1]);
    for (size_t i = 0; i < count; i++)
        listing_free(l[i]);
    free(l);
    for (int t = 0; t < TONGUES; t++) {
        texts_clear(&s.titles[t]);
        texts_clear(&s.texts[t]);
    }
    return 0;
}
