#include "core/party.h"

#include "base/fold.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "core/country.h"
#include "core/limits.h"
#include "core/model_key.h"
#include "core/url.h"

#include <stdlib.h>

/* Words of a name or an address that are looked at. */
#define WORDS_MAX 64
#define WORD_BYTES 64
/* Digits of a telephone number: ITU-T E.164 allows 15; fewer than 7 are an
 * extension or a house number. */
#define PHONE_DIGITS_MIN 7
#define PHONE_DIGITS_MAX 15
/* How far before a number its label may stand. */
#define PHONE_LABEL_BYTES 16
/* A place: shorter keys are a town or a country. */
#define ADDRESS_BYTES_MIN 10

static const struct {
    const char *name;
    enum listing_field named, address, email, url, country;
} roles[PARTY_ROLES] = {
    [PARTY_SELLER] = { "seller", LISTING_SELLER_NAME, LISTING_SELLER_ADDRESS,
        LISTING_SELLER_EMAIL, LISTING_SELLER_URL, LISTING_SELLER_COUNTRY },
    [PARTY_MANUFACTURER] = { "manufacturer", LISTING_MANUFACTURER_NAME,
        LISTING_MANUFACTURER_ADDRESS, LISTING_MANUFACTURER_EMAIL,
        LISTING_MANUFACTURER_URL, LISTING_MANUFACTURER_COUNTRY },
    [PARTY_RESPONSIBLE] = { "responsible_person", LISTING_RP_NAME,
        LISTING_RP_ADDRESS, LISTING_RP_EMAIL, LISTING_FIELDS,
        LISTING_RP_COUNTRY },
};

static const char *const trait_names[PARTY_TRAITS] = { "name", "email", "phone",
    "address", "domain" };

const char *
party_role_name(enum party_role r)
{
    return roles[r].name;
}

const char *
party_trait_name(enum party_trait t)
{
    return trait_names[t];
}

int
party_role_find(enum party_role *out, struct str name)
{
    for (int r = 0; r < PARTY_ROLES; r++)
        if (str_is(name, roles[r].name)) {
            *out = (enum party_role)r;
            return 0;
        }
    return -1;
}

/* --- words --- */

struct words {
    char word[WORDS_MAX][WORD_BYTES];
    size_t count;
};

/* "ae" for "ä" is as common as "a": both become "a". */
static void
without_umlauts(char *word)
{
    char *to = word;

    for (const char *p = word; *p != '\0'; p++) {
        *to++ = *p;
        if ((*p == 'a' || *p == 'o' || *p == 'u') && p[1] == 'e')
            p++;
    }
    *to = '\0';
}

static int
is_separator(char c)
{
    return str_is_space(c) || c == ',' || c == ';' || c == '/' || c == '|' ||
           c == '(' || c == ')' || c == '&' || c == '+' || c == ':';
}

/* Split a text into words under their keys; dots and hyphens within a word
 * are dropped ("G.m.b.H." is "gmbh"). */
static void
read_words(struct words *w, struct str text)
{
    struct buf folded = BUF_MAX(18 * LIMIT_SHORT_BYTES + 64);
    size_t at = 0;

    w->count = 0;
    fold_key(&folded, utf8_cut(text, LIMIT_SHORT_BYTES));
    while (at < folded.len && w->count < WORDS_MAX) {
        struct buf key = BUF_MAX(WORD_BYTES - 1);
        size_t from;

        while (at < folded.len && is_separator(folded.p[at]))
            at++;
        for (from = at; at < folded.len && !is_separator(folded.p[at]); at++)
            ;
        if (model_key_folded(
                &key, utf8_cut(str_sub(buf_str(&folded), from, at - from),
                          WORD_BYTES - 1)) == 0) {
            memcpy(w->word[w->count], buf_text(&key), key.len + 1);
            without_umlauts(w->word[w->count++]);
        }
        buf_clear(&key);
    }
    buf_clear(&folded);
}

static int
is_one_of(const char *word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, list[i]) == 0)
            return 1;
    return 0;
}

/* --- names --- */

static int
is_legal_form(const char *word)
{
    static const char *const forms[] = { "gmbh", "mbh", "ggmbh", "gesmbh", "ag",
        "kg", "kgaa", "ohg", "ug", "haftungsbeschrankt", "ek", "ekfm", "ev",
        "eg", "gbr", "inh", "inhaber", "se", "co", "company", "corp",
        "corporation", "inc", "incorporated", "llc", "ltd", "limited", "lp",
        "llp", "plc", "pty", "pte", "private", "pvt", "bv", "nv", "vof", "sa",
        "sas", "sasu", "sarl", "eurl", "sl", "slu", "srl", "srls", "spa", "snc",
        "ab", "as", "asa", "aps", "oy", "oyj", "hb", "doo", "dd", "ad", "eood",
        "ood", "sro", "spzoo", "zoo", "kft", "zrt", "bt", "lda", "ltda", "sia",
        "uab", "ou", "kk", "sdnbhd", "bhd", "sdn", "trading", "und", "and",
        "u" };

    return is_one_of(word, forms, COUNT(forms));
}

/* What a Chinese company's or shop's name ends in; the longer ones first. */
static void
cut_chinese(char *key)
{
    static const char *const ends[] = { "有限责任公司", "股份有限公司",
        "有限公司", "集团公司", "公司", "工厂", "商行", "经营部", "旗舰店",
        "专营店", "专卖店", "企业店", "官方店", "集团" };
    size_t len = strlen(key), before;

    do {
        before = len;
        for (size_t i = 0; i < COUNT(ends); i++) {
            struct str end = str_of(ends[i]);

            if (len > end.len && str_ends((struct str){ key, len }, end))
                len -= end.len;
        }
    } while (len < before);
    key[len] = '\0';
}

/* "深圳市" is also written "深圳": 市 or 省 as third or fourth character. */
static void
cut_place_kind(char *key)
{
    static const char *const kinds[] = { "市", "省" };

    for (size_t at = 6; at <= 9 && at + 3 < strlen(key); at += 3)
        for (size_t i = 0; i < COUNT(kinds); i++)
            if (memcmp(key + at, kinds[i], 3) == 0) {
                memmove(key + at, key + at + 3, strlen(key + at + 3) + 1);
                return;
            }
}

int
party_name_key(struct buf *out, struct str name)
{
    struct buf joined = BUF_MAX(PARTY_KEY_BYTES);
    struct words *w = mem_new(sizeof *w);
    char *key;
    int rc;

    read_words(w, name);
    while (w->count > 1 && is_legal_form(w->word[w->count - 1]))
        w->count--;
    for (size_t i = 0; i < w->count; i++)
        buf_addz(&joined, w->word[i]);
    key = buf_take(&joined);
    if ((unsigned char)key[0] >= 0xE3) {
        cut_chinese(key);
        cut_place_kind(key);
    }
    rc = key[0] != '\0' ? buf_addz(out, key) : -1;
    free(key);
    free(w);
    return rc;
}

/* --- addresses --- */

static int
by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* "Hauptstraße", "Hauptstrasse" and "Hauptstr." are one. */
static void
shorten_street(char *word)
{
    static const struct {
        const char *end, *as;
    } kinds[] = { { "strasse", "str" }, { "street", "st" }, { "road", "rd" },
        { "avenue", "ave" }, { "building", "bldg" }, { "floor", "fl" } };
    size_t len = strlen(word);

    for (size_t i = 0; i < COUNT(kinds); i++) {
        size_t end = strlen(kinds[i].end);

        if (len >= end && strcmp(word + len - end, kinds[i].end) == 0 &&
            (len == end || i == 0))
            memcpy(word + len - end, kinds[i].as, strlen(kinds[i].as) + 1);
    }
}

/* "Haupt Str." is "Hauptstr.". */
static void
join_street(struct words *w)
{
    for (size_t i = 1; i < w->count; i++) {
        size_t len = strlen(w->word[i - 1]);

        if (strcmp(w->word[i], "str") != 0 || len + 4 > WORD_BYTES)
            continue;
        memcpy(w->word[i - 1] + len, "str", 4);
        memmove(
            w->word[i], w->word[i + 1], (w->count - i - 1) * sizeof w->word[0]);
        w->count--;
    }
}

static int
has_digit(const char *word)
{
    return strpbrk(word, "0123456789") != NULL;
}

/* Codes of two letters are words of addresses as well: "St", "In". */
static int
is_country(const char *word)
{
    char country[COUNTRY_BYTES];

    return strlen(word) > 3 && country_find(str_of(word), country) == 0;
}

/* The country stands first or last, if it does. */
static void
drop_country(struct words *w)
{
    if (w->count > 0 && is_country(w->word[w->count - 1]))
        w->count--;
    if (w->count > 0 && is_country(w->word[0]))
        memmove(w->word[0], w->word[1], --w->count * sizeof w->word[0]);
}

int
party_address_key(struct buf *out, struct str address)
{
    struct words *w = mem_new(sizeof *w);
    struct buf key = BUF_MAX(PARTY_KEY_BYTES);
    int digits = 0, rc = -1;

    read_words(w, address);
    drop_country(w);
    for (size_t i = 0; i < w->count; i++)
        shorten_street(w->word[i]);
    join_street(w);
    qsort(w->word, w->count, sizeof w->word[0], by_text);
    for (size_t i = 0; i < w->count; i++) {
        if (i > 0 && strcmp(w->word[i], w->word[i - 1]) == 0)
            continue;
        digits |= has_digit(w->word[i]);
        if (key.len > 0)
            buf_addc(&key, ' ');
        buf_addz(&key, w->word[i]);
    }
    if (digits && key.len >= ADDRESS_BYTES_MIN)
        rc = buf_adds(out, buf_str(&key));
    buf_clear(&key);
    free(w);
    return rc;
}

/* --- e-mail, telephone, domain --- */

/* Who has an address there says nothing by it. By registrable domain. */
static int
is_mail_host(struct str domain)
{
    static const char *const hosts[] = { "gmail.com", "googlemail.com",
        "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com",
        "yahoo.de", "yahoo.co.uk", "yahoo.fr", "icloud.com", "me.com",
        "aol.com", "gmx.de", "gmx.net", "gmx.com", "web.de", "t-online.de",
        "freenet.de", "mail.com", "mail.ru", "yandex.ru", "yandex.com",
        "proton.me", "protonmail.com", "qq.com", "163.com", "126.com",
        "yeah.net", "sina.com", "sina.cn", "sohu.com", "foxmail.com", "139.com",
        "189.cn", "aliyun.com", "orange.fr", "free.fr", "laposte.net",
        "libero.it", "wp.pl", "o2.pl", "naver.com", "zoho.com" };

    for (size_t i = 0; i < COUNT(hosts); i++)
        if (str_is(domain, hosts[i]))
            return 1;
    return 0;
}

static int
is_mail_char(char c)
{
    return str_is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '%' ||
           c == '\'';
}

int
party_email_key(struct buf *out, struct str email)
{
    struct buf key = BUF_MAX(PARTY_KEY_BYTES);
    struct str s = str_trim(email), host;
    ptrdiff_t at;
    int rc = -1;

    if (str_starts_nocase(s, STR("mailto:")))
        s = str_sub(s, 7, s.len);
    at = str_find_char(s, '@', 0);
    if (at <= 0)
        goto out;
    for (ptrdiff_t i = 0; i < at && s.p[i] != '+'; i++) {
        if (!is_mail_char(s.p[i]))
            goto out;
        buf_addc(&key, str_lower(s.p[i]));
    }
    buf_addc(&key, '@');
    host = str_sub(s, (size_t)at + 1, s.len);
    for (size_t i = 0; i < host.len; i++) {
        if (!str_is_alnum(host.p[i]) && host.p[i] != '.' && host.p[i] != '-')
            goto out;
        buf_addc(&key, str_lower(host.p[i]));
    }
    if (str_find_char(host, '.', 0) > 0 && !key.over && key.p[0] != '@')
        rc = buf_adds(out, buf_str(&key));
out:
    buf_clear(&key);
    return rc;
}

int
party_domain_key(struct buf *out, struct str address)
{
    struct buf email = BUF_MAX(PARTY_KEY_BYTES);
    struct str host = STR_NONE, domain;

    if (party_email_key(&email, address) == 0)
        host = str_sub(buf_str(&email),
            (size_t)str_find_char(buf_str(&email), '@', 0) + 1, email.len);
    else if (str_starts_nocase(address, STR("http://")) ||
             str_starts_nocase(address, STR("https://")))
        host = url_host_of(address);
    domain = host.len > 0 && !url_host_is_address(host)
                 ? url_registrable_domain(host)
                 : STR_NONE;
    if (domain.len > 0 && domain.len < PARTY_KEY_BYTES &&
        str_find_char(domain, '.', 0) > 0 && !is_mail_host(domain)) {
        for (size_t i = 0; i < domain.len; i++)
            buf_addc(out, str_lower(domain.p[i]));
        buf_clear(&email);
        return 0;
    }
    buf_clear(&email);
    return -1;
}

static int
is_phone_filler(char c)
{
    return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')';
}

/* A number is one with a "+", or with a label before it. */
static int
has_phone_label(struct str text, size_t at)
{
    static const char *const labels[] = { "tel", "phone", "fon", "mobil",
        "电话", "手机", "電話", "hotline" };
    size_t from = at > PHONE_LABEL_BYTES ? at - PHONE_LABEL_BYTES : 0;
    struct str before = str_sub(text, from, at - from);

    for (size_t i = 0; i < COUNT(labels); i++)
        if (str_find_nocase(before, str_of(labels[i]), 0) >= 0)
            return 1;
    return 0;
}

/* The digits at `at`; *end is behind them. */
static size_t
read_digits(
    struct str text, size_t at, char digits[PHONE_DIGITS_MAX + 1], size_t *end)
{
    size_t count = 0;

    *end = at;
    for (size_t i = at; i < text.len; i++) {
        if (str_is_digit(text.p[i])) {
            if (count == PHONE_DIGITS_MAX)
                return 0;
            digits[count++] = text.p[i];
            *end = i + 1;
        } else if (!is_phone_filler(text.p[i])) {
            break;
        }
    }
    digits[count] = '\0';
    return count;
}

int
party_phone_key(struct buf *out, struct str text)
{
    text = str_sub(text, 0, LIMIT_SHORT_BYTES);
    for (size_t at = 0; at < text.len; at++) {
        char digits[PHONE_DIGITS_MAX + 1];
        int plus = text.p[at] == '+';
        size_t end, count;

        if (!plus && !str_is_digit(text.p[at]))
            continue;
        count = read_digits(text, at + (size_t)plus, digits, &end);
        if (count >= PHONE_DIGITS_MIN && (plus || has_phone_label(text, at))) {
            int country = !plus && digits[0] == '0' && digits[1] == '0';

            buf_addf(out, "%s%s", plus || country ? "+" : "",
                digits + (country ? 2 : 0));
            return 0;
        }
        if (end > at)
            at = end - 1;
    }
    return -1;
}

/* --- a listing --- */

static void
set_trait(struct party *p, enum party_trait trait,
    int (*make)(struct buf *out, struct str text), struct str text)
{
    struct buf key = BUF_MAX(PARTY_KEY_BYTES);

    if (p->trait[trait] == NULL && text.len > 0 && make(&key, text) == 0 &&
        !key.over && key.len > 0) {
        p->trait[trait] = buf_take(&key);
        /* A number and a domain are parts of what they were read from. */
        p->shown[trait] = trait == PARTY_PHONE || trait == PARTY_DOMAIN
                              ? str_of(p->trait[trait])
                              : text;
    }
    buf_clear(&key);
}

/* A seller's page on the market is the market's, not the seller's. */
static int
is_of_market(const struct listing *l, struct str url)
{
    return str_eq_nocase(url_registrable_domain(url_host_of(url)),
        url_registrable_domain(listing_get(l, LISTING_MARKET)));
}

/* What tells sellers of one name apart: see core/party.h. */
static struct str
identity_of(const struct party *p, const struct listing *l)
{
    static const enum party_trait stronger[] = { PARTY_EMAIL, PARTY_DOMAIN,
        PARTY_PHONE, PARTY_ADDRESS };

    for (size_t i = 0; i < COUNT(stronger); i++)
        if (p->trait[stronger[i]] != NULL)
            return str_of(p->trait[stronger[i]]);
    return listing_get(l, LISTING_MARKET);
}

static char *
key_of(const struct party *p, const struct listing *l)
{
    static const enum party_trait named[] = { PARTY_NAME, PARTY_EMAIL,
        PARTY_DOMAIN };
    struct buf key = BUF_MAX(2 * PARTY_KEY_BYTES + LIMIT_SHORT_BYTES + 2);
    size_t i = 0;

    while (i < COUNT(named) && p->trait[named[i]] == NULL)
        i++;
    if (i == COUNT(named))
        return NULL;
    buf_addz(&key, p->trait[named[i]]);
    if (p->role == PARTY_SELLER && named[i] == PARTY_NAME)
        buf_addf(&key, " " STR_FMT, STR_ARG(identity_of(p, l)));
    return buf_take(&key);
}

int
party_read(struct party *out, const struct listing *l, enum party_role role)
{
    struct str address = listing_get(l, roles[role].address);
    struct str email = listing_get(l, roles[role].email);
    struct str url = roles[role].url == LISTING_FIELDS
                         ? STR_NONE
                         : listing_get(l, roles[role].url);

    *out = (struct party){ .role = role,
        .name = listing_get(l, roles[role].named),
        .country = listing_get(l, roles[role].country) };
    set_trait(out, PARTY_NAME, party_name_key, out->name);
    set_trait(out, PARTY_EMAIL, party_email_key, email);
    set_trait(out, PARTY_PHONE, party_phone_key, address);
    set_trait(out, PARTY_ADDRESS, party_address_key, address);
    set_trait(out, PARTY_DOMAIN, party_domain_key, email);
    if (url.len > 0 && !is_of_market(l, url))
        set_trait(out, PARTY_DOMAIN, party_domain_key, url);
    out->key = key_of(out, l);
    if (out->key == NULL)
        party_clear(out);
    return out->key != NULL;
}

void
party_clear(struct party *p)
{
    free(p->key);
    p->key = NULL;
    for (int t = 0; t < PARTY_TRAITS; t++) {
        free(p->trait[t]);
        p->trait[t] = NULL;
    }
}
