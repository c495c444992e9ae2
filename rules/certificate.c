#include "rules/certificate.h"

#include "base/mem.h"
#include "core/gtin.h"
#include "rules/gs1_link.h"

#include <string.h>

/* Longer than any number of these kinds. */
#define NUMBER_MAX 40

/* Words between a label and its number; each may be followed by signs. The
 * second kind announces a number, the first does not. Longest first. */
static const char *const filler[] = { "registration", "registrierung",
    "certification", "certificate", "zertifikat", "certified", "packaging",
    "register", "reg", "cert", "mark", "body", "kennzeichnung", "认证", "证书",
    "产品", "商品", "机构", "de" };
static const char *const announces[] = { "identification number",
    "registrierungsnummer", "zertifikatsnummer", "kennnummer", "nummer",
    "number", "编号", "号码", "代码", "코드", "번호", "code", "nr", "no", "id",
    "号" };

static const struct {
    const char *name, *label;
    size_t least; /* digits below which it is no such number at all, but for
                     those of KC by its shape */
} kinds[] = {
    { "CCC",
        "ccc|3c(?=认证|证书|编号| ?(?:cert|no|nr|number))|"
        "china compulsory certific\\w+|强制性?(?:产品)?认证",
        8 },
    { "CE-body",
        "ce(?= ?[(:]? ?\\d)|ce(?=\\d{3,5}(?!\\w))|notified body|"
        "benannte stelle|公告机构",
        3 },
    { "WEEE", "weee|elektrog|stiftung ear", 4 },
    { "LUCID", "lucid|verpackungsregister|verpackg", 6 },
    { "KC", "kc", 5 },
    { "CAS", "cas", 5 },
    { "GTIN",
        "gtin(?:-?(?:8|12|13|14))?|ean(?:-?(?:8|13))?(?:-?code)?|upc(?:-?a)?|"
        "isbn(?:-?1[03])?|barcode|strichcode|商品条码|条形码|条码",
        6 },
    { "GS1-link", "https?://[^ /]{3,100}(?:/[^ /]{1,60}){0,4}?/(?:01|gtin)/",
        0 },
};

int
certificate_kind_find(enum certificate_kind *out, struct str name)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_is_nocase(name, kinds[i].name)) {
            *out = (enum certificate_kind)i;
            return 0;
        }
    return -1;
}

const char *
certificate_kind_name(enum certificate_kind k)
{
    return kinds[k].name;
}

const char *
certificate_label(enum certificate_kind k)
{
    return kinds[k].label;
}

/* --- well formed --- */

static int
all_digits(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!str_is_digit(s.p[i]))
            return 0;
    return s.len > 0;
}

static int
two_digits(struct str s, size_t at)
{
    return (s.p[at] - '0') * 10 + (s.p[at + 1] - '0');
}

/* Year of issue, body, class of product, serial number: 4 + 2 + 4 + 6
 * digits. The first certificates of 2002 had 12. */
static int
is_ccc(struct str s)
{
    if (!all_digits(s))
        return 0;
    if (s.len == 12)
        return 1;
    return s.len == 16 && two_digits(s, 0) == 20 && two_digits(s, 2) >= 2 &&
           two_digits(s, 4) > 0;
}

static int
starts_with_shape(struct str s, const char *shape)
{
    size_t i = 0;

    for (; shape[i] != '\0' && i < s.len; i++)
        if (shape[i] == 'a'   ? !str_is_alpha(s.p[i])
            : shape[i] == '9' ? !str_is_digit(s.p[i])
                              : shape[i] != s.p[i])
            return 0;
    return shape[i] == '\0';
}

/* Electrical safety "HU07123-12345A", living and children's products
 * "CB061R123-4001", radio "R-C-ABC-X1", "MSIP-CRM-ABC-X1". */
static int
is_kc(struct str s)
{
    static const char *const shapes[] = { "aa99999-9999", "aa999999-9999",
        "aa999a999-9999", "aa999a9999-9999", "a999a999-9999", "a99a999-9999",
        "r-a-aaa-", "msip-aaa-", "kcc-aaa-" };

    for (size_t i = 0; i < COUNT(shapes); i++)
        if (starts_with_shape(s, shapes[i]) && s.len <= 30)
            return 1;
    return 0;
}

int
certificate_is_cas(struct str s)
{
    int sum = 0, weight = 0;

    if (s.len < 7 || s.len > 12 || s.p[s.len - 2] != '-' ||
        s.p[s.len - 5] != '-' || !str_is_digit(s.p[s.len - 1]))
        return 0;
    for (size_t i = s.len - 2; i-- > 0;) {
        if (i == s.len - 5)
            continue;
        if (!str_is_digit(s.p[i]))
            return 0;
        sum += ++weight * (s.p[i] - '0');
    }
    return sum % 10 == s.p[s.len - 1] - '0';
}

/* s: lower case, without blanks; hyphens only where the kind has them. */
static int
well_formed(enum certificate_kind k, struct str s)
{
    char gtin[GTIN_BYTES];
    struct str bare = str_starts(s, STR("de")) ? str_sub(s, 2, s.len) : s;

    switch (k) {
    case CERTIFICATE_CCC:
        return is_ccc(s);
    case CERTIFICATE_CE_BODY:
        return s.len == 4 && all_digits(s) && !str_is(s, "0000");
    case CERTIFICATE_WEEE:
        return bare.len == 8 && all_digits(bare);
    case CERTIFICATE_LUCID:
        return bare.len == 13 && all_digits(bare);
    case CERTIFICATE_KC:
        return is_kc(s);
    case CERTIFICATE_CAS:
        return certificate_is_cas(s);
    default:
        return gtin_parse(s, gtin) == 0 || gtin_parse_isbn10(s, gtin) == 0;
    }
}

int
certificate_has_digits(enum certificate_kind k, struct str s)
{
    size_t digits = 0, least = k == CERTIFICATE_KC ? 0 : kinds[k].least;

    for (size_t i = 0; i < s.len && digits < least; i++)
        digits += (size_t)str_is_digit(s.p[i]);
    return digits >= least;
}

/* --- where it stands --- */

static int
skip_word(struct str s, size_t *at, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct str w = str_of(words[i]);
        size_t end = *at + w.len;

        if (!str_starts(str_sub(s, *at, s.len), w))
            continue;
        /* "no" is a word of its own, "编号" need not be; "de" may touch the
         * number. */
        if (str_is_alpha(w.p[0]) && end < s.len && str_is_alpha(s.p[end]))
            continue;
        *at = end;
        return 1;
    }
    return 0;
}

/* Step over blanks, signs and filler behind a label. Returns 1 if a number
 * is announced. */
static int
skip_filler(struct str s, size_t *at)
{
    int announced = 0;

    while (*at < s.len) {
        char c = s.p[*at];

        if (c == ' ' || strchr(".:#()_-", c) != NULL) {
            announced |= c == ':' || c == '#';
            (*at)++;
        } else if (skip_word(s, at, announces, COUNT(announces))) {
            announced = 1;
        } else if (!skip_word(s, at, filler, COUNT(filler))) {
            break;
        }
    }
    return announced;
}

static int
keeps_signs(enum certificate_kind k)
{
    return k == CERTIFICATE_KC || k == CERTIFICATE_CAS;
}

/* A number ends where no letter, digit, slash or decimal follows: "2012/19"
 * is a law, "220 V" has been cut off before. */
static int
ends_here(struct str s, size_t at)
{
    if (at >= s.len)
        return 1;
    if (str_is_alnum(s.p[at]) || s.p[at] == '/')
        return 0;
    return !((s.p[at] == '.' || s.p[at] == ',') && at + 1 < s.len &&
             str_is_digit(s.p[at + 1]));
}

struct number {
    char text[NUMBER_MAX];
    size_t len, digits;
};

/* Read one group of letters and digits at *at into n. */
static int
read_group(struct str s, size_t *at, enum certificate_kind k, struct number *n)
{
    size_t start = *at;

    while (*at < s.len && n->len < NUMBER_MAX &&
           (str_is_digit(s.p[*at]) ||
               (str_is_alpha(s.p[*at]) &&
                   (k == CERTIFICATE_KC || k == CERTIFICATE_GTIN ||
                       n->digits == 0)))) {
        n->digits += (size_t)str_is_digit(s.p[*at]);
        n->text[n->len++] = s.p[(*at)++];
    }
    return *at > start;
}

int
certificate_read(enum certificate_kind k, struct str s, size_t at, int labelled,
    size_t *start, size_t *end, int *valid)
{
    struct number n = { .len = 0 };
    size_t from = at, last = at, sound = 0;
    int announced;

    if (k == CERTIFICATE_GS1_LINK) {
        *start = at;
        *valid = gs1_link_read(s, at, end);
        return *end > at;
    }
    announced = skip_filler(s, &at) || labelled;
    /* "CE0123" says what it is, "CE 220 V" does not. */
    if (k == CERTIFICATE_CE_BODY && at == from)
        announced = 1;
    *start = at;
    while (read_group(s, &at, k, &n)) {
        last = at;
        if (ends_here(s, at) && well_formed(k, (struct str){ n.text, n.len }))
            *end = sound = at; /* the longest that is */
        if (at + 1 >= s.len || n.len + 1 >= NUMBER_MAX ||
            (s.p[at] != ' ' && s.p[at] != '-') || !str_is_alnum(s.p[at + 1]))
            break;
        if (s.p[at] == ' ' && !str_is_digit(s.p[at + 1]))
            break; /* the next word */
        if (s.p[at] == '-' && keeps_signs(k))
            n.text[n.len++] = '-';
        at++;
    }
    *valid = sound > 0;
    if (sound > 0)
        return 1;
    *end = last;
    return announced && n.digits >= kinds[k].least && ends_here(s, last);
}
