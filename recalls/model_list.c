#include "recalls/model_list.h"

#include "base/buf.h"
#include "base/fold.h"
#include "base/mem.h"
#include "core/model_key.h"
#include "recalls/match_successor.h"

#include <stdio.h>
#include <string.h>

#define ITEM_BYTES_MAX 120
#define ITEMS_MAX 4000 /* of one field */

/* Between numbers, in folded text. */
static const char *const separators[] = { ",", ";", "|", "\n", "(", ")", "[",
    "]", "、", ";", " and ", " und ", " or ", " oder ", " et ", " ou ", " & ",
    " + ", "和", "及", "或", "与" };

/* Between the ends of a range; the plain hyphen only where both ends have
 * the same letters. */
static const char *const to_words[] = { " - ", "–", "—", " to ", " bis ",
    " through ", " thru ", "~", "至", "到", " à ", "..." };

/* What may stand before a number. */
static const char *const cues[] = { "models", "model", "modelle", "modell",
    "modèle", "modèles", "nos", "no", "nr", "number", "numbers", "nummer",
    "nummern", "art", "artikel", "artikelnummer", "item", "items", "type",
    "typ", "ref", "sku", "style", "series", "serie", "型号", "规格", "款号",
    "货号", "型號" };

struct list {
    void (*visit)(void *ctx, struct str key, enum model_form form);
    void *ctx;
};

static void
give(const struct list *l, struct str text, enum model_form form)
{
    struct buf key = BUF_MAX(256);

    if (text.len < MODEL_KEY_BYTES * 3 && model_key_folded(&key, text) == 0)
        l->visit(l->ctx, buf_str(&key), form);
    buf_clear(&key);
}

/* Bytes of the separator at `at`, or 0. A '/' parts two numbers of three
 * characters and more: "X100/X200". */
static size_t
separator_at(struct str s, size_t at)
{
    for (size_t i = 0; i < COUNT(separators); i++) {
        struct str sep = str_of(separators[i]);

        if (str_starts(str_sub(s, at, sep.len), sep)) {
            /* "1,6 mm" */
            if (sep.len == 1 && sep.p[0] == ',' && at > 0 && at + 1 < s.len &&
                str_is_digit(s.p[at - 1]) && str_is_digit(s.p[at + 1]))
                return 0;
            return sep.len;
        }
    }
    if (s.p[at] == '/' && at >= 3 && at + 3 < s.len) {
        size_t before = at, digits = 0;

        while (before > 0 && s.p[before - 1] != ' ' && s.p[before - 1] != '/')
            digits += (size_t)str_is_digit(s.p[--before]);
        return at - before >= 3 && digits >= 2;
    }
    return 0;
}

static struct str
without_cues(struct str s)
{
    int cut = 1;

    while (cut) {
        cut = 0;
        s = str_trim(s);
        while (s.len > 0 && strchr(".:#-'\"*", s.p[0]) != NULL)
            s = str_trim(str_sub(s, 1, s.len));
        for (size_t i = 0; i < COUNT(cues) && !cut; i++) {
            struct str cue = str_of(cues[i]);

            if (!str_starts(s, cue) || s.len == cue.len)
                continue;
            if ((unsigned char)cue.p[0] < 0x80 &&
                strchr(" .:#", s.p[cue.len]) == NULL)
                continue;
            s = str_sub(s, cue.len, s.len);
            cut = 1;
        }
    }
    return s;
}

/* The last run of digits of a number, and what stands around it. */
struct parts {
    struct str head, digits, tail;
};

static int
split(struct str s, struct parts *p)
{
    size_t end = s.len, from;

    while (end > 0 && !str_is_digit(s.p[end - 1]))
        end--;
    from = end;
    while (from > 0 && str_is_digit(s.p[from - 1]))
        from--;
    p->head = str_sub(s, 0, from);
    p->digits = str_sub(s, from, end - from);
    p->tail = str_sub(s, end, s.len);
    return p->digits.len >= 1 && p->digits.len <= 9 && s.len <= 40 &&
           str_find_char(s, ' ', 0) < 0;
}

/* Visit all numbers from a to b, if they are the ends of a range. */
static int
range(const struct list *l, struct str a, struct str b)
{
    struct parts x, y;
    uint64_t low, high;

    if (!split(a, &x) || !split(b, &y) || x.digits.len != y.digits.len ||
        !str_eq(x.tail, y.tail) ||
        (y.head.len > 0 && !str_eq(x.head, y.head)) || x.head.len == 0 ||
        str_to_u64(x.digits, &low) != 0 || str_to_u64(y.digits, &high) != 0 ||
        low >= high || high - low > MODEL_RANGE_MAX)
        return 0;
    for (uint64_t n = low; n <= high; n++) {
        char text[120];
        int len = snprintf(text, sizeof text, STR_FMT "%0*llu" STR_FMT,
            STR_ARG(x.head), (int)x.digits.len, (unsigned long long)n,
            STR_ARG(x.tail));

        if (len > 0 && (size_t)len < sizeof text)
            give(l, str_of(text), MODEL_EXACT);
    }
    return 1;
}

static int
read_range(const struct list *l, struct str s)
{
    ptrdiff_t at;

    for (size_t i = 0; i < COUNT(to_words); i++) {
        at = str_find(s, str_of(to_words[i]), 1);
        if (at > 0 && range(l, str_trim(str_sub(s, 0, (size_t)at)),
                          without_cues(str_sub(
                              s, (size_t)at + strlen(to_words[i]), s.len))))
            return 1;
    }
    for (at = str_find_char(s, '-', 1); at > 0;
         at = str_find_char(s, '-', (size_t)at + 1)) {
        struct str b = str_sub(s, (size_t)at + 1, s.len);

        if (b.len > 0 && str_is_alpha(b.p[0]) &&
            range(l, str_sub(s, 0, (size_t)at), b))
            return 1;
    }
    return 0;
}

/* Where the mask of a number begins, or its length: "*", "#", "?", or two
 * and more x that end a number with digits. */
static size_t
mask_at(struct str s)
{
    size_t at = 0, x = s.len, digits = 0;

    while (at < s.len && strchr("*#?", s.p[at]) == NULL)
        at++;
    if (at < s.len)
        return at;
    while (x > 0 && s.p[x - 1] == 'x')
        x--;
    for (size_t i = 0; i < x; i++)
        digits += (size_t)str_is_digit(s.p[i]);
    return s.len - x >= 2 && digits >= 2 ? x : s.len;
}

static int
read_mask(const struct list *l, struct str s)
{
    size_t at = mask_at(s);
    struct buf key = BUF_MAX(256);
    int masked = at < s.len && str_find_char(s, ' ', 0) < 0;

    /* Two letters and a dash are the least that a mask may leave. */
    if (masked && model_key_folded(&key, str_sub(s, 0, at)) == 0 &&
        key.len >= 2 && str_is_alpha(key.p[0]))
        l->visit(l->ctx, buf_str(&key), MODEL_PREFIX);
    buf_clear(&key);
    return masked;
}

/* "NE58R9431ST/AA": the number without the codes of colour and country. */
static void
give_head(const struct list *l, struct str s)
{
    struct str head = s;
    size_t letters = 0;

    while (
        head.len > 0 && letters <= 3 &&
        (str_is_alpha(head.p[head.len - 1]) || head.p[head.len - 1] == '/')) {
        letters = head.p[head.len - 1] == '/' ? 0 : letters + 1;
        head.len--;
        if (letters == 0 && head.len >= 6 && str_has_digit(head) &&
            str_find_char(head, ' ', 0) < 0)
            give(l, head, MODEL_EXACT);
    }
}

static void
read_item(const struct list *l, struct str s)
{
    struct str rest, word;
    int words = 0, named = 0; /* "X100 Pro": one name */

    s = without_cues(s);
    if (s.len == 0 || s.len > ITEM_BYTES_MAX)
        return;
    if (read_range(l, s) || read_mask(l, s))
        return;
    for (rest = s; str_next_word(&rest, &word);) {
        words++;
        named |= words > 1 && match_successor_is(word);
    }
    if (words <= 4)
        give(l, s, MODEL_EXACT);
    give_head(l, s);
    if (words < 2 || named)
        return;
    /* "X100 blue", "Blender X100" */
    for (rest = s; str_next_word(&rest, &word);)
        if (str_has_digit(word) && !read_mask(l, word))
            give(l, word, MODEL_EXACT);
}

/* Visit the items between separators. */
static void
each_item(const struct list *l, struct str s,
    void (*item)(const struct list *l, struct str s))
{
    size_t from = 0, width = 0, items = 0;

    for (size_t i = 0; i <= s.len && items < ITEMS_MAX; i += width) {
        size_t sep = i < s.len ? separator_at(s, i) : 0;

        width = sep > 0 ? sep : 1;
        if (i < s.len && sep == 0)
            continue;
        item(l, str_sub(s, from, i - from));
        items++;
        from = i + sep;
    }
}

void
model_list_read(struct str text,
    void (*visit)(void *ctx, struct str key, enum model_form form), void *ctx)
{
    struct list l = { visit, ctx };
    struct buf folded = BUF_MAX(text.len * 18 + 64);

    if (fold_key(&folded, text) == 0) {
        if (mask_at(buf_str(&folded)) == folded.len)
            give(&l, buf_str(&folded), MODEL_EXACT);
        each_item(&l, buf_str(&folded), read_item);
    }
    buf_clear(&folded);
}

/* What a mask is held against. */
struct covering {
    struct str key;
    int covers;
};

/* '*' stands for one to eight characters, the others for one each. */
static int
covers(struct str mask, struct str key)
{
    size_t k = 0, fixed = mask_at(mask);

    for (size_t m = 0; m < mask.len; m++) {
        char c = mask.p[m];

        if (c == '*') {
            while (m + 1 < mask.len && mask.p[m + 1] == '*')
                m++;
            /* What follows a star in the middle is not looked at. */
            return k < key.len && key.len - k <= 8;
        }
        if (c == '#' || c == '?' || (c == 'x' && m >= fixed)) {
            if (k >= key.len)
                return 0;
            k++;
        } else if (str_is_alnum(c) || (unsigned char)c >= 0x80) {
            if (k >= key.len || key.p[k] != c)
                return 0;
            k++;
        }
    }
    return k == key.len;
}

static void
check_item(const struct list *l, struct str s)
{
    struct covering *c = l->ctx;
    struct str word;

    s = without_cues(s);
    while (s.len <= ITEM_BYTES_MAX && str_next_word(&s, &word))
        if (mask_at(word) < word.len && covers(word, c->key))
            c->covers = 1;
}

int
model_list_masks(struct str text, struct str key)
{
    struct covering c = { key, 0 };
    struct list l = { NULL, &c };
    struct buf folded = BUF_MAX(text.len * 18 + 64);

    if (fold_key(&folded, text) == 0)
        each_item(&l, buf_str(&folded), check_item);
    buf_clear(&folded);
    return c.covers;
}
