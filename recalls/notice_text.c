#include "recalls/notice_text.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "base/xml_html.h"
#include "core/country.h"
#include "core/gtin.h"
#include "core/hazard.h"
#include "core/limits.h"

#include <stdio.h>
#include <string.h>

/* A tag longer than this is a '<' in running text. */
#define TAG_BYTES_MAX 2000

/* Elements whose tags stand in feeds; "<10 cm" is no tag. */
static const char *const elements[] = { "a", "b", "br", "div", "em", "font",
    "h1", "h2", "h3", "h4", "i", "img", "li", "ol", "p", "small", "span",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u",
    "ul", "script", "style", "iframe", "svg" };

/* What feeds write where they know nothing. */
static const char *const nothing[] = { "null", "none", "unknown", "n/a", "na",
    "-", "--", ".", "/", "not available", "not applicable", "not specified",
    "unspecified", "unbekannt", "inconnu", "inconnue", "sans marque",
    "sans objet", "non communiqué", "ohne marke", "keine angabe", "no brand",
    "unbranded", "without brand", "see description", "see above", "various",
    "无", "不详", "未知" };

/* Length of the tag at the start of s (to the end of s when it is cut off),
 * or 0 when it is none. */
static size_t
read_tag(struct str s)
{
    size_t at = 1, from;
    ptrdiff_t end;

    if (at < s.len && s.p[at] == '/')
        at++;
    from = at;
    while (at < s.len && str_is_alnum(s.p[at]))
        at++;
    for (size_t i = 0; i < COUNT(elements); i++) {
        if (!str_is_nocase(str_sub(s, from, at - from), elements[i]))
            continue;
        if (at < s.len && s.p[at] != '>' && s.p[at] != '/' &&
            !str_is_space(s.p[at]))
            return 0;
        end = str_find_char(str_sub(s, 0, TAG_BYTES_MAX), '>', at);
        if (end >= 0)
            return (size_t)end + 1;
        /* Cut mid-tag: attributes to the end, or it is a sign. */
        return at == s.len || str_find_char(s, '=', at) >= 0 ? s.len : 0;
    }
    return 0;
}

static void
decode_entities(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len;) {
        uint32_t c;
        size_t len =
            s.p[i] == '&' ? xml_html_read_entity(str_sub(s, i, s.len), &c) : 0;

        if (len > 0)
            buf_add_utf8(out, c == 0xA0 || c < ' ' ? ' ' : c);
        else
            buf_addc(out, s.p[i]);
        i += len > 0 ? len : 1;
    }
}

static void
add_blank(struct buf *out)
{
    if (out->len > 0 && out->p[out->len - 1] != ' ')
        buf_addc(out, ' ');
}

static int
says_nothing(struct str s)
{
    for (size_t i = 0; i < COUNT(nothing); i++)
        if (str_is_nocase(s, nothing[i]))
            return 1;
    return 0;
}

void
notice_clean(struct buf *out, struct str s)
{
    struct buf plain = BUF_MAX(s.len * 3 + 16), text = BUF_MAX(s.len * 3 + 16);
    struct str t;

    decode_entities(&plain, s);
    t = buf_str(&plain);
    for (size_t i = 0; i < t.len;) {
        size_t tag = t.p[i] == '<' ? read_tag(str_sub(t, i, t.len)) : 0;

        if (tag > 0) {
            add_blank(&text);
            i += tag;
        } else if ((unsigned char)t.p[i] <= ' ') {
            add_blank(&text);
            i++;
        } else if (str_starts(str_sub(t, i, 2), STR("\xC2\xA0"))) {
            add_blank(&text);
            i += 2;
        } else {
            buf_addc(&text, t.p[i++]);
        }
    }
    t = str_trim(buf_str(&text));
    while (str_starts(t, STR("null ")))
        t = str_trim(str_sub(t, 5, t.len));
    if (!says_nothing(t))
        buf_adds(out, t);
    buf_clear(&plain);
    buf_clear(&text);
}

void
notice_set(struct recall *r, enum recall_field f, struct str s)
{
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES);

    notice_clean(&text, utf8_cut(s, LIMIT_FIELD_BYTES / 3 - 16));
    recall_set(r, f, buf_str(&text));
    buf_clear(&text);
}

/* Bytes of the separator at s.p[at], or 0. */
static size_t
separator_at(struct str s, size_t at, const char *separators)
{
    static const char *const commas[] = { "、", "，", "；", "｜" };

    if (s.p[at] == '\n' || s.p[at] == '\r')
        return 1;
    if (s.p[at] != '\0' && strchr(separators, s.p[at]) != NULL) {
        /* A comma between digits is part of a number: "1,6 mm". */
        if (s.p[at] == ',' && at > 0 && at + 1 < s.len &&
            str_is_digit(s.p[at - 1]) && str_is_digit(s.p[at + 1]))
            return 0;
        return 1;
    }
    if (strchr(separators, ',') != NULL)
        for (size_t i = 0; i < COUNT(commas); i++)
            if (str_starts(str_sub(s, at, 3), str_of(commas[i])))
                return 3;
    return 0;
}

/* Cut the next part off *rest; 0 when there is none left. */
static int
next_part(struct str *rest, const char *separators, struct str *part)
{
    size_t at = 0, width = 0;

    if (rest->len == 0)
        return 0;
    while (at < rest->len && (width = separator_at(*rest, at, separators)) == 0)
        at++;
    *part = str_sub(*rest, 0, at);
    *rest = str_sub(*rest, at + width, rest->len);
    return 1;
}

void
notice_add(
    struct recall *r, enum recall_list f, struct str s, const char *separators)
{
    struct buf text = BUF_MAX(LIMIT_SHORT_BYTES);
    struct str rest, part;
    struct buf plain = BUF_MAX(LIMIT_FIELD_BYTES);

    /* "&nbsp;" holds a separator: entities first. */
    decode_entities(&plain, utf8_cut(s, LIMIT_FIELD_BYTES / 3));
    rest = buf_str(&plain);
    while (next_part(&rest, separators, &part)) {
        buf_reset(&text);
        notice_clean(&text, utf8_cut(part, LIMIT_SHORT_BYTES / 3 - 16));
        recall_add(r, f, buf_str(&text));
    }
    buf_clear(&plain);
    buf_clear(&text);
}

void
notice_add_brand(struct buf *brands, struct str name)
{
    struct str rest = buf_str(brands), part;

    name = str_trim(name);
    while (rest.len > 0 && str_next(&rest, ';', &part))
        if (str_starts_nocase(name, str_trim(part)))
            return;
    if (name.len > 0 && brands->len > 0)
        buf_addz(brands, "; ");
    buf_adds(brands, name);
}

void
notice_add_extra(struct recall *r, const char *name, struct str s)
{
    struct js *array;

    if (r->extra == NULL)
        r->extra = js_new_object();
    array = js_get(r->extra, name);
    if (js_kind(array) != JS_ARRAY) {
        array = js_new_array();
        js_set(r->extra, name, array);
    }
    if (js_count(array) < LIMIT_LIST_ITEMS)
        js_add_text(array, s);
}

void
notice_add_extra_lines(struct recall *r, const char *name, struct str lines)
{
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES);
    struct str line;

    while (str_next_line(&lines, &line)) {
        buf_reset(&text);
        notice_clean(&text, line);
        if (text.len > 0)
            notice_add_extra(r, name, buf_str(&text));
    }
    buf_clear(&text);
}

void
notice_add_gtins(struct recall *r, struct str s)
{
    struct str part;

    while (next_part(&s, ",;|/", &part)) {
        char gtin[GTIN_BYTES];
        struct buf padded = BUF_MAX(64);
        struct str word;

        part = str_trim(utf8_cut(part, 60));
        buf_addc(&padded, '0');
        buf_adds(&padded, part);
        if (part.len == 0) {
            ;
        } else if (gtin_parse(part, gtin) == 0 ||
                   gtin_parse(buf_str(&padded), gtin) == 0) {
            recall_add(r, RECALL_GTINS, str_of(gtin));
        } else if (part.len > 14 && str_find_char(part, ' ', 0) > 0) {
            /* Several in one: "4006381333931 4006381333948". */
            while (str_next_word(&part, &word))
                if (gtin_parse(word, gtin) == 0)
                    recall_add(r, RECALL_GTINS, str_of(gtin));
                else
                    notice_add_extra(r, "barcodes_invalid", word);
        } else if (!says_nothing(part)) {
            notice_add_extra(r, "barcodes_invalid", part);
        }
        buf_clear(&padded);
    }
}

/* The longest beginning that no two months share, in three languages. */
static const struct {
    const char *stem;
    int month;
} months[] = { { "mardi", 0 } /* Tuesday */, { "jan", 1 }, { "jän", 1 },
    { "feb", 2 }, { "fev", 2 }, { "fév", 2 }, { "mar", 3 }, { "mär", 3 },
    { "maer", 3 }, { "apr", 4 }, { "avr", 4 }, { "may", 5 }, { "mai", 5 },
    { "juin", 6 }, { "jun", 6 }, { "juil", 7 }, { "jul", 7 }, { "aug", 8 },
    { "aou", 8 }, { "aoû", 8 }, { "sep", 9 }, { "oct", 10 }, { "okt", 10 },
    { "nov", 11 }, { "dec", 12 }, { "déc", 12 }, { "dez", 12 } };

int
notice_month(struct str word)
{
    for (size_t i = 0; i < COUNT(months); i++)
        if (str_starts_nocase(word, str_of(months[i].stem)))
            return months[i].month;
    return 0;
}

static int
is_letter(char c)
{
    return str_is_alpha(c) || (unsigned char)c >= 0x80;
}

/* The numbers of a date in order and where a month stood in words. */
static void
read_parts(struct str s, int number[3], int *count, int *month)
{
    *count = 0;
    *month = 0;
    for (size_t i = 0; i < s.len && *count < 3;) {
        size_t from = i;

        if (str_is_digit(s.p[i])) {
            number[*count] = 0;
            while (i < s.len && str_is_digit(s.p[i]) && i - from < 8)
                number[*count] = number[*count] * 10 + s.p[i++] - '0';
            ++*count;
        } else if (is_letter(s.p[i])) {
            while (i < s.len && is_letter(s.p[i]))
                i++;
            if (s.p[from] == 'T' && i - from == 1) /* the time follows */
                break;
            if (*month == 0)
                *month = notice_month(str_sub(s, from, i - from));
        } else {
            i++;
        }
    }
}

int
notice_date_in(
    struct str s, enum notice_order order, char out[NOTICE_DATE_BYTES])
{
    int n[3] = { 0 }, count, month, year, day;
    char text[40];

    read_parts(str_sub(str_trim(s), 0, 40), n, &count, &month);
    if (month > 0 && count >= 2) {
        day = n[0];
        year = n[1];
    } else if (month == 0 && count > 0 && n[0] > 9999999) {
        year = n[0] / 10000; /* 20260925 */
        month = n[0] / 100 % 100;
        day = n[0] % 100;
    } else if (month == 0 && count == 3) {
        int year_first = n[0] > 31;
        int swap = !year_first && order == NOTICE_MONTH_FIRST;

        year = year_first ? n[0] : n[2];
        month = swap ? n[0] : n[1];
        day = year_first ? n[2] : swap ? n[1] : n[0];
    } else {
        return -1;
    }
    if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 ||
        day > 31)
        return -1;
    snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
    memcpy(out, text, NOTICE_DATE_BYTES);
    return 0;
}

int
notice_date(struct str s, char out[NOTICE_DATE_BYTES])
{
    return notice_date_in(s, NOTICE_DAY_FIRST, out);
}

void
notice_set_date(struct recall *r, struct str s)
{
    char date[NOTICE_DATE_BYTES];

    if (notice_date(s, date) == 0)
        recall_set(r, RECALL_PUBLISHED, str_of(date));
    else
        recall_set(r, RECALL_PUBLISHED, STR_NONE);
}

void
notice_set_country(struct recall *r, enum recall_field f, struct str s)
{
    char code[COUNTRY_BYTES];

    if (country_find(s, code) == 0)
        recall_set(r, f, str_of(code));
    else
        notice_set(r, f, s);
}

void
notice_add_hazards(struct recall *r, struct str s)
{
    unsigned bits = hazard_read_in(s, recall_get(r, RECALL_LANGUAGE));

    for (size_t h = 0; h < HAZARDS; h++)
        if (bits & 1u << h)
            recall_add(r, RECALL_HAZARDS, str_of(hazard_name((enum hazard)h)));
}
