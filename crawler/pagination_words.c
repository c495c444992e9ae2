#include "crawler/pagination_words.h"

#include "base/fold.h"
#include "base/mem.h"
#include "base/utf8.h"

/* A label longer than this is a sentence or the title of an article. */
#define LABEL_MAX 160

/* Folded (base/fold.h). Those of two words also match as a beginning: "next
 * page - results 21 to 40". "Older" is left out: blogs differ in which way
 * they call forward. */
static const char *const next_words[] = { "next", "next page", "nextpage",
    "go to next page", "view next page", "next results", "show more results",
    "weiter", "nächste", "nächste seite", "naechste", "naechste seite", "vor",
    "vorwärts", "zur nächsten seite", "volgende", "volgende pagina", "suivant",
    "suivante", "suivants", "page suivante", "pages suivantes", "siguiente",
    "siguientes", "página siguiente", "pagina siguiente", "siguiente página",
    "próximo", "próxima", "proximo", "proxima", "próxima página",
    "página seguinte", "seguinte", "avançar", "successivo", "successiva",
    "successivi", "prossima", "prossimo", "pagina successiva",
    "pagina seguente", "avanti", "następna", "następne", "następny", "dalej",
    "następna strona", "další", "dalsi", "následující", "další strana",
    "další stránka", "ďalšia", "ďalšie", "ďalší", "nasledujúca",
    "ďalšia strana", "naslednja", "naprej", "naslednja stran", "sljedeća",
    "sledeća", "sljedeća stranica", "dalje", "следующая", "следующие",
    "следующая страница", "вперед", "вперёд", "далее", "след", "напред",
    "следваща", "следваща страница", "наступна", "наступна сторінка", "далі",
    "következő", "következő oldal", "tovább", "seuraava", "seuraava sivu",
    "nästa", "nästa sida", "næste", "næste side", "neste", "neste side",
    "järgmine", "järgmine leht", "nākamā", "nākamā lapa", "tālāk", "kitas",
    "kitas puslapis", "toliau", "următoarea", "următorul", "următor",
    "pagina următoare", "înainte", "inainte", "επόμενη", "επόμενο", "επόμενα",
    "επόμενη σελίδα", "sonraki", "sonraki sayfa", "ileri", "li jmiss",
    "ar aghaidh", "següent", "pàgina següent", "下一页", "下一頁", "下页",
    "下頁", "后一页", "後一頁", "下一页>", "次へ", "次のページ", "次ページ",
    "次の", "次", "次ページへ", "다음", "다음 페이지", "다음페이지", "הבא",
    "העמוד הבא", "التالي", "الصفحة التالية", "التالية", "بعدی", "صفحه بعد",
    "ถัดไป", "หน้าถัดไป", "tiếp", "trang sau", "trang tiếp", "sau", "berikutnya",
    "selanjutnya", "halaman berikutnya" };

static const char *const not_next_words[] = { "prev", "previous", "back",
    "previous page", "zurück", "vorherige", "vorherige seite", "précédent",
    "anterior", "precedente", "indietro", "poprzednia", "wstecz", "předchozí",
    "назад", "предыдущая", "vorige", "föregående", "forrige", "上一页",
    "上一頁", "前へ", "이전", "first", "last", "last page", "letzte", "erste",
    "末页", "末頁", "尾页", "首页", "最後", "dernière", "última", "ultima",
    "ostatnia", "последняя", "laatste", "next post", "next article",
    "nächster beitrag", "nächster artikel", "next thread", "next topic",
    "article suivant", "次の記事", "下一篇", "newer posts" };

static int
is_arrow(uint32_t c)
{
    return c == '>' || c == 0xBB || c == 0x203A || c == 0x2192 || c == 0x21D2 ||
           c == 0x226B || c == 0x25B6 || c == 0x25B8 || c == 0x25BA ||
           c == 0x276F || c == 0x27E9 || c == 0x300B || c == 0x279C ||
           c == 0x2794 || c == 0x3009;
}

static int
is_back_arrow(uint32_t c)
{
    return c == '<' || c == 0xAB || c == 0x2039 || c == 0x2190 || c == 0x226A ||
           c == 0x25C0 || c == 0x25C4 || c == 0x276E || c == 0x300A;
}

static int
is_word_char(uint32_t c)
{
    if (c < 0x80)
        return str_is_alnum((char)c);
    return c >= 0xC0 && c != 0xD7 && (c < 0x2000 || c > 0x303F);
}

/* The label between its outermost letters and digits. */
struct bare {
    struct str word;
    int arrows, back_arrows;
};

static struct bare
strip(struct str s)
{
    struct bare b = { { s.p, 0 }, 0, 0 };
    size_t start = s.len, end = 0;

    for (size_t i = 0; i < s.len;) {
        size_t at = i;
        uint32_t c = utf8_next(s, &i);

        b.arrows += is_arrow(c);
        b.back_arrows += is_back_arrow(c);
        if (is_word_char(c)) {
            if (start == s.len)
                start = at;
            end = i;
        }
    }
    if (end > start)
        b.word = str_sub(s, start, end - start);
    return b;
}

static int
is_listed(struct str s, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct str w;

        if (words[i][0] != s.p[0]) /* nearly all; s is not empty */
            continue;
        w = str_of(words[i]);
        if (str_eq(s, w))
            return 1;
        if (str_find_char(w, ' ', 0) > 0 && str_starts(s, w) &&
            !str_is_alnum(s.p[w.len]))
            return 1;
    }
    return 0;
}

static int
read_number(struct str s)
{
    int64_t n;

    if (s.len > 5 || str_to_i64(s, &n) != 0 || n < 1)
        return 0;
    return (int)n;
}

static enum pagination_label
label_of_folded(struct str text, int *number)
{
    struct bare b = strip(text);

    if (text.len == 0)
        return PAGINATION_EMPTY;
    if (b.word.len == 0) {
        if (b.back_arrows > 0)
            return PAGINATION_NOT;
        return b.arrows > 0 ? PAGINATION_ARROW : PAGINATION_OTHER;
    }
    *number = read_number(b.word);
    if (*number > 0)
        return PAGINATION_NUMBER;
    if (is_listed(b.word, not_next_words, COUNT(not_next_words)))
        return PAGINATION_NOT;
    if (b.back_arrows == 0 && is_listed(b.word, next_words, COUNT(next_words)))
        return PAGINATION_NEXT;
    return PAGINATION_OTHER;
}

/* --- Words by their first letters --- */

/* Offset of the first letter or digit, when nothing but ASCII stands before;
 * text.len if not. */
static size_t
first_plain(struct str text)
{
    size_t i = 0;

    while (i < text.len && (unsigned char)text.p[i] < 0x80 &&
           !str_is_alnum(text.p[i]))
        i++;
    return i < text.len && (unsigned char)text.p[i] < 0x80 ? i : text.len;
}

/* Letters of ASCII that the text begins with. */
static size_t
letters_of(struct str text)
{
    size_t n = 0;

    while (n < text.len && str_is_alpha(text.p[n]))
        n++;
    return n;
}

static size_t
letter(char c)
{
    return (size_t)(str_lower(c) - 'a');
}

/* As many letters of ASCII as fit into a number, in lower case. */
static uint64_t
start_of(struct str letters)
{
    uint64_t n = 0;

    for (size_t i = 0; i < letters.len && i < sizeof n; i++)
        n = n << 8 | (unsigned char)str_lower(letters.p[i]);
    return n;
}

/* Where a start stands, or would. */
static size_t
start_slot(const struct pagination_words *w, uint64_t start)
{
    size_t i = (size_t)((start * 0x9E3779B97F4A7C15u) >> 32);

    for (; w->start[i % PAGINATION_STARTS] != 0; i++)
        if (w->start[i % PAGINATION_STARTS] == start)
            break;
    return i % PAGINATION_STARTS;
}

static void
add_words(struct pagination_words *w, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct str word = str_of(words[i]);
        size_t at = 0, n = letters_of(word);
        uint32_t c = utf8_next(word, &at);
        uint64_t start = start_of(str_sub(word, 0, n));

        if (n > 0)
            w->start[start_slot(w, start)] = start;
        if (n > 1)
            w->second[letter(word.p[0])] |= 1u << letter(word.p[1]);
        w->first[c % 256 / 32] |= 1u << c % 32;
    }
}

/* 1 if no word begins as the text does, whose first letters or digits, of
 * ASCII, folding leaves what they are but for their case and for what may be
 * put on the last of them. */
static int
begins_with_none(const struct pagination_words *w, struct str text)
{
    size_t n = letters_of(text);

    if (n == text.len || (unsigned char)text.p[n] < 0x80)
        return w->start[start_slot(w, start_of(str_sub(text, 0, n)))] == 0;
    return n > 2 && !(w->second[letter(text.p[0])] >> letter(text.p[1]) & 1);
}

/* Of a text that begins with a digit: 1 if *label is what it is. No word
 * begins with one. */
static int
is_plain_number(struct str text, enum pagination_label *label, int *number)
{
    size_t end = 0;

    for (size_t i = 0; i < text.len; i++) {
        *label = PAGINATION_OTHER;
        if (str_is_alpha(text.p[i]))
            return 1;
        if ((unsigned char)text.p[i] >= 0x80)
            return 0;
        end = str_is_digit(text.p[i]) ? i + 1 : end;
    }
    *number = read_number(str_sub(text, 0, end));
    if (*number > 0)
        *label = PAGINATION_NUMBER;
    return 1;
}

/* Letters of other scripts that folding leaves what they are but for case,
 * each alone: in small letters, 0 for all else. Behind one of them may stand
 * what is put on it. */
static uint32_t
settled_letter(uint32_t c)
{
    if ((c >= 0x410 && c <= 0x42F) || (c >= 0x391 && c <= 0x3A9 && c != 0x3A2))
        return c + 0x20;
    return (c >= 0x430 && c <= 0x44F) ||         /* Cyrillic */
                   (c >= 0x3B1 && c <= 0x3C1) || /* Greek */
                   (c >= 0x3C3 && c <= 0x3C9) ||
                   (c >= 0x5D0 && c <= 0x5EA) || /* Hebrew */
                   (c >= 0x621 && c <= 0x63A) || /* Arabic */
                   (c >= 0x641 && c <= 0x64A) ||
                   (c >= 0x3041 && c <= 0x3096) || /* Hiragana */
                   (c >= 0x30A1 && c <= 0x30FA) || /* Katakana */
                   (c >= 0x4E00 && c <= 0x9FFF) || /* Han */
                   (c >= 0xAC00 && c <= 0xD7A3)    /* Hangul */
               ? c
               : 0;
}

/* 1 for what is surely put on no letter before it. */
static int
stands_alone(uint32_t c)
{
    return (c < 0x300 && c != 0xAD) || settled_letter(c) != 0 ||
           (c >= 0x3000 && c <= 0x3029) || (c >= 0xFF01 && c <= 0xFF60);
}

/* 1 if what the label says begins with a letter of another script with which
 * no word does. */
static int
begins_otherwise(const struct pagination_words *w, struct str text)
{
    size_t at = 0;
    uint32_t c = settled_letter(utf8_next(text, &at));

    return c != 0 && (at == text.len || stands_alone(utf8_next(text, &at))) &&
           !(w->first[c % 256 / 32] >> c % 32 & 1);
}

void
pagination_words_init(struct pagination_words *w)
{
    *w = (struct pagination_words){ 0 };
    add_words(w, next_words, COUNT(next_words));
    add_words(w, not_next_words, COUNT(not_next_words));
}

enum pagination_label
pagination_label_of(
    const struct pagination_words *w, struct str text, int *number)
{
    struct buf folded = BUF_MAX(LABEL_MAX * 4);
    enum pagination_label label;
    struct str plain;

    *number = 0;
    text = str_trim(text);
    if (text.len == 0)
        return PAGINATION_EMPTY;
    if (text.len > LABEL_MAX)
        return PAGINATION_OTHER;
    plain = str_sub(text, first_plain(text), text.len);
    if (plain.len > 0 && str_is_digit(plain.p[0])) {
        if (is_plain_number(plain, &label, number))
            return label;
    } else if (plain.len > 0 ? begins_with_none(w, plain)
                             : begins_otherwise(w, text)) {
        return PAGINATION_OTHER;
    }
    fold_key(&folded, text);
    label = label_of_folded(str_trim(buf_str(&folded)), number);
    buf_clear(&folded);
    return label;
}
