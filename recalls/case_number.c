#include "recalls/case_number.h"

#include "base/fold.h"
#include "base/mem.h"

#define BYTES_MAX 40

/* Words that stand before numbers, and are no part of them. */
static const char *const prefixes[] = { "cpsc", "psd", "opss", "pra", "accc",
    "nhtsa", "rapex", "rappel", "rappelconso", "conso", "recall", "safety",
    "gate", "no", "nr", "number", "nummer", "alert", "case", "ref", "id",
    "samr", "hc", "ra", "fiche", "rückruf" };

/* Words, or their beginnings where '*' ends them; Han anywhere. */
static const char *const cues[] = { "recall*", "rückruf*", "rueckruf*",
    "zurückgerufen*", "召回", "rappel*", "safety gate", "safety-gate", "rapex",
    "cpsc", "safety alert*", "sicherheitswarnung*", "opss", "psd", "nhtsa",
    "accc", "pra", "health canada", "samr", "baua", "リコール",
    "produktwarnung*", "缺陷产品" };

static int
is_prefix(struct str part)
{
    for (size_t i = 0; i < COUNT(prefixes); i++)
        if (str_is(part, prefixes[i]))
            return 1;
    return 0;
}

/* Take the next run of letters and digits off *rest. */
static int
next_part(struct str *rest, struct str *part)
{
    size_t from = 0, end;

    while (from < rest->len && !str_is_alnum(rest->p[from]))
        from++;
    end = from;
    while (end < rest->len && str_is_alnum(rest->p[end]))
        end++;
    *part = str_sub(*rest, from, end - from);
    *rest = str_sub(*rest, end, rest->len);
    return part->len > 0;
}

static int
build(struct buf *out, struct str text, int joined)
{
    size_t digits = 0, start = out->len;
    struct str part;

    if (text.len > BYTES_MAX)
        return -1;
    while (next_part(&text, &part)) {
        size_t zeroes = 0;

        if (is_prefix(part))
            continue;
        for (size_t i = 0; i < part.len; i++)
            digits += (size_t)str_is_digit(part.p[i]);
        while (!joined && zeroes + 1 < part.len && part.p[zeroes] == '0')
            zeroes++;
        if (!joined && out->len > start)
            buf_addc(out, '/');
        buf_adds(out, str_sub(part, zeroes, part.len));
    }
    return digits >= 3 && out->len - start <= 30 ? 0 : -1;
}

int
case_number_key(struct buf *out, struct str folded)
{
    return build(out, folded, 0);
}

int
case_number_read(struct buf *out, struct str text)
{
    struct buf folded = BUF_MAX(1024);
    int rc = -1;

    if (text.len <= BYTES_MAX && fold_key(&folded, text) == 0)
        rc = case_number_key(out, buf_str(&folded));
    buf_clear(&folded);
    return rc;
}

int
case_number_joined(struct buf *out, struct str folded)
{
    size_t start = out->len;
    struct str s;

    if (build(out, folded, 1) != 0)
        return -1;
    s = str_sub(buf_str(out), start, out->len - start);
    /* Year, one letter for the kind, six digits: NHTSA campaign numbers. */
    if (s.len == 9 && str_is_digit(s.p[1]) && str_is_alpha(s.p[2]) &&
        str_is_digit(s.p[3]) && str_ends(s, STR("000")))
        buf_cut(out, out->len - 3);
    return 0;
}

int
case_number_speaks(struct str key)
{
    int letters = 0, slashes = 0;

    for (size_t i = 0; i < key.len; i++) {
        letters += str_is_alpha(key.p[i]);
        slashes += key.p[i] == '/';
    }
    return letters > 0 && slashes == 2;
}

/* 1 if no ASCII letter stands at this byte. */
static int
is_edge(struct str s, size_t at)
{
    return at >= s.len || !str_is_alpha(s.p[at]);
}

static int
holds_cue(struct str s, const char *form)
{
    struct str cue = str_of(form);
    int open = cue.p[cue.len - 1] == '*';
    int han = (unsigned char)cue.p[0] >= 0xE0;

    cue.len -= (size_t)open;
    for (ptrdiff_t at = str_find(s, cue, 0); at >= 0;
         at = str_find(s, cue, (size_t)at + 1)) {
        size_t from = (size_t)at;

        if (han || ((from == 0 || is_edge(s, from - 1)) &&
                       (open || is_edge(s, from + cue.len))))
            return 1;
    }
    return 0;
}

int
case_number_cue(struct str folded)
{
    for (size_t i = 0; i < COUNT(cues); i++)
        if (holds_cue(folded, cues[i]))
            return 1;
    return 0;
}
