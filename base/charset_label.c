#include "base/charset_label.h"

#include "base/mem.h"

#include <string.h>

struct encoding {
    const char *name;
    const char *converter; /* NULL: none, see base/charset.c */
    int single_byte;
    const char *labels; /* one blank between two; "" if only guessed */
};

/* ICU's name is chosen by its tables, not by its aliases: the standard's
 * Shift_JIS is Windows code page 932, its EUC-KR is 949, its GBK decodes as
 * gb18030, its Big5 has the Hong Kong characters. */
static const struct encoding encodings[] = {
    { "UTF-8", "UTF-8", 0,
        "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 "
        "x-unicode20utf8" },
    { "IBM866", "ibm-866_P100-1995", 1, "866 cp866 csibm866 ibm866" },
    { "ISO-8859-2", "ibm-912_P100-1995", 1,
        "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 "
        "iso_8859-2:1987 l2 latin2" },
    { "ISO-8859-3", "ibm-913_P100-2000", 1,
        "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 "
        "iso_8859-3:1988 l3 latin3" },
    { "ISO-8859-4", "ibm-914_P100-1995", 1,
        "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 "
        "iso_8859-4:1988 l4 latin4" },
    { "ISO-8859-5", "ibm-915_P100-1995", 1,
        "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 "
        "iso88595 iso_8859-5 iso_8859-5:1988" },
    { "ISO-8859-6", "ibm-1089_P100-1995", 1,
        "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 "
        "iso-8859-6 iso-8859-6-e iso-8859-6-i iso-ir-127 iso8859-6 iso88596 "
        "iso_8859-6 iso_8859-6:1987" },
    { "ISO-8859-7", "ibm-9005_X110-2007", 1,
        "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 "
        "iso-ir-126 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 "
        "sun_eu_greek" },
    { "ISO-8859-8", "ibm-5012_P100-1999", 1,
        "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e "
        "iso-ir-138 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 visual" },
    { "ISO-8859-8-I", "ibm-5012_P100-1999", 1,
        "csiso88598i iso-8859-8-i logical" },
    { "ISO-8859-10", "iso-8859_10-1998", 1,
        "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6" },
    { "ISO-8859-13", "ibm-921_P100-1995", 1,
        "iso-8859-13 iso8859-13 iso885913" },
    { "ISO-8859-14", "iso-8859_14-1998", 1,
        "iso-8859-14 iso8859-14 iso885914" },
    { "ISO-8859-15", "ibm-923_P100-1998", 1,
        "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9" },
    { "ISO-8859-16", NULL, 1, "iso-8859-16" },
    { "KOI8-R", "ibm-878_P100-1996", 1, "cskoi8r koi koi8 koi8-r koi8_r" },
    { "KOI8-U", "ibm-1168_P100-2002", 1, "koi8-ru koi8-u" },
    { "macintosh", "macos-0_2-10.2", 1,
        "csmacintosh mac macintosh x-mac-roman" },
    { "windows-874", "windows-874-2000", 1,
        "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874" },
    { "windows-1250", "ibm-5346_P100-1998", 1, "cp1250 windows-1250 x-cp1250" },
    { "windows-1251", "ibm-5347_P100-1998", 1, "cp1251 windows-1251 x-cp1251" },
    { "windows-1252", "ibm-5348_P100-1997", 1,
        "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 "
        "iso-ir-100 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 "
        "us-ascii windows-1252 x-cp1252" },
    { "windows-1253", "ibm-5349_P100-1998", 1, "cp1253 windows-1253 x-cp1253" },
    { "windows-1254", "ibm-5350_P100-1998", 1,
        "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 "
        "iso_8859-9 iso_8859-9:1989 l5 latin5 windows-1254 x-cp1254" },
    { "windows-1255", "ibm-9447_P100-2002", 1, "cp1255 windows-1255 x-cp1255" },
    { "windows-1256", "ibm-9448_X100-2005", 1, "cp1256 windows-1256 x-cp1256" },
    { "windows-1257", "ibm-9449_P100-2002", 1, "cp1257 windows-1257 x-cp1257" },
    { "windows-1258", "ibm-5354_P100-1998", 1, "cp1258 windows-1258 x-cp1258" },
    { "x-mac-cyrillic", "macos-7_3-10.2", 1, "x-mac-cyrillic x-mac-ukrainian" },
    { "GBK", "gb18030", 0,
        "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk "
        "iso-ir-58 x-gbk" },
    { "gb18030", "gb18030", 0, "gb18030" },
    { "Big5", "ibm-1375_P100-2008", 0,
        "big5 big5-hkscs cn-big5 csbig5 x-x-big5" },
    { "EUC-JP", "euc-jp-2007", 0, "cseucpkdfmtjapanese euc-jp x-euc-jp" },
    { "ISO-2022-JP", "ISO-2022-JP", 0, "csiso2022jp iso-2022-jp" },
    { "Shift_JIS", "ibm-943_P15A-2003", 0,
        "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j "
        "x-sjis" },
    { "EUC-KR", "windows-949-2000", 0,
        "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 "
        "ks_c_5601-1989 ksc5601 ksc_5601 windows-949" },
    { "replacement", NULL, 0,
        "csiso2022kr hz-gb-2312 iso-2022-cn iso-2022-cn-ext iso-2022-kr "
        "replacement" },
    { "UTF-16BE", "UTF-16BE", 0, "unicodefffe utf-16be" },
    { "UTF-16LE", "UTF-16LE", 0,
        "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 "
        "utf-16le" },
    { "x-user-defined", NULL, 1, "x-user-defined" },
    { "UTF-32BE", "UTF-32BE", 0, "" },
    { "UTF-32LE", "UTF-32LE", 0, "" },
    { "ISO-2022-KR", "ISO-2022-KR", 0, "" },
    { "IBM855", "ibm-855_P100-1995", 1, "" },
};

static int
has_label(const char *labels, struct str label)
{
    struct str rest = str_of(labels), word;

    while (str_next_word(&rest, &word))
        if (str_eq_nocase(word, label))
            return 1;
    return 0;
}

const char *
charset_label_find(struct str label)
{
    /* str_trim takes NBSP too, which no label may have around it. */
    while (label.len > 0 && str_is_space(label.p[0]))
        label = str_sub(label, 1, label.len - 1);
    while (label.len > 0 && str_is_space(label.p[label.len - 1]))
        label.len--;
    if (label.len == 0)
        return NULL;
    for (size_t i = 0; i < COUNT(encodings); i++)
        if (has_label(encodings[i].labels, label))
            return encodings[i].name;
    return NULL;
}

static const struct encoding *
find_name(const char *name)
{
    for (size_t i = 0; i < COUNT(encodings); i++)
        if (strcmp(encodings[i].name, name) == 0)
            return &encodings[i];
    return NULL;
}

const char *
charset_label_converter(const char *name)
{
    const struct encoding *e = find_name(name);

    return e ? e->converter : NULL;
}

int
charset_label_is_single_byte(const char *name)
{
    const struct encoding *e = find_name(name);

    return e ? e->single_byte : 0;
}
