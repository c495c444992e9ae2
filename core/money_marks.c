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
    char text[15]; /* in place: neighbours are read together */
    unsigned char len;
    const char *code, *family;
    enum money_mark_kind kind;
};

#define F(text, code, family, kind)                                            \
    {                                                                          \
        text, sizeof(text) - 1, code, family, MONEY_MARK_##kind                \
    }
#define S(text, code) F(text, code, NULL, SIGN)
#define W(text, code) F(text, code, NULL, WORD)

/* Signs by Unicode's currency block and by use; words as shops of the country
 * write them. A sign of several currencies stands for the one with the most
 * online trade, unless the hint names another of its family: "$" is US, "kr"
 * is Swedish, "¥" and "元" are Chinese. Sorted by their bytes. */
static const struct entry entries[] = {
    F("$", "USD", DOLLARS, SIGN),
    W("$U", "UYU"),
    W("$b", "BOB"),
    W(".د.ب", "BHD"),
    W("A$", "AUD"),
    W("AR$", "ARS"),
    W("AU $", "AUD"),
    W("AU$", "AUD"),
    W("AUD$", "AUD"),
    F("Ar", "MGA", NULL, WEAK),
    W("B$", "BND"),
    W("B/.", "PAB"),
    F("BD", "BHD", NULL, WEAK),
    W("BDS$", "BBD"),
    W("BTC", "XBT"),
    W("BZ$", "BZD"),
    F("Br", "BYN", "BYN ETB", WORD),
    F("Br.", "BYN", "BYN ETB", WORD),
    W("Bs", "BOB"),
    W("Bs.", "BOB"),
    W("C$", "CAD"),
    W("C$C", "CUC"),
    W("CA$", "CAD"),
    W("CAD$", "CAD"),
    W("CAN$", "CAD"),
    W("CDN$", "CAD"),
    W("CFA", "XOF"),
    W("CHf", "CHF"),
    W("CI$", "KYD"),
    W("CLP$", "CLP"),
    W("CN¥", "CNY"),
    W("COP$", "COP"),
    W("CUC$", "CUC"),
    W("Chf", "CHF"),
    F("DA", "DZD", NULL, WEAK),
    F("DH", "MAD", NULL, WEAK),
    W("DHS", "AED"),
    F("DT", "TND", NULL, WEAK),
    F("Db", "STN", NULL, WEAK),
    W("Dh", "AED"),
    W("Dhs", "AED"),
    W("Dhs.", "AED"),
    F("Dollar", "USD", DOLLARS, WORD),
    W("EC$", "XCD"),
    W("EURO", "EUR"),
    W("Eur", "EUR"),
    W("Euro", "EUR"),
    W("Euros", "EUR"),
    W("E£", "EGP"),
    W("F CFA", "XOF"),
    W("FBu", "BIF"),
    W("FCFA", "XOF"),
    W("FJ$", "FJD"),
    W("FRw", "RWF"),
    W("Fbu", "BIF"),
    W("Fr", "CHF"),
    W("Fr.", "CHF"),
    W("Ft", "HUF"),
    W("Ft.", "HUF"),
    W("G$", "GYD"),
    W("GB£", "GBP"),
    W("GFr", "GNF"),
    W("GH₵", "GHS"),
    W("GY$", "GYD"),
    W("Gs.", "PYG"),
    W("HK$", "HKD"),
    W("HKD$", "HKD"),
    W("J$", "JMD"),
    W("JA$", "JMD"),
    F("JD", "JOD", NULL, WEAK),
    W("JP¥", "JPY"),
    W("K.D.", "KWD"),
    W("KD", "KWD"),
    F("KM", "BAM", NULL, WEAK),
    F("KR", "SEK", CROWNS, WORD),
    W("KSH", "KES"),
    W("KSh", "KES"),
    W("KShs", "KES"),
    F("Kr", "SEK", CROWNS, WORD),
    F("Kr.", "SEK", CROWNS, WORD),
    F("Ks", "MMK", NULL, WEAK),
    W("Ksh", "KES"),
    W("Ksh.", "KES"),
    F("Kz", "AOA", NULL, WEAK),
    W("KČ", "CZK"),
    W("Kč", "CZK"),
    W("Kčs", "CZK"),
    W("L$", "LRD"),
    W("L.E.", "EGP"),
    W("L.L.", "LBP"),
    F("LE", "EGP", NULL, WEAK),
    F("LEI", "RON", NULL, WEAK),
    W("Lei", "RON"),
    F("Lek", "ALL", NULL, WEAK),
    W("Lekë", "ALL"),
    F("MK", "MWK", NULL, WEAK),
    W("MOP$", "MOP"),
    F("MT", "MZN", NULL, WEAK),
    W("MTn", "MZN"),
    W("MVR", "MVR"),
    F("MX", "MXN", NULL, WEAK),
    W("MX$", "MXN"),
    W("MXN$", "MXN"),
    W("Mex$", "MXN"),
    W("N$", "NAD"),
    W("NIS", "ILS"),
    W("NT$", "TWD"),
    W("NTD", "TWD"),
    W("NZ$", "NZD"),
    W("Nfk", "ERN"),
    W("Nu.", "BTN"),
    W("PhP", "PHP"),
    W("Php", "PHP"),
    F("QR", "QAR", NULL, WEAK),
    F("R", "ZAR", NULL, WEAK),
    W("R$", "BRL"),
    W("RD$", "DOP"),
    F("RF", "RWF", NULL, WEAK),
    F("RM", "MYR", NULL, WEAK),
    W("RMB", "CNY"),
    W("RMB¥", "CNY"),
    F("RS.", "INR", RUPEES, WORD),
    W("Rbl", "BYN"),
    F("Re", "INR", RUPEES, WEAK),
    F("Rf", "MVR", NULL, WEAK),
    W("Rmb", "CNY"),
    W("Rp", "IDR"),
    W("Rp.", "IDR"),
    F("Rs", "INR", RUPEES, WORD),
    F("Rs.", "INR", RUPEES, WORD),
    W("S$", "SGD"),
    W("S/", "PEN"),
    W("S/.", "PEN"),
    W("SCR", "SCR"),
    W("SFr", "CHF"),
    W("SFr.", "CHF"),
    W("SG$", "SGD"),
    W("SGD$", "SGD"),
    W("SI$", "SBD"),
    F("SR", "SAR", NULL, WEAK),
    W("T$", "TOP"),
    F("TL", "TRY", NULL, WEAK),
    W("TSh", "TZS"),
    W("TT$", "TTD"),
    W("TW$", "TWD"),
    W("Tk", "BDT"),
    W("Tk.", "BDT"),
    W("U$D", "USD"),
    W("U$S", "USD"),
    W("UK£", "GBP"),
    W("US $", "USD"),
    W("US$", "USD"),
    W("USD$", "USD"),
    W("USh", "UGX"),
    W("VNÐ", "VND"),
    W("VNĐ", "VND"),
    F("Vt", "VUV", NULL, WEAK),
    W("Yen", "JPY"),
    W("Z$", "ZWL"),
    F("ZK", "ZMW", NULL, WEAK),
    W("ZŁ", "PLN"),
    W("Zł", "PLN"),
    W("chf", "CHF"),
    F("din", "RSD", DINARS, WORD),
    F("din.", "RSD", DINARS, WORD),
    F("dollar", "USD", DOLLARS, WORD),
    F("dollars", "USD", DOLLARS, WORD),
    W("eur", "EUR"),
    W("euro", "EUR"),
    W("euros", "EUR"),
    W("evro", "EUR"),
    W("forint", "HUF"),
    W("francs", "CHF"),
    W("gbp", "GBP"),
    W("hrn", "UAH"),
    F("kn", "HRK", NULL, WEAK),
    W("korun", "CZK"),
    F("kr", "SEK", CROWNS, WORD),
    F("kr.", "SEK", CROWNS, WORD),
    F("kroner", "DKK", "DKK NOK", WORD),
    F("kronor", "SEK", CROWNS, WORD),
    W("kwz", "AOA"),
    W("kč", "CZK"),
    W("lari", "GEL"),
    W("lei", "RON"),
    W("leu", "RON"),
    F("lv", "BGN", NULL, WEAK),
    W("lv.", "BGN"),
    F("man.", "AZN", NULL, WEAK),
    W("nis", "ILS"),
    W("pln", "PLN"),
    W("pound", "GBP"),
    W("pounds", "GBP"),
    W("rmb", "CNY"),
    F("rs.", "INR", RUPEES, WORD),
    W("rub", "RUB"),
    W("rub.", "RUB"),
    W("sFr.", "CHF"),
    W("so'm", "UZS"),
    F("som", "KGS", NULL, WEAK),
    W("soʻm", "UZS"),
    W("stg", "GBP"),
    F("tl", "TRY", NULL, WEAK),
    W("vnđ", "VND"),
    F("won", "KRW", NULL, WEAK),
    W("yen", "JPY"),
    W("yuan", "CNY"),
    W("zl", "PLN"),
    W("zł", "PLN"),
    W("złotych", "PLN"),
    F("£", "GBP", POUNDS, SIGN),
    F("¥", "CNY", YENS, SIGN),
    W("Đ", "VND"),
    W("đ", "VND"),
    S("Ƀ", "XBT"),
    W("ευρώ", "EUR"),
    W("ГРН", "UAH"),
    W("Грн", "UAH"),
    W("ДЕН", "MKD"),
    W("КМ", "BAM"),
    W("Р", "RUB"),
    W("Р.", "RUB"),
    W("РУБ", "RUB"),
    W("РУБ.", "RUB"),
    W("Руб", "RUB"),
    W("Руб.", "RUB"),
    W("гривен", "UAH"),
    W("гривень", "UAH"),
    W("грн", "UAH"),
    W("грн.", "UAH"),
    W("ден", "MKD"),
    W("ден.", "MKD"),
    W("денари", "MKD"),
    F("дин", "RSD", DINARS, WORD),
    F("дин.", "RSD", DINARS, WORD),
    W("евро", "EUR"),
    W("лв", "BGN"),
    W("лв.", "BGN"),
    W("р", "RUB"),
    W("р.", "RUB"),
    W("руб", "RUB"),
    W("руб.", "RUB"),
    W("рублей", "RUB"),
    W("рубль", "RUB"),
    W("рубля", "RUB"),
    W("сом", "KGS"),
    W("сум", "UZS"),
    W("тг", "KZT"),
    W("тг.", "KZT"),
    W("тенге", "KZT"),
    W("դրամ", "AMD"),
    S("֏", "AMD"),
    W("ש\"ח", "ILS"),
    W("ש'ח", "ILS"),
    W("ש״ח", "ILS"),
    S("؋", "AFN"),
    /* The toman is ten rials; the code is the shops' own, ISO has none. */
    W("تومان", "IRT"),
    W("تومن", "IRT"),
    W("ج.س", "SDG"),
    W("ج.م", "EGP"),
    W("جنيه", "EGP"),
    W("د.أ", "JOD"),
    W("د.إ", "AED"),
    W("د.ا", "JOD"),
    W("د.ب", "BHD"),
    W("د.ت", "TND"),
    W("د.ج", "DZD"),
    W("د.ع", "IQD"),
    W("د.ك", "KWD"),
    W("د.ل", "LYD"),
    W("د.م", "MAD"),
    W("دج", "DZD"),
    F("درهم", "AED", "AED MAD", WORD),
    F("دينار", "KWD", DINARS, WORD),
    F("ر.س", "SAR", RIALS, WORD),
    W("ر.ع", "OMR"),
    W("ر.ق", "QAR"),
    W("ر.ي", "YER"),
    F("ريال", "SAR", RIALS, WORD),
    W("ریال", "IRR"),
    W("ع.د", "IQD"),
    W("ل.د", "LYD"),
    W("ل.س", "SYP"),
    W("ل.ل", "LBP"),
    S("रु", "INR"),
    S("रू", "NPR"),
    S("৳", "BDT"),
    W("ரூ", "INR"),
    W("රු", "LKR"),
    W("บาท", "THB"),
    S("฿", "THB"),
    W("ლარი", "GEL"),
    W("ብር", "ETB"),
    W("ናቕፋ", "ERN"),
    S("៛", "KHR"),
    W("₡", "CRC"),
    W("₣", "CHF"),
    F("₤", "GBP", "GBP ITL TRY", SIGN),
    S("₦", "NGN"),
    F("₨", "INR", RUPEES, SIGN),
    S("₩", "KRW"),
    S("₪", "ILS"),
    S("₫", "VND"),
    S("€", "EUR"),
    S("₭", "LAK"),
    S("₮", "MNT"),
    S("₱", "PHP"),
    W("₲", "PYG"),
    S("₴", "UAH"),
    S("₵", "GHS"),
    S("₶", "XXX"),
    S("₸", "KZT"),
    S("₹", "INR"),
    S("₺", "TRY"),
    S("₼", "AZN"),
    S("₽", "RUB"),
    S("₾", "GEL"),
    S("₿", "XBT"),
    S("人民币", "CNY"),
    S("人民幣", "CNY"),
    F("元", "CNY", YUANS, SIGN),
    S("円", "JPY"),
    F("圆", "CNY", YUANS, SIGN),
    F("圓", "CNY", YUANS, SIGN),
    S("块", "CNY"),
    S("新台币", "TWD"),
    S("新台幣", "TWD"),
    S("新臺幣", "TWD"),
    S("日元", "JPY"),
    S("日圓", "JPY"),
    S("欧元", "EUR"),
    S("歐元", "EUR"),
    S("港元", "HKD"),
    S("港币", "HKD"),
    S("港幣", "HKD"),
    S("美元", "USD"),
    S("美金", "USD"),
    S("英镑", "GBP"),
    S("원", "KRW"),
    F("﷼", "SAR", RIALS, SIGN),
};

/* ISO 4217 codes in use, and those of the euro's predecessors; in order. */
static const char codes[] =
    "AED AFN ALL AMD ANG AOA ARS ATS AUD AWG AZN BAM BBD BDT BEF BGN BHD "
    "BIF BMD BND BOB BRL BSD BTN BWP BYN BYR BZD CAD CDF CHF CLP CNY COP "
    "CRC CUC CUP CVE CYP CZK DEM DJF DKK DOP DZD EEK EGP ERN ESP ETB EUR "
    "FIM FJD FKP FRF GBP GEL GHS GIP GMD GNF GRD GTQ GYD HKD HNL HRK HTG "
    "HUF IDR IEP ILS INR IQD IRR ISK ITL JMD JOD JPY KES KGS KHR KMF KPW "
    "KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL LUF LVL LYD MAD MDL MGA MKD "
    "MMK MNT MOP MRU MTL MUR MVR MWK MXN MYR MZN NAD NGN NIO NLG NOK NPR "
    "NZD OMR PAB PEN PGK PHP PKR PLN PTE PYG QAR RON RSD RUB RWF SAR SBD "
    "SCR SDG SEK SGD SHP SIT SKK SLE SLL SOS SRD SSP STN SVC SYP SZL THB "
    "TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST "
    "XAF XCD XOF XPF YER ZAR ZMW ZWL";

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

/* The same in the list of all. */
static struct str
find_any_code(struct str code)
{
    size_t low = 0, high = sizeof codes / 4;

    while (low < high && code.len == 3) {
        size_t mid = low + (high - low) / 2;
        int c = memcmp(codes + 4 * mid, code.p, 3);

        if (c == 0)
            return (struct str){ codes + 4 * mid, 3 };
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return STR_NONE;
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

/* The first entry that begins with this byte or a higher one. */
static size_t
first_entry(unsigned char byte)
{
    size_t low = 0, high = COUNT(entries);

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if ((unsigned char)entries[mid].text[0] < byte)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* The longest entry that stands at `at` with nothing of a word around it. */
static const struct entry *
longest_entry(struct str text, size_t at)
{
    const struct entry *found = NULL;
    const char *p = text.p + at;
    size_t left = text.len - at;
    char second = left > 1 ? p[1] : '\0';

    for (size_t i = first_entry((unsigned char)*p); i < COUNT(entries); i++) {
        const struct entry *e = &entries[i];

        if (e->text[0] != *p)
            break;
        if ((e->len > 1 && e->text[1] != second) || e->len > left ||
            memcmp(e->text, p, e->len) != 0)
            continue;
        /* A longer one stands behind those it begins with. */
        if (e->kind == MONEY_MARK_SIGN || stands_alone(text, at, e->len))
            found = e;
    }
    return found;
}

int
money_mark_at(struct money_mark *out, struct str text, size_t at)
{
    struct str word = str_sub(text, at, 3), code;
    const struct entry *e;

    if (!may_begin(text, at))
        return 0;
    e = longest_entry(text, at);
    if (e != NULL)
        *out = (struct money_mark){ str_sub(text, at, e->len), str_of(e->code),
            e->family, e->kind };
    if ((e != NULL && e->len >= 3) || !is_capital(word.p[0]))
        return e != NULL;
    code = find_any_code(word);
    if (code.len == 0 || !stands_alone(text, at, 3))
        return e != NULL;
    *out = (struct money_mark){ word, code, NULL,
        find_code(weak_codes, word).len > 0 ? MONEY_MARK_WEAK
                                            : MONEY_MARK_WORD };
    return 1;
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
    return find_any_code((struct str){ upper, 3 });
}

int
money_mark_has_mils(struct str code)
{
    return find_code("BHD IQD JOD KWD LYD OMR TND", code).len > 0;
}

int
money_marks_sorted(void)
{
    int sorted = 1;

    for (size_t i = 1; i < COUNT(entries); i++)
        sorted &= strcmp(entries[i - 1].text, entries[i].text) < 0;
    for (size_t i = 4; i < sizeof codes; i += 4)
        sorted &= memcmp(codes + i - 4, codes + i, 3) < 0;
    return sorted;
}
