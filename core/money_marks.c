#include "core/money_marks.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <string.h>

#define DOLLARS                                                                \
    "USD AUD CAD NZD HKD SGD TWD MXN ARS CLP COP UYU BRL JMD TTD BBD BSD "     \
    "BZD FJD GYD LRD NAD SRD XCD BMD BND KYD SBD DOP CUP NIO"
#define CROWNS "SEK NOK DKK ISK CZK"
#define POUNDS "GBP EGP LBP SYP SDG GIP FKP SHP"
#define RUPEES "INR PKR LKR NPR MUR SCR"
#define YUANS "CNY TWD HKD MOP"
#define YENS "CNY JPY"
#define DINARS "RSD BAM MKD KWD BHD JOD DZD IQD TND LYD"
#define RIALS "SAR QAR OMR YER IRR"

struct entry {
    char text[16]; /* in place: the table is read from end to end */
    const char *code, *family;
    enum money_mark_kind kind;
};

#define S(text, code)                                                          \
    {                                                                          \
        text, code, NULL, MONEY_MARK_SIGN                                      \
    }
#define W(text, code)                                                          \
    {                                                                          \
        text, code, NULL, MONEY_MARK_WORD                                      \
    }
#define F(text, code, family, kind)                                            \
    {                                                                          \
        text, code, family, MONEY_MARK_##kind                                  \
    }

/* Signs by Unicode's currency block and by use; words as shops of the country
 * write them. A sign of several currencies stands for the one with the most
 * online trade, unless the hint names another of its family: "$" is US, "kr"
 * is Swedish, "¥" and "元" are Chinese. */
static const struct entry entries[] = {
    /* dollars */
    F("$", "USD", DOLLARS, SIGN),
    W("US$", "USD"),
    W("US $", "USD"),
    W("USD$", "USD"),
    W("U$S", "USD"),
    W("U$D", "USD"),
    W("A$", "AUD"),
    W("AU$", "AUD"),
    W("AU $", "AUD"),
    W("AUD$", "AUD"),
    W("C$", "CAD"),
    W("CA$", "CAD"),
    W("CAN$", "CAD"),
    W("CAD$", "CAD"),
    W("CDN$", "CAD"),
    W("NZ$", "NZD"),
    W("HK$", "HKD"),
    W("HKD$", "HKD"),
    W("S$", "SGD"),
    W("SG$", "SGD"),
    W("SGD$", "SGD"),
    W("NT$", "TWD"),
    W("NTD", "TWD"),
    W("TW$", "TWD"),
    W("MX$", "MXN"),
    W("Mex$", "MXN"),
    W("MXN$", "MXN"),
    W("R$", "BRL"),
    W("RD$", "DOP"),
    W("J$", "JMD"),
    W("JA$", "JMD"),
    W("T$", "TOP"),
    W("TT$", "TTD"),
    W("BZ$", "BZD"),
    W("BDS$", "BBD"),
    W("B$", "BND"),
    W("FJ$", "FJD"),
    W("GY$", "GYD"),
    W("G$", "GYD"),
    W("L$", "LRD"),
    W("N$", "NAD"),
    W("EC$", "XCD"),
    W("CI$", "KYD"),
    W("SI$", "SBD"),
    W("Z$", "ZWL"),
    W("CUC$", "CUC"),
    W("C$C", "CUC"),
    W("MOP$", "MOP"),
    W("CLP$", "CLP"),
    W("COP$", "COP"),
    W("AR$", "ARS"),
    W("$U", "UYU"),
    W("$b", "BOB"),
    F("dollar", "USD", DOLLARS, WORD),
    F("dollars", "USD", DOLLARS, WORD),
    F("Dollar", "USD", DOLLARS, WORD),
    S("美元", "USD"),
    S("美金", "USD"),
    S("港币", "HKD"),
    S("港元", "HKD"),
    S("港幣", "HKD"),
    S("新台币", "TWD"),
    S("新臺幣", "TWD"),
    S("新台幣", "TWD"),
    S("欧元", "EUR"),
    S("歐元", "EUR"),
    S("英镑", "GBP"),
    S("日元", "JPY"),
    S("日圓", "JPY"),
    /* euro, pound, franc */
    S("€", "EUR"),
    W("euro", "EUR"),
    W("Euro", "EUR"),
    W("EURO", "EUR"),
    W("euros", "EUR"),
    W("Euros", "EUR"),
    W("ευρώ", "EUR"),
    W("евро", "EUR"),
    W("evro", "EUR"),
    W("eur", "EUR"),
    W("Eur", "EUR"),
    F("£", "GBP", POUNDS, SIGN),
    F("₤", "GBP", "GBP ITL TRY", SIGN),
    W("pound", "GBP"),
    W("pounds", "GBP"),
    W("stg", "GBP"),
    W("gbp", "GBP"),
    W("GB£", "GBP"),
    W("UK£", "GBP"),
    W("E£", "EGP"),
    F("LE", "EGP", NULL, WEAK),
    W("L.E.", "EGP"),
    W("Fr", "CHF"),
    W("Fr.", "CHF"),
    W("SFr", "CHF"),
    W("SFr.", "CHF"),
    W("sFr.", "CHF"),
    W("CHf", "CHF"),
    W("chf", "CHF"),
    W("Chf", "CHF"),
    W("francs", "CHF"),
    W("₣", "CHF"),
    /* east Asia */
    F("¥", "CNY", YENS, SIGN),
    W("CN¥", "CNY"),
    W("JP¥", "JPY"),
    W("RMB", "CNY"),
    W("RMB¥", "CNY"),
    W("rmb", "CNY"),
    W("Rmb", "CNY"),
    W("yuan", "CNY"),
    F("元", "CNY", YUANS, SIGN),
    F("圆", "CNY", YUANS, SIGN),
    F("圓", "CNY", YUANS, SIGN),
    S("人民币", "CNY"),
    S("人民幣", "CNY"),
    S("块", "CNY"),
    S("円", "JPY"),
    W("yen", "JPY"),
    W("Yen", "JPY"),
    S("₩", "KRW"),
    S("원", "KRW"),
    F("won", "KRW", NULL, WEAK),
    S("₮", "MNT"),
    /* south and south-east Asia */
    S("₹", "INR"),
    F("₨", "INR", RUPEES, SIGN),
    F("Rs", "INR", RUPEES, WORD),
    F("Rs.", "INR", RUPEES, WORD),
    F("Re", "INR", RUPEES, WEAK),
    F("rs.", "INR", RUPEES, WORD),
    F("RS.", "INR", RUPEES, WORD),
    S("रू", "NPR"),
    S("रु", "INR"),
    S("৳", "BDT"),
    W("Tk", "BDT"),
    W("Tk.", "BDT"),
    W("රු", "LKR"),
    W("ரூ", "INR"),
    S("฿", "THB"),
    W("บาท", "THB"),
    S("₫", "VND"),
    W("đ", "VND"),
    W("Đ", "VND"),
    W("VNĐ", "VND"),
    W("vnđ", "VND"),
    W("VNÐ", "VND"),
    W("Rp", "IDR"),
    W("Rp.", "IDR"),
    F("RM", "MYR", NULL, WEAK),
    S("₱", "PHP"),
    W("Php", "PHP"),
    W("PhP", "PHP"),
    S("៛", "KHR"),
    S("₭", "LAK"),
    F("Ks", "MMK", NULL, WEAK),
    W("MVR", "MVR"),
    F("Rf", "MVR", NULL, WEAK),
    W("Nu.", "BTN"),
    /* Europe outside the euro */
    F("kr", "SEK", CROWNS, WORD),
    F("kr.", "SEK", CROWNS, WORD),
    F("Kr", "SEK", CROWNS, WORD),
    F("Kr.", "SEK", CROWNS, WORD),
    F("KR", "SEK", CROWNS, WORD),
    F("kronor", "SEK", CROWNS, WORD),
    F("kroner", "DKK", "DKK NOK", WORD),
    W("Kč", "CZK"),
    W("kč", "CZK"),
    W("KČ", "CZK"),
    W("Kčs", "CZK"),
    W("korun", "CZK"),
    W("zł", "PLN"),
    W("Zł", "PLN"),
    W("ZŁ", "PLN"),
    W("zl", "PLN"),
    W("złotych", "PLN"),
    W("pln", "PLN"),
    W("Ft", "HUF"),
    W("Ft.", "HUF"),
    W("forint", "HUF"),
    W("lei", "RON"),
    W("Lei", "RON"),
    F("LEI", "RON", NULL, WEAK),
    W("leu", "RON"),
    W("лв", "BGN"),
    W("лв.", "BGN"),
    F("lv", "BGN", NULL, WEAK),
    W("lv.", "BGN"),
    F("kn", "HRK", NULL, WEAK),
    F("Lek", "ALL", NULL, WEAK),
    W("Lekë", "ALL"),
    F("KM", "BAM", NULL, WEAK),
    W("КМ", "BAM"),
    F("din", "RSD", DINARS, WORD),
    F("din.", "RSD", DINARS, WORD),
    F("дин", "RSD", DINARS, WORD),
    F("дин.", "RSD", DINARS, WORD),
    W("ден", "MKD"),
    W("ДЕН", "MKD"),
    W("ден.", "MKD"),
    W("денари", "MKD"),
    S("₽", "RUB"),
    W("руб", "RUB"),
    W("руб.", "RUB"),
    W("Руб", "RUB"),
    W("Руб.", "RUB"),
    W("РУБ", "RUB"),
    W("РУБ.", "RUB"),
    W("рублей", "RUB"),
    W("рубля", "RUB"),
    W("рубль", "RUB"),
    W("р.", "RUB"),
    W("р", "RUB"),
    W("Р", "RUB"),
    W("Р.", "RUB"),
    W("rub", "RUB"),
    W("rub.", "RUB"),
    S("₴", "UAH"),
    W("грн", "UAH"),
    W("грн.", "UAH"),
    W("Грн", "UAH"),
    W("ГРН", "UAH"),
    W("гривен", "UAH"),
    W("гривень", "UAH"),
    W("hrn", "UAH"),
    F("Br", "BYN", "BYN ETB", WORD),
    F("Br.", "BYN", "BYN ETB", WORD),
    W("Rbl", "BYN"),
    S("₺", "TRY"),
    F("TL", "TRY", NULL, WEAK),
    F("tl", "TRY", NULL, WEAK),
    S("₾", "GEL"),
    W("ლარი", "GEL"),
    W("lari", "GEL"),
    S("֏", "AMD"),
    W("դրամ", "AMD"),
    S("₼", "AZN"),
    F("man.", "AZN", NULL, WEAK),
    S("₸", "KZT"),
    W("тг", "KZT"),
    W("тг.", "KZT"),
    W("тенге", "KZT"),
    W("сум", "UZS"),
    W("so'm", "UZS"),
    W("soʻm", "UZS"),
    F("som", "KGS", NULL, WEAK),
    W("сом", "KGS"),
    S("₶", "XXX"),
    /* near East and Africa */
    S("₪", "ILS"),
    W("NIS", "ILS"),
    W("nis", "ILS"),
    W("ש״ח", "ILS"),
    W("ש\"ח", "ILS"),
    W("ש'ח", "ILS"),
    F("﷼", "SAR", RIALS, SIGN),
    F("ريال", "SAR", RIALS, WORD),
    F("ر.س", "SAR", RIALS, WORD),
    F("SR", "SAR", NULL, WEAK),
    W("ر.ق", "QAR"),
    F("QR", "QAR", NULL, WEAK),
    W("ر.ع", "OMR"),
    W("ر.ي", "YER"),
    F("درهم", "AED", "AED MAD", WORD),
    W("د.إ", "AED"),
    W("Dhs", "AED"),
    W("Dhs.", "AED"),
    W("Dh", "AED"),
    W("DHS", "AED"),
    W("د.م", "MAD"),
    F("DH", "MAD", NULL, WEAK),
    W("جنيه", "EGP"),
    W("ج.م", "EGP"),
    W("ج.س", "SDG"),
    F("دينار", "KWD", DINARS, WORD),
    W("د.ك", "KWD"),
    W("KD", "KWD"),
    W("K.D.", "KWD"),
    F("BD", "BHD", NULL, WEAK),
    W("د.ب", "BHD"),
    W(".د.ب", "BHD"),
    F("JD", "JOD", NULL, WEAK),
    W("د.أ", "JOD"),
    W("د.ا", "JOD"),
    W("د.ت", "TND"),
    F("DT", "TND", NULL, WEAK),
    W("د.ج", "DZD"),
    W("دج", "DZD"),
    F("DA", "DZD", NULL, WEAK),
    W("ع.د", "IQD"),
    W("د.ع", "IQD"),
    W("ل.د", "LYD"),
    W("د.ل", "LYD"),
    W("ل.ل", "LBP"),
    W("L.L.", "LBP"),
    W("ل.س", "SYP"),
    /* The toman is ten rials; the code is the shops' own, ISO has none. */
    W("تومان", "IRT"),
    W("تومن", "IRT"),
    W("ریال", "IRR"),
    S("؋", "AFN"),
    S("₦", "NGN"),
    S("₵", "GHS"),
    W("GH₵", "GHS"),
    W("KSh", "KES"),
    W("KShs", "KES"),
    W("Ksh", "KES"),
    W("KSH", "KES"),
    W("Ksh.", "KES"),
    W("TSh", "TZS"),
    W("USh", "UGX"),
    W("FCFA", "XOF"),
    W("F CFA", "XOF"),
    W("CFA", "XOF"),
    W("FBu", "BIF"),
    W("Fbu", "BIF"),
    W("FRw", "RWF"),
    F("RF", "RWF", NULL, WEAK),
    W("Nfk", "ERN"),
    W("ናቕፋ", "ERN"),
    W("ብር", "ETB"),
    F("Db", "STN", NULL, WEAK),
    F("MT", "MZN", NULL, WEAK),
    W("MTn", "MZN"),
    F("Ar", "MGA", NULL, WEAK),
    F("Kz", "AOA", NULL, WEAK),
    W("kwz", "AOA"),
    W("GFr", "GNF"),
    F("R", "ZAR", NULL, WEAK),
    F("ZK", "ZMW", NULL, WEAK),
    F("MK", "MWK", NULL, WEAK),
    W("SCR", "SCR"),
    F("Vt", "VUV", NULL, WEAK),
    /* Latin America */
    W("S/", "PEN"),
    W("S/.", "PEN"),
    W("Bs", "BOB"),
    W("Bs.", "BOB"),
    W("₡", "CRC"),
    W("₲", "PYG"),
    W("Gs.", "PYG"),
    W("B/.", "PAB"),
    F("MX", "MXN", NULL, WEAK),
    W("BTC", "XBT"),
    S("₿", "XBT"),
    S("Ƀ", "XBT"),
};

/* ISO 4217 codes in use, and those of the euro's predecessors. */
static const char codes[] =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND "
    "BOB BRL BSD BTN BWP BYN BYR BZD CAD CDF CHF CLP CNY COP CRC CUC CUP CVE "
    "CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ "
    "GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR "
    "KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT "
    "MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK "
    "PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL "
    "SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX "
    "USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL ATS BEF CYP "
    "DEM EEK ESP FIM FRF GRD IEP ITL LTL LUF LVL MTL NLG PTE SIT SKK";

/* Codes that headings in capitals use as words. */
static const char weak_codes[] =
    "ALL ANG BAM BOB CAD COP CUP GEL MAD MOP MUR PEN SOS TOP TRY SIT LAK";

static int
is_letter(uint32_t c)
{
    if (c < 0x80)
        return str_is_alpha((char)c);
    return (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) ||
           (c >= 0x370 && c <= 0x6FF && c != 0x58F && c != 0x60B &&
               c != 0x60C && (c < 0x660 || c > 0x66C) &&
               (c < 0x6F0 || c > 0x6F9)) ||
           (c >= 0x10A0 && c <= 0x10FF) || (c >= 0x1E00 && c <= 0x1FFF);
}

static int
letter_before(struct str text, size_t at)
{
    size_t i = at;

    if (at == 0)
        return 0;
    do
        i--;
    while (i > 0 && at - i < 4 && ((unsigned char)text.p[i] & 0xC0) == 0x80);
    return is_letter(utf8_next(text, &i));
}

static int
letter_at(struct str text, size_t at)
{
    return at < text.len && is_letter(utf8_next(text, &at));
}

/* No letter on the outer side of an end that is itself a letter. */
static int
stands_alone(struct str text, size_t at, size_t len)
{
    size_t last = at + len - 1;

    while (last > at && ((unsigned char)text.p[last] & 0xC0) == 0x80)
        last--;
    if (letter_at(text, at) && letter_before(text, at))
        return 0;
    return !(letter_at(text, last) && letter_at(text, at + len));
}

static int
is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* The code in a list, as a view into it; empty if it is not there. */
static struct str
find_code(const char *list, struct str code)
{
    for (const char *p = list; code.len == 3; p += 4) {
        if (memcmp(p, code.p, 3) == 0)
            return (struct str){ p, 3 };
        if (p[3] == '\0')
            break;
    }
    return STR_NONE;
}

/* 1 for the entry's text at `at`, with nothing of a word around it. */
static int
entry_at(const struct entry *e, struct str text, size_t at)
{
    struct str mark = str_of(e->text);

    return str_starts(str_sub(text, at, text.len - at), mark) &&
           (e->kind == MONEY_MARK_SIGN || stands_alone(text, at, mark.len));
}

/* 0 for most places of a text: within a word, at a digit, at a sign that
 * begins no mark. */
static int
may_begin(struct str text, size_t at)
{
    char c = text.p[at];

    if (str_is_alpha(c))
        return !letter_before(text, at);
    if (c == '.')
        return at + 1 < text.len && (unsigned char)text.p[at + 1] >= 0x80;
    return c == '$' || (unsigned char)c >= 0x80;
}

int
money_mark_at(struct money_mark *out, struct str text, size_t at)
{
    struct str word = str_sub(text, at, 3), code;

    *out = (struct money_mark){ 0 };
    if (!may_begin(text, at))
        return 0;
    for (size_t i = 0; i < COUNT(entries); i++) {
        const struct entry *e = &entries[i];

        if (e->text[0] == text.p[at] && strlen(e->text) > out->text.len &&
            entry_at(e, text, at)) {
            out->text = str_sub(text, at, strlen(e->text));
            out->code = str_of(e->code);
            out->family = e->family;
            out->kind = e->kind;
        }
    }
    if (out->text.len >= 3 || !is_capital(word.p[0]))
        return out->text.len > 0;
    code = find_code(codes, word);
    if (code.len > 0 && stands_alone(text, at, 3)) {
        out->text = word;
        out->code = code;
        out->family = NULL;
        out->kind = find_code(weak_codes, word).len > 0 ? MONEY_MARK_WEAK
                                                        : MONEY_MARK_WORD;
    }
    return out->text.len > 0;
}

void
money_mark_settle(struct money_mark *m, struct str hint)
{
    if (m->family != NULL && find_code(m->family, hint).len > 0)
        m->code = find_code(m->family, hint);
}

struct str
money_mark_iso(struct str text)
{
    char upper[3];

    if (text.len != 3)
        return STR_NONE;
    for (size_t i = 0; i < 3; i++) {
        if (!str_is_alpha(text.p[i]))
            return STR_NONE;
        upper[i] = (char)(str_lower(text.p[i]) - 'a' + 'A');
    }
    return find_code(codes, (struct str){ upper, 3 });
}

int
money_mark_has_mils(struct str code)
{
    return find_code("BHD IQD JOD KWD LYD OMR TND", code).len > 0;
}
