#include "rules/rule_expr.h"

#include "base/fold.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "rules/plain.h"

#include <stdlib.h>
#include <string.h>

/* A pattern longer than this is a list: 'list' is for that. Lists of 10,000
 * names with 20 bytes each stay below. */
#define PATTERN_BYTES_MAX (1u << 20)

/* A word character of a script that writes blanks between words. */
#define W "[^\\W\\p{Han}\\p{Hiragana}\\p{Katakana}]"
/* A word ends where such a character has no such neighbour. */
#define WORD_START "(?:(?<!" W ")|(?!" W "))(?:"
#define WORD_END ")(?:(?!" W ")|(?<!" W "))"

/* A pattern being folded, letter by letter. */
struct folding {
    struct buf *out;
    struct buf letter;    /* owned */
    struct folded folded; /* owned; of the letter */
};

/* Append code point c folded. In a class, or before a quantifier, it must
 * stay one code point. */
static int
add_folded(struct folding *f, uint32_t c, int alone, struct fail *fail)
{
    struct str folded;

    buf_reset(&f->letter);
    buf_add_utf8(&f->letter, c);
    fold_text(&f->folded, buf_str(&f->letter));
    folded = buf_str(&f->folded.text);
    if (alone && utf8_count(folded) != 1)
        return fail_set(fail,
            "'" STR_FMT "' is compared as '" STR_FMT "', several letters: "
            "write (a|b) instead of a class or a quantifier behind it",
            STR_ARG(buf_str(&f->letter)), STR_ARG(folded));
    buf_adds(f->out, folded);
    return 0;
}

static int
is_quantifier(struct str s, size_t at)
{
    return at < s.len && strchr("?*+{", s.p[at]) != NULL && s.p[at] != '\0';
}

/* Append the pattern with its letters folded, or as they are. ASCII case is
 * left to PCRE2, because \S and \s differ. */
static int
add_pattern(struct buf *out, struct str s, int fold, struct fail *fail)
{
    struct folding f = { .out = out, .letter = BUF_MAX(8) };
    int in_class = 0, rc = 0;

    for (size_t i = 0; i < s.len && rc == 0;) {
        unsigned char c = (unsigned char)s.p[i];

        if (c >= 0x80 && fold) {
            uint32_t point = utf8_next(s, &i);

            rc = add_folded(&f, point, in_class || is_quantifier(s, i), fail);
            continue;
        }
        if (c == '\\' && i + 1 < s.len) {
            buf_add(out, s.p + i, 2);
            i += 2;
            continue;
        }
        if (c == '[')
            in_class = 1;
        else if (c == ']')
            in_class = 0;
        /* "baby neck float", "baby-neck float", "baby_neck  float" are one. */
        if ((c == ' ' || c == '-') && !in_class)
            buf_addz(out, PLAIN_GAP);
        else
            buf_addc(out, (char)c);
        i++;
    }
    buf_clear(&f.letter);
    fold_clear(&f.folded);
    return rc;
}

/* The whole of a match once more, as the author wrote it. */
static int
compile_written(struct rule_expr *e, struct str source, struct fail *fail)
{
    struct buf text = BUF_MAX(PATTERN_BYTES_MAX);
    int rc;

    buf_addz(&text, "\\A(?:");
    add_pattern(&text, source, 0, fail);
    buf_addz(&text, ")\\z");
    rc = pattern_new(&e->written, buf_str(&text),
        e->exact & RULE_EXACT_CASE ? 0 : PATTERN_NOCASE, fail);
    buf_clear(&text);
    return rc;
}

/* 1 if every parenthesis has its other one. */
static int
is_closed(struct str s)
{
    int depth = 0, in_class = 0;

    for (size_t i = 0; i < s.len && depth >= 0; i++) {
        if (s.p[i] == '\\')
            i++;
        else if (s.p[i] == '[')
            in_class = 1;
        else if (s.p[i] == ']')
            in_class = 0;
        else if (!in_class)
            depth += (s.p[i] == '(') - (s.p[i] == ')');
    }
    return depth == 0;
}

/* Compile the folded pattern; where it may not be sound, the author's own too,
 * so that "a)(b" is refused and the place of a fault is the author's. */
static int
compile_folded(struct rule_expr *e, struct str folded, struct fail *fail)
{
    struct pattern *own = NULL;
    int sound = pattern_new(&e->pattern, folded, PATTERN_NOCASE, fail) == 0;
    struct fail why;

    if (sound && is_closed(e->source))
        return 0;
    if (pattern_new(&own, e->source, PATTERN_NOCASE, &why) != 0) {
        *fail = why;
        sound = 0;
    }
    pattern_free(own);
    return sound ? 0 : -1;
}

static void
add_branch(struct rule_expr *e, struct str text)
{
    struct buf whole = BUF_MAX(PATTERN_BYTES_MAX + 1000);

    if (e->whole)
        buf_addz(&whole, WORD_START);
    buf_adds(&whole, text);
    if (e->whole)
        buf_addz(&whole, WORD_END);
    e->branch[e->branches++] =
        pattern_new_later(buf_str(&whole), PATTERN_NOCASE);
    buf_clear(&whole);
}

/* Find the literals of the folded pattern, and its branches. */
static void
find_literals(
    struct rule_expr *e, struct str folded, struct literal_set *literals)
{
    literal_find(literals, folded, e->whole);
    if (literals->count > 0 && literals->branches > 1) {
        e->branch = mem_array(literals->branches, sizeof e->branch[0]);
        for (size_t i = 0; i < literals->branches; i++)
            add_branch(e, literals->branch[i]);
    }
    literals->branches = 0; /* they stand in the folded pattern */
}

/* The folded pattern, between what parts it from other words. */
static int
compile_between(
    struct rule_expr *e, const struct buf *folded, struct fail *fail)
{
    struct buf text = BUF_MAX(PATTERN_BYTES_MAX);
    int rc;

    if (e->whole)
        buf_addz(&text, WORD_START);
    buf_adds(&text, buf_str(folded));
    if (e->whole)
        buf_addz(&text, WORD_END);
    rc = folded->over || text.over
             ? fail_set(fail, "pattern longer than %u bytes", PATTERN_BYTES_MAX)
             : compile_folded(e, buf_str(&text), fail);
    buf_clear(&text);
    return rc;
}

int
rule_expr_compile(
    struct rule_expr *e, struct literal_set *literals, struct fail *fail)
{
    struct buf folded = BUF_MAX(PATTERN_BYTES_MAX),
               source = BUF_MAX(PATTERN_BYTES_MAX);
    int rc = -1;

    if (e->source.len == 0) {
        fail_set(fail, "a pattern must not be empty");
        goto out;
    }
    fold_nfc(&source, e->source);
    if (add_pattern(&folded, buf_str(&source), 1, fail) != 0 ||
        compile_between(e, &folded, fail) != 0)
        goto out;
    if (pattern_matches_once(e->pattern, STR(""))) {
        fail_set(fail, "the pattern matches the empty text, so everything");
        goto out;
    }
    rc = e->exact != 0 ? compile_written(e, buf_str(&source), fail) : 0;
    if (rc == 0 && literals != NULL)
        find_literals(e, buf_str(&folded), literals);
out:
    buf_clear(&folded);
    buf_clear(&source);
    return rc;
}

int
rule_expr_is_exact(const struct rule_expr *e, struct str original)
{
    struct buf narrow = BUF_MAX(original.len + 1);
    int same;

    if (e->written == NULL)
        return 1;
    for (size_t i = 0; i < original.len;) {
        uint32_t c = utf8_next(original, &i);

        if ((e->exact & RULE_EXACT_WIDTH) == 0 && c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0; /* full-width ASCII */
        buf_add_utf8(&narrow, c == 0x3000 ? ' ' : c);
    }
    same = pattern_find(e->written, buf_str(&narrow), 0, NULL) == PATTERN_HIT;
    buf_clear(&narrow);
    return same;
}

void
rule_expr_clear(struct rule_expr *e)
{
    if (!e->shared) {
        pattern_free(e->pattern);
        pattern_free(e->written);
        for (size_t i = 0; i < e->branches; i++)
            pattern_free(e->branch[i]);
        free(e->branch);
    }
    e->branch = NULL;
    e->branches = 0;
    e->pattern = NULL;
    e->written = NULL;
}

void
rule_expr_quote(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.p[i] == '*') {
            buf_addz(out, "\\w*");
            continue;
        }
        if (strchr("\\^$.|?+()[]{}", text.p[i]) != NULL)
            buf_addc(out, '\\');
        buf_addc(out, text.p[i]);
    }
}
