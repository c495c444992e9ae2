#include "rules/rule_expr.h"

#include "base/fold.h"
#include "base/mem.h"
#include "base/utf8.h"

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

/* Append code point c folded. In a class, or before a quantifier, it must
 * stay one code point. */
static int
add_folded(struct buf *out, uint32_t c, int alone, struct fail *fail)
{
    struct buf one = BUF_MAX(8), folded = BUF_MAX(64);
    int rc = 0;

    buf_add_utf8(&one, c);
    fold_key(&folded, buf_str(&one));
    if (alone && utf8_count(buf_str(&folded)) != 1)
        rc = fail_set(fail,
            "'" STR_FMT "' is compared as '" STR_FMT "', several letters: "
            "write (a|b) instead of a class or a quantifier behind it",
            STR_ARG(buf_str(&one)), STR_ARG(buf_str(&folded)));
    else
        buf_adds(out, buf_str(&folded));
    buf_clear(&one);
    buf_clear(&folded);
    return rc;
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
    int in_class = 0;

    for (size_t i = 0; i < s.len;) {
        unsigned char c = (unsigned char)s.p[i];

        if (c >= 0x80 && fold) {
            uint32_t point = utf8_next(s, &i);

            if (add_folded(out, point, in_class || is_quantifier(s, i), fail) !=
                0)
                return -1;
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
            buf_addz(out, LITERAL_GAP);
        else
            buf_addc(out, (char)c);
        i++;
    }
    return 0;
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

int
rule_expr_compile(struct rule_expr *e, struct fail *fail)
{
    struct buf text = BUF_MAX(PATTERN_BYTES_MAX),
               source = BUF_MAX(PATTERN_BYTES_MAX);
    int rc = -1;

    if (e->source.len == 0) {
        fail_set(fail, "a pattern must not be empty");
        goto out;
    }
    fold_nfc(&source, e->source);
    if (e->whole)
        buf_addz(&text, WORD_START);
    if (add_pattern(&text, buf_str(&source), 1, fail) != 0)
        goto out;
    if (e->whole)
        buf_addz(&text, WORD_END);
    if (text.over) {
        fail_set(fail, "pattern longer than %u bytes", PATTERN_BYTES_MAX);
        goto out;
    }
    if (compile_folded(e, buf_str(&text), fail) != 0)
        goto out;
    if (pattern_matches_once(e->pattern, STR(""))) {
        fail_set(fail, "the pattern matches the empty text, so everything");
        goto out;
    }
    rc = e->exact != 0 ? compile_written(e, buf_str(&source), fail) : 0;
out:
    buf_clear(&text);
    buf_clear(&source);
    return rc;
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

void
rule_expr_literals(struct rule_expr *e, struct literal_set *out)
{
    struct buf text = BUF_MAX(PATTERN_BYTES_MAX),
               source = BUF_MAX(PATTERN_BYTES_MAX);
    struct fail unused;

    *out = (struct literal_set){ .rate = 0 };
    fold_nfc(&source, e->source);
    if (add_pattern(&text, buf_str(&source), 1, &unused) == 0)
        literal_find(out, buf_str(&text), e->whole);
    if (out->count > 0 && out->branches > 1) {
        e->branch = mem_array(out->branches, sizeof e->branch[0]);
        for (size_t i = 0; i < out->branches; i++)
            add_branch(e, out->branch[i]);
    }
    out->branches = 0; /* they stand in text */
    buf_clear(&text);
    buf_clear(&source);
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
