#include "store/queue_words.h"

#include "base/fold.h"
#include "base/utf8.h"

/* A word of fewer characters is looked for as it is: as a beginning it would
 * fit a large part of all words. */
#define PREFIX_CHARS_MIN 3
#define PARTS_CHARS_MIN 4
#define PART_CHARS 3
/* Longer ones are no words: data, or one address of a thousand letters. */
#define WORD_CHARS_MAX 64
#define FOLDED_BYTES_MAX (256u << 10)

/* A run of characters of one kind, in folded text. */
struct run {
    struct str text;
    size_t chars;
    int pairs; /* of a script without blanks */
};

/* Take the next run off *at; 0 at the end. */
static int
run_next(struct str s, size_t *at, struct run *run)
{
    size_t from = *at, end = *at;

    *run = (struct run){ .chars = 0 };
    while (*at < s.len) {
        uint32_t c = utf8_next(s, at);
        int letter = c != UTF8_BAD && utf8_is_letter(c);

        if (run->chars == 0 && !letter) {
            from = end = *at;
            continue;
        }
        if (run->chars == 0)
            run->pairs = utf8_is_cjk(c);
        else if (!letter || utf8_is_cjk(c) != run->pairs) {
            *at = letter ? end : *at;
            break;
        }
        run->chars++;
        end = *at;
    }
    run->text = str_sub(s, from, end - from);
    return run->chars > 0;
}

/* Append every `size` characters that follow each other, a blank behind
 * each. */
static void
grams(struct buf *out, struct str s, size_t size)
{
    size_t from = 0, at = 0, chars = 0;

    while (at < s.len) {
        at += utf8_width((unsigned char)s.p[at]);
        if (++chars < size)
            continue;
        buf_adds(out, str_sub(s, from, at - from));
        buf_addc(out, ' ');
        from += utf8_width((unsigned char)s.p[from]);
    }
}

/* The last character, by which a single one is found at the end too. */
static struct str
last_char(struct str s)
{
    size_t at = 0, from = 0;

    while (at < s.len) {
        from = at;
        at += utf8_width((unsigned char)s.p[at]);
    }
    return str_sub(s, from, s.len);
}

static struct str
folded(struct buf *hold, struct str text)
{
    *hold = BUF_MAX(FOLDED_BYTES_MAX);
    fold_key(hold, text);
    return buf_str(hold);
}

void
queue_words_add(struct buf *out, struct str text)
{
    struct buf hold;
    struct str s = folded(&hold, text);
    struct run run;

    for (size_t at = 0; run_next(s, &at, &run);) {
        if (!run.pairs && run.chars > WORD_CHARS_MAX)
            continue;
        if (run.pairs && run.chars > 1)
            grams(out, run.text, 2);
        buf_adds(out, run.pairs ? last_char(run.text) : run.text);
        buf_addc(out, ' ');
    }
    buf_clear(&hold);
}

void
queue_words_parts(struct buf *out, struct str text)
{
    struct buf hold;
    struct str s = folded(&hold, text);
    struct run run;

    for (size_t at = 0; run_next(s, &at, &run);)
        if (!run.pairs && run.chars >= PARTS_CHARS_MIN &&
            run.chars <= WORD_CHARS_MAX)
            grams(out, run.text, PART_CHARS);
    buf_clear(&hold);
}

static void
quoted_grams(struct buf *out, struct str s, size_t size)
{
    buf_addc(out, '"');
    grams(out, s, size);
    buf_addc(out, '"');
}

static void
query_run(struct buf *out, const struct run *run)
{
    if (run->pairs && run->chars > 1) {
        buf_addz(out, "words : ");
        quoted_grams(out, run->text, 2);
        return;
    }
    buf_addf(out, "words : \"" STR_FMT "\"%s", STR_ARG(run->text),
        run->pairs || run->chars >= PREFIX_CHARS_MIN ? " *" : "");
    if (run->pairs || run->chars < PARTS_CHARS_MIN)
        return;
    buf_addz(out, " OR parts : ");
    quoted_grams(out, run->text, PART_CHARS);
}

size_t
queue_words_query(struct buf *out, struct str text)
{
    struct buf hold;
    struct str s = folded(&hold, text);
    struct run run;
    size_t count = 0;

    for (size_t at = 0; count < QUEUE_WORDS_MAX && run_next(s, &at, &run);) {
        if (!run.pairs && run.chars > WORD_CHARS_MAX)
            continue;
        buf_addz(out, count++ > 0 ? " AND (" : "(");
        query_run(out, &run);
        buf_addc(out, ')');
    }
    buf_clear(&hold);
    return count;
}
