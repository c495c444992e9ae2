#include "crawler/language.h"

#include "base/buf.h"
#include "base/lanes.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "crawler/language_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <textcat.h>
#include <unistd.h>

/* Where Debian's libexttextcat-data puts the fingerprints. */
#define FINGERPRINT_DIR "/usr/share/libexttextcat/"

/* The statistics settle well before this much text. */
#define SAMPLE_BYTES 1536
/* So much is looked through for it: menus and lists have words of capitals. */
#define SAMPLE_TEXT_BYTES (16 * SAMPLE_BYTES)
/* Fewer letters say nothing certain about a language in Latin script; found
 * on product titles, whose model names and English loans mislead. */
#define LETTERS_MIN 40
/* From here on a text outweighs what the page declares. */
#define LETTERS_SURE 300

enum script {
    LATIN,
    CYRILLIC,
    GREEK,
    HEBREW,
    ARABIC,
    HAN,
    KANA,
    HANGUL,
    THAI,
    DEVANAGARI,
    GEORGIAN,
    ARMENIAN,
    SCRIPTS
};

struct tongue {
    const char *code; /* ISO 639-1 */
    const char *file; /* fingerprint, NULL when the script is enough */
    enum script script;
};

static const struct tongue tongues[] = {
    { "en", "en.lm", LATIN },
    { "de", "de.lm", LATIN },
    { "fr", "fr.lm", LATIN },
    { "it", "it.lm", LATIN },
    { "es", "es.lm", LATIN },
    { "pt", "pt.lm", LATIN },
    { "nl", "nl.lm", LATIN },
    { "da", "da.lm", LATIN },
    { "sv", "sv.lm", LATIN },
    { "no", "nb.lm", LATIN },
    { "no", "nn.lm", LATIN },
    { "fi", "fi.lm", LATIN },
    { "et", "et.lm", LATIN },
    { "lv", "lv.lm", LATIN },
    { "lt", "lt.lm", LATIN },
    { "pl", "pl.lm", LATIN },
    { "cs", "cs.lm", LATIN },
    { "sk", "sk.lm", LATIN },
    { "sl", "sl.lm", LATIN },
    { "hr", "hr.lm", LATIN },
    { "hu", "hu.lm", LATIN },
    { "ro", "ro.lm", LATIN },
    { "ga", "ga.lm", LATIN },
    { "mt", "mt.lm", LATIN },
    { "sq", "sq.lm", LATIN },
    { "tr", "tr.lm", LATIN },
    { "is", "is.lm", LATIN },
    { "ca", "ca.lm", LATIN },
    { "id", "id.lm", LATIN },
    { "vi", "vi.lm", LATIN },
    { "ru", "ru.lm", CYRILLIC },
    { "uk", "uk.lm", CYRILLIC },
    { "bg", "bg.lm", CYRILLIC },
    { "be", "be.lm", CYRILLIC },
    { "mk", "mk.lm", CYRILLIC },
    { "sr", "sr-Cyrl.lm", CYRILLIC },
    { "el", NULL, GREEK },
    { "he", NULL, HEBREW },
    { "ar", NULL, ARABIC },
    { "fa", NULL, ARABIC },
    { "zh", NULL, HAN },
    { "ja", NULL, KANA },
    { "ko", NULL, HANGUL },
    { "th", NULL, THAI },
    { "hi", NULL, DEVANAGARI },
    { "ka", NULL, GEORGIAN },
    { "hy", NULL, ARMENIAN },
};

struct language {
    void *textcat;           /* owned by the library */
    candidate_t *candidates; /* owned by the library */
    struct language_words *words;
    struct buf sample; /* scratch */
};

/* What was counted in the sample. */
struct sample {
    char *words; /* in the scratch: lower case, one blank between two */
    size_t len;
    size_t letters[SCRIPTS];
    int has_persian; /* letters that Arabic does not use */
};

int
language_new(struct language **out, struct fail *fail)
{
    struct language *l = mem_new(sizeof *l);
    struct buf list = BUF_MAX(4096);
    char path[64];
    int fd = memfd_create("fingerprints", MFD_CLOEXEC);

    l->sample = BUF_MAX(SAMPLE_TEXT_BYTES + 1);
    /* The library reads its list of fingerprints from a file only. */
    l->words = language_words_new();
    for (size_t i = 0; i < COUNT(tongues); i++)
        if (tongues[i].file != NULL)
            buf_addf(&list, "%s\t%s\n", tongues[i].file, tongues[i].code);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (fd >= 0 && write(fd, list.p, list.len) == (ssize_t)list.len)
        l->textcat = special_textcat_Init(path, FINGERPRINT_DIR);
    if (l->textcat != NULL)
        l->candidates = textcat_GetClassifyFullOutput(l->textcat);
    if (fd >= 0)
        close(fd);
    buf_clear(&list);
    if (l->candidates == NULL) {
        language_free(l);
        return fail_set(fail,
            "cannot read the language fingerprints in " FINGERPRINT_DIR
            " (Debian package libexttextcat-data)");
    }
    *out = l;
    return 0;
}

void
language_free(struct language *l)
{
    if (l == NULL)
        return;
    if (l->candidates != NULL)
        textcat_ReleaseClassifyFullOutput(l->textcat, l->candidates);
    if (l->textcat != NULL)
        textcat_Done(l->textcat);
    language_words_free(l->words);
    buf_clear(&l->sample);
    free(l);
}

static enum script
script_of(uint32_t c)
{
    static const struct {
        uint32_t from, to; /* ascending */
        enum script script;
    } ranges[] = {
        { 'A', 'Z', LATIN },
        { 'a', 'z', LATIN },
        { 0xC0, 0xD6, LATIN },
        { 0xD8, 0xF6, LATIN },
        { 0xF8, 0x24F, LATIN },
        { 0x370, 0x3FF, GREEK },
        { 0x400, 0x52F, CYRILLIC },
        { 0x531, 0x587, ARMENIAN },
        { 0x5D0, 0x5F4, HEBREW },
        { 0x620, 0x65F, ARABIC },
        { 0x66E, 0x6D3, ARABIC },
        { 0x900, 0x97F, DEVANAGARI },
        { 0xE01, 0xE5B, THAI },
        { 0x10A0, 0x10FF, GEORGIAN },
        { 0x1E00, 0x1EFF, LATIN },
        { 0x1F00, 0x1FFF, GREEK },
        { 0x3041, 0x30FF, KANA },
        { 0x3400, 0x9FFF, HAN },
        { 0xAC00, 0xD7A3, HANGUL },
        { 0x20000, 0x3FFFF, HAN },
    };

    size_t from = 0, to = COUNT(ranges);

    if (c >= 0x4E00 && c <= 0x9FFF)
        return HAN; /* many in a text, and many steps away */
    while (from < to) {
        size_t mid = (from + to) / 2;

        if (c > ranges[mid].to)
            from = mid + 1;
        else
            to = mid;
    }
    return from < COUNT(ranges) && c >= ranges[from].from ? ranges[from].script
                                                          : SCRIPTS;
}

/* Simple case folding of the alphabets whose statistics are asked. */
static uint32_t
lower(uint32_t c)
{
    if (c < 0x80)
        return (unsigned char)str_lower((char)c);
    if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x410 && c <= 0x42F))
        return c + 0x20;
    if (c >= 0x400 && c <= 0x40F)
        return c + 0x50;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E))
        return c % 2 == 1 ? c + 1 : c;
    if ((c >= 0x100 && c <= 0x177 && c != 0x130) || (c >= 0x1E00 && c < 0x1F00))
        return c % 2 == 0 ? c + 1 : c;
    return c;
}

/* A word of the sample while it is read. */
struct word {
    size_t small, letters[SCRIPTS];
    int has_digit, is_wide; /* wide: of other letters than those of ASCII */
};

/* Append the letters of ASCII that stand at `at`, in lower case, and step over
 * them. What was appended so far is no longer than what was read. */
static size_t
take_plain(struct sample *sm, struct word *w, struct str text, size_t at)
{
    char *to = sm->words + sm->len;
    size_t from = at, capitals = 0, n = LANES;

    while (n == LANES && text.len - at >= LANES) {
        lanes v = lanes_load(text.p + at), small = v | 0x20;
        unsigned large = lanes_tops((lanes)((v & 0x20) == 0));

        n = lanes_first(~(lanes)(small - 'a' < 26));
        memcpy(to, &small, sizeof small); /* what is none is written over */
        to += n;
        at += n;
        for (large &= (1u << n) - 1; large != 0; large &= large - 1)
            capitals++;
    }
    for (; n == LANES && at < text.len && str_is_alpha(text.p[at]); at++) {
        *to++ = text.p[at] | 0x20;
        capitals += !(text.p[at] & 0x20);
    }
    sm->len += at - from;
    w->small += at - from - capitals;
    w->letters[LATIN] += at - from;
    return at;
}

/* Append what goes on at `at` and step over it. Returns 0 behind the word. A
 * letter is as long in lower case. */
static int
take_on(struct sample *sm, struct word *w, struct str text, size_t *at)
{
    size_t from;
    enum script s;
    uint32_t c, small;

    *at = from = take_plain(sm, w, text, *at);
    if (*at == text.len)
        return 0;
    c = utf8_next(text, at);
    w->has_digit |= c >= '0' && c <= '9';
    if (c <= ' ')
        return 0;
    s = c < 0x80 ? SCRIPTS : script_of(c);
    if (s == SCRIPTS)
        return c == '\'' || c == 0x2019 || w->has_digit;
    small = lower(c);
    w->is_wide = 1;
    w->letters[s]++;
    w->small += s != LATIN || small == c;
    sm->has_persian |= c == 0x67E || c == 0x686 || c == 0x6AF;
    if (small == c)
        str_put(sm->words + sm->len, text.p + from, *at - from);
    else
        utf8_encode(small, sm->words + sm->len);
    sm->len += *at - from;
    return 1;
}

/* Take the words of a text that say something: model numbers ("RTX4090") and
 * words of capitals are the same in every language. */
static void
take_sample(struct sample *sm, struct buf *scratch, struct str text)
{
    struct word w = { 0 };
    size_t i = 0;

    text = utf8_cut(text, SAMPLE_TEXT_BYTES);
    buf_reset(scratch);
    sm->words = buf_room(scratch, text.len + 1); /* and the last blank */
    while (i < text.len && sm->len < SAMPLE_BYTES) {
        size_t mark = sm->len;
        int counts;

        while (i < text.len && take_on(sm, &w, text, &i))
            ;
        counts = !w.has_digit && w.small > 0;
        if (counts)
            sm->words[sm->len++] = ' ';
        else
            sm->len = mark;
        sm->letters[LATIN] += counts ? w.letters[LATIN] : 0;
        w.letters[LATIN] = 0;
        for (int s = LATIN + 1; s < SCRIPTS && w.is_wide; s++) {
            sm->letters[s] += counts ? w.letters[s] : 0;
            w.letters[s] = 0;
        }
        w.small = 0;
        w.has_digit = w.is_wide = 0;
    }
}

/* The script the text is in. A Han or Hangul sign weighs as much as several
 * letters; Japanese is whatever has a share of kana. */
static enum script
main_script(const struct sample *sm)
{
    size_t han = sm->letters[HAN], kana = sm->letters[KANA], best = 0;
    enum script script = SCRIPTS;

    for (int s = 0; s < SCRIPTS; s++) {
        size_t weight = sm->letters[s];

        if (s == HAN)
            weight = (han + kana) * 3;
        else if (s == HANGUL)
            weight *= 3;
        else if (s == KANA)
            continue;
        if (weight > best) {
            best = weight;
            script = (enum script)s;
        }
    }
    return script == HAN && kana * 10 > han ? KANA : script;
}

static const char *
code_of_script(enum script script, const struct sample *sm)
{
    if (script == ARABIC && sm->has_persian)
        return "fa";
    for (size_t i = 0; i < COUNT(tongues); i++)
        if (tongues[i].script == script && tongues[i].file == NULL)
            return tongues[i].code;
    return "";
}

/* Candidates of that script, best first; returns how many. */
static size_t
ask_textcat(struct language *l, const struct sample *sm, enum script script,
    const char *codes[8])
{
    int n = textcat_ClassifyFull(l->textcat, sm->words, sm->len, l->candidates);
    size_t count = 0;

    for (int i = 0; i < n && count < 8; i++)
        for (size_t k = 0; k < COUNT(tongues); k++)
            if (tongues[k].script == script &&
                strcmp(tongues[k].code, l->candidates[i].name) == 0) {
                codes[count++] = tongues[k].code;
                break;
            }
    return count;
}

/* Neighbours whose letter statistics are alike: what only one of them uses
 * decides, letters first of all. Words stand between blanks. */
static const struct pair {
    const char *code[2];
    const char *marks[2][10];
} pairs[] = {
    { { "cs", "sk" },
        { { "ř", "ě", "ů", " se ", " jsou ", " pro ", " jako ", " při " },
            { "ľ", "ô", "ŕ", "ĺ", " sa ", " sú ", " pre ", " ako ",
                " nie " } } },
    { { "da", "no" }, { { " af ", " nogle ", " hvad ", " efter ", " kun ",
                            " meget ", "øj", " børn " },
                          { " av ", " noen ", " hva ", " etter ", " bare ",
                              " mye ", "øy", " barn " } } },
    { { "sl", "hr" },
        { { " in ", " ki ", " ali ", " ter ", " pri ", " lahko ", " ni " },
            { "ć", "đ", " i ", " koji ", " ili ", " što ", " nije " } } },
};

static size_t
count_marks(struct str words, const char *const marks[10])
{
    size_t n = 0;

    for (size_t i = 0; i < 10 && marks[i] != NULL; i++)
        for (ptrdiff_t at = 0;
             (at = str_find(words, str_of(marks[i]), (size_t)at)) >= 0; at++)
            n++;
    return n;
}

/* Settle between neighbours: the first code becomes the one whose marks are
 * more, and the other is left out. Returns the new count. */
static size_t
part_neighbours(const struct sample *sm, const char *codes[8], size_t count)
{
    struct str words = { sm->words, sm->len };

    for (size_t i = 0; i < COUNT(pairs) && count > 0; i++) {
        const struct pair *p = &pairs[i];
        int first = strcmp(codes[0], p->code[1]) == 0;
        size_t a, b, kept = 1;

        if (!first && strcmp(codes[0], p->code[0]) != 0)
            continue;
        a = count_marks(words, p->marks[0]);
        b = count_marks(words, p->marks[1]);
        codes[0] = p->code[a == b ? first : a < b];
        for (size_t k = 1; k < count; k++)
            if (strcmp(codes[k], p->code[0]) != 0 &&
                strcmp(codes[k], p->code[1]) != 0)
                codes[kept++] = codes[k];
        return kept;
    }
    return count;
}

/* "de-AT", "zh_CN", "nb": our code, or NULL where we have none. */
static const struct tongue *
find_declared(struct str declared)
{
    size_t len = 0;

    declared = str_trim(declared);
    while (len < declared.len && str_is_alpha(declared.p[len]))
        len++;
    declared.len = len;
    if (str_is_nocase(declared, "nb") || str_is_nocase(declared, "nn"))
        declared = STR("no");
    for (size_t i = 0; i < COUNT(tongues); i++)
        if (str_is_nocase(declared, tongues[i].code))
            return &tongues[i];
    return NULL;
}

static const char *
decide(struct language *l, const struct sample *sm, const struct tongue *said)
{
    enum script script = main_script(sm);
    const char *codes[8] = { "" };
    size_t count;

    if (script == SCRIPTS)
        return said != NULL ? said->code : "";
    if (script != LATIN && script != CYRILLIC) {
        /* Japanese and Chinese titles may have no kana. */
        if (script == HAN && said != NULL && said->script == KANA &&
            sm->letters[HAN] < LETTERS_MIN)
            return said->code;
        return code_of_script(script, sm);
    }
    if (sm->letters[script] < LETTERS_MIN)
        return said != NULL && said->script == script ? said->code : "";
    /* A shorter text outweighs no declaration. Of 5,905 offers that small
     * words confirm, letters deny one. */
    if (said != NULL && said->script == script &&
        (sm->letters[script] < LETTERS_SURE ||
            language_words_confirm(
                l->words, (struct str){ sm->words, sm->len }, said->code)))
        return said->code;
    count = ask_textcat(l, sm, script, codes);
    count = part_neighbours(sm, codes, count);
    for (size_t i = 0; said != NULL && i < count; i++)
        if (strcmp(codes[i], said->code) == 0)
            return said->code;
    if (said != NULL && said->script == script && count == 0)
        return said->code;
    return count == 1 || sm->letters[script] >= LETTERS_SURE ? codes[0] : "";
}

const char *
language_decide(struct language *l, struct str text, struct str declared)
{
    struct sample sm = { 0 };

    take_sample(&sm, &l->sample, text);
    return decide(l, &sm, find_declared(declared));
}

const char *
language_guess(struct language *l, struct str text)
{
    return language_decide(l, text, STR_NONE);
}
