/* Input: a text as pages show it, and what its words say: known phrases,
 * labels, the language. What is looked at sixteen bytes and more at a time is
 * held against looking at each place by itself. */
#include "tests/fuzz/fuzz.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "crawler/label_split.h"
#include "crawler/language.h"
#include "crawler/lexicon.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_BYTES_MAX 4096

/* --- Phrases --- */

/* One letter of those that are written with blanks between words. */
static int
is_letter(unsigned char c)
{
    return str_is_alnum((char)c) || (c >= 0xC3 && c <= 0xDF);
}

/* The first byte of the character that ends before p[at]. */
static unsigned char
char_before(const char *p, size_t at)
{
    do
        at--;
    while (at > 0 && utf8_goes_on(p[at]));
    return (unsigned char)p[at];
}

static int
is_phrase(struct str text, size_t at, struct str phrase, int open)
{
    size_t end = at + phrase.len;
    unsigned char last;

    if (!str_starts(str_sub(text, at, text.len), phrase))
        return 0;
    if (at > 0 && is_letter((unsigned char)text.p[at]) &&
        is_letter(char_before(text.p, at)))
        return 0;
    if (open || end == text.len || !is_letter((unsigned char)text.p[end]))
        return 1;
    last = char_before(text.p, end);
    return last >= 0xE0 || (last < 0x80 && !is_letter(last));
}

/* The tables, by the first byte of phrases. */
struct phrases {
    struct phrase {
        struct str text;
        int open;
        unsigned char sense, value;
    } * list;
    size_t count, cap;
};

static struct phrases *
read_tables(void)
{
    static const struct lexicon_group *const tables[] = { lexicon_offer,
        lexicon_label, lexicon_state };
    struct phrases *all = mem_array(256, sizeof *all);

    for (size_t t = 0; t < COUNT(tables); t++)
        for (const struct lexicon_group *g = tables[t]; g->phrases; g++) {
            struct str rest = str_of(g->phrases), part;

            while (str_next(&rest, '|', &part)) {
                struct phrases *in = &all[(unsigned char)part.p[0]];
                int open = str_ends(part, STR("*"));

                in->list = mem_grow(
                    in->list, &in->cap, in->count + 1, sizeof *in->list);
                part.len -= (size_t)open;
                in->list[in->count++] =
                    (struct phrase){ part, open, g->sense, g->value };
            }
        }
    return all;
}

/* The longest phrase at text.p[at]; its length, 0 if there is none. */
static size_t
longest(const struct phrases *all, struct str text, size_t at,
    struct lexicon_hit *hit)
{
    const struct phrases *in = &all[(unsigned char)text.p[at]];
    size_t len = 0;

    for (size_t i = 0; i < in->count; i++) {
        const struct phrase *p = &in->list[i];

        if (p->text.len <= len || !is_phrase(text, at, p->text, p->open))
            continue;
        len = p->text.len;
        *hit = (struct lexicon_hit){ .at = (uint32_t)at,
            .len = (uint32_t)len,
            .sense = p->sense,
            .value = p->value };
    }
    return len;
}

static void
check_hit(const struct lexicon_hit *a, const struct lexicon_hit *b)
{
    assert(a->at == b->at && a->len == b->len);
    assert(a->sense == b->sense && a->value == b->value);
}

static void
check_phrases(const struct lexicon *x, struct str lower)
{
    static const struct phrases *all;
    struct lexicon_hit got[TEXT_BYTES_MAX], want, whole;
    size_t n = lexicon_scan(x, lower, got, COUNT(got)), found = 0, len;

    if (all == NULL)
        all = read_tables();
    for (size_t at = 0; at < lower.len; at += len) {
        len = longest(all, lower, at, &want);
        if (len > 0 && want.sense != LEXICON_NOTHING) {
            assert(found < n);
            check_hit(&got[found++], &want);
        }
        len += len == 0;
    }
    assert(found == n);
    if (lower.len == 0)
        return;
    len = longest(all, lower, 0, &want);
    assert(lexicon_find(x, lower, &whole) == (len == lower.len));
    if (len == lower.len)
        check_hit(&whole, &want);
}

/* Every character gets its small letter wherever it stands. */
static void
check_lower(struct str text, const char *lower)
{
    for (size_t i = 0; i < text.len;) {
        size_t from = i;
        char alone[8];

        utf8_next(text, &i);
        lexicon_lower(alone, str_sub(text, from, i - from));
        assert(memcmp(alone, lower + from, i - from) == 0);
    }
}

/* --- Labels --- */

static void
check_label(struct str line, size_t max)
{
    ptrdiff_t wide, colon = 0;
    size_t skip = 0, got;

    if (line.len < 2)
        return;
    got = label_split(line, max, &skip);
    wide = str_find(str_sub(line, 0, max + 3), STR("："), 1);
    do
        colon = str_find_char(line, ':', (size_t)colon + 1);
    while (
        colon > 0 && (size_t)colon + 2 < line.len && line.p[colon + 1] == '/');
    if (colon > 0 && (size_t)colon <= max && (wide < 0 || colon < wide))
        assert(got == (size_t)colon && skip == 1);
    else
        assert(got == (wide < 0 ? 0 : (size_t)wide) && (got == 0 || skip == 3));
}

/* --- Language --- */

/* What follows without being a letter changes nothing, but that more bytes
 * stand behind the last word. */
static void
check_language(struct language *l, struct str text)
{
    static const char *const declared[] = { "", "de-AT", "sk", "ja" };
    struct str said = str_of(declared[text.len % COUNT(declared)]);
    struct buf longer = BUF_MAX(TEXT_BYTES_MAX + 64);

    buf_adds(&longer, text);
    buf_addz(&longer, " . . . . . . . . . . . . . . . . . .");
    assert(strcmp(language_decide(l, text, said),
               language_decide(l, buf_str(&longer), said)) == 0);
    buf_clear(&longer);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct lexicon *lexicon;
    static struct language *language;
    struct buf clean = BUF_MAX(TEXT_BYTES_MAX);
    struct str text, lower;
    char *exact;

    if (lexicon == NULL)
        lexicon = lexicon_new();
    if (language == NULL && language_new(&language, NULL) != 0)
        abort();
    if (size > TEXT_BYTES_MAX / 3)
        return 0;
    utf8_clean(&clean, (struct str){ (const char *)data, size });
    text = buf_str(&clean);
    /* Not a byte more, so that sanitizers see a read past the end. */
    exact = malloc(text.len > 0 ? text.len : 1);
    assert(exact != NULL);
    lower = (struct str){ exact, text.len };
    lexicon_lower(exact, text);
    check_lower(text, exact);
    check_phrases(lexicon, lower);
    check_label(lower, 8);
    check_label(lower, 60);
    check_language(language, text);
    free(exact);
    buf_clear(&clean);
    return 0;
}
