#include "core/identifier_common.h"

#include "base/mem.h"

#include <string.h>

/* Units behind a number, folded, without separators. */
static const char *const units[] = { "v", "w", "kw", "ma", "mah", "ah", "wh",
    "kwh", "hz", "khz", "mhz", "ghz", "k", "va", "kva", "mm", "cm", "dm", "m",
    "m2", "m3", "km", "in", "inch", "inches", "zoll", "ft", "feet", "yd", "kg",
    "g", "mg", "lb", "lbs", "oz", "floz", "gal", "ml", "cl", "dl", "l", "qt",
    "pt", "btu", "gb", "tb", "mb", "kb", "mp", "fps", "rpm", "psi", "bar",
    "dpi", "lm", "lumen", "nm", "um", "f", "pc", "pcs", "pce", "piece",
    "pieces", "pk", "pack", "er", "teilig", "tlg", "stk", "stück", "st", "nd",
    "rd", "th", "sec", "hr", "hrs", "min", "days", "day", "weeks", "led",
    "leds", "in1", "cc", "hp", "ps", "ga", "gauge", "awg", "db", "ct", "xl",
    "xxl", "yr", "yrs", "years", "year", "mo", "months", "month", "monate",
    "jahre", "way", "port", "ports", "key", "keys", "mbps", "gbps", "bit",
    "core", "speed", "gang", "hole", "person", "man", "seat", "seater", "wheel",
    "wheeler", "tier", "layer", "zone", "burner", "cup", "cups", "denier",
    "ply", "gsm", "vac", "vdc", "vrms", "kpa", "pa", "mpa", "nmm", "mmx", "克",
    "毫升", "个", "片", "件" };

/* Units of small numbers: "5A", "12h", "10x", but 750D is a camera. */
static const char *const small_units[] = { "a", "c", "d", "h", "s", "t", "x",
    "y" };

/* Letters, then between min and max digits, then one of the suffixes. */
static const struct {
    const char *prefix;
    int min, max;
    const char *suffix;
} families[] = {
    { "cr", 4, 4, "" },
    { "lr", 1, 4, "" },
    { "ag", 1, 2, "" },
    { "br", 2, 2, "" }, /* lamps */
    { "br", 4, 4, "" }, /* cells */
    { "gu", 1, 2, "" },
    { "gu", 2, 2, "d" },
    { "gx", 2, 2, "" },
    { "gy", 1, 2, "" },
    { "mr", 1, 2, "" },
    { "par", 2, 2, "" },
    { "e", 2, 2, "" },
    { "b", 2, 2, "" },
    { "b", 2, 2, "d" },
    { "ba", 2, 2, "" },
    { "g", 1, 2, "" },
    { "t", 1, 2, "" },
    { "a", 1, 2, "" },
    { "r", 1, 1, "s" },
    { "ip", 2, 2, "" },
    { "ipx", 1, 1, "" },
    { "en", 2, 7, "" },
    { "iso", 3, 6, "" },
    { "din", 2, 6, "" },
    { "iec", 3, 6, "" },
    { "ul", 2, 5, "" },
    { "astmf", 3, 4, "" },
    { "cfr", 3, 4, "" },
    { "usb", 1, 2, "" },
    { "rj", 2, 2, "" },
    { "hdmi", 1, 2, "" },
    { "ddr", 1, 1, "" },
    { "mp", 1, 1, "" },
    { "m", 1, 2, "" },
    { "spf", 1, 3, "" },
    { "pm", 1, 2, "" },
    { "kn", 2, 2, "" },
    { "ffp", 1, 1, "" },
    { "n", 2, 2, "" },
    { "awg", 1, 2, "" },
    { "type", 1, 2, "" },
    { "class", 1, 2, "" },
    { "size", 1, 4, "" },
    { "no", 1, 3, "" },
    { "nr", 1, 3, "" },
    { "gen", 1, 2, "" },
    { "mk", 1, 2, "" },
    { "v", 1, 2, "" },
    { "vol", 1, 3, "" },
    { "led", 1, 4, "" },
    { "win", 1, 2, "" },
    { "ios", 1, 2, "" },
    { "android", 1, 2, "" },
    { "w", 1, 2, "" },
    { "uk", 1, 2, "" },
    { "eu", 1, 2, "" },
    { "us", 1, 2, "" },
    { "c", 1, 2, "" },
    { "x", 1, 2, "" },
    { "dc", 1, 3, "v" },
    { "ac", 2, 3, "v" },
    { "ac", 2, 3, "" },
    { "dc", 1, 2, "" },
    { "wifi", 1, 1, "" },
    { "bt", 2, 2, "" },
    { "bluetooth", 1, 2, "" },
    { "ps", 1, 1, "" },
    { "vitaminb", 1, 2, "" },
    { "co", 1, 1, "" },
    { "level", 1, 2, "" },
    { "step", 1, 2, "" },
    { "page", 1, 4, "" },
    { "part", 1, 3, "" },
    { "phase", 1, 2, "" },
    { "s", 1, 2, "" },
    { "i", 1, 1, "" },
    { "l", 1, 2, "" },
    { "p", 1, 2, "" },
};

static const char *const words[] = { "usbc", "typec", "2in1", "3in1", "4in1",
    "5in1", "cr123a", "cr123", "18650", "21700", "26650", "14500", "16340",
    "10440", "4x4", "1st", "5g", "4g", "3g", "2g", "3d", "2d", "4k", "8k",
    "covid19", "365", "360", "24h", "247", "911", "90210", "4wd", "2wd", "f963",
    "f96311", "f96316", "f96317", "x509", "6v6", "h264", "h265", "rs232",
    "rs422", "rs485", "r22", "r32", "r134a", "r290", "r404a", "r407c", "r410a",
    "r454b", "r600a", "r1234yf", "sr626sw", "sr621sw", "480p", "720p", "1080p",
    "1440p", "2160p" };

static int
is_unit(struct str s, size_t digits)
{
    return (digits <= 2 && str_is_one_of(s, small_units, COUNT(small_units))) ||
           str_is_one_of(s, units, COUNT(units));
}

/* "230v", "10x15cm", "6000k6500k", "5v2a": numbers with units all the way. */
static int
is_measure(struct str key)
{
    size_t at = 0;

    if (key.len == 0 || !str_is_digit(key.p[0]))
        return 0;
    while (at < key.len) {
        size_t digits = str_digits(key, at), from = at + digits, end = from;

        if (digits == 0)
            return 0;
        while (end < key.len && !str_is_digit(key.p[end]))
            end++;
        struct str unit = str_sub(key, from, end - from);

        /* "10x15", "220vx2": a number may be multiplied. */
        if (unit.len > 1 && end < key.len && unit.p[unit.len - 1] == 'x')
            unit.len--;
        if (unit.len > 0 && !is_unit(unit, digits) &&
            !(str_is(unit, "x") && end < key.len))
            return 0;
        if (end == from && at == 0)
            return 0; /* digits alone */
        at = end;
    }
    return 1;
}

static int
in_family(struct str key)
{
    for (size_t i = 0; i < COUNT(families); i++) {
        struct str prefix = str_of(families[i].prefix);
        size_t digits;

        if (!str_starts(key, prefix))
            continue;
        digits = str_digits(key, prefix.len);
        if (digits >= (size_t)families[i].min &&
            digits <= (size_t)families[i].max &&
            str_is(
                str_sub(key, prefix.len + digits, key.len), families[i].suffix))
            return 1;
    }
    return 0;
}

/* 1900 to 2099, alone or as a range. */
static int
is_year(struct str key)
{
    if (key.len != 4 && key.len != 8)
        return 0;
    for (size_t i = 0; i < key.len; i++)
        if (!str_is_digit(key.p[i]))
            return 0;
    for (size_t i = 0; i < key.len; i += 4)
        if (!str_starts(str_sub(key, i, 4), STR("19")) &&
            !str_starts(str_sub(key, i, 4), STR("20")))
            return 0;
    return 1;
}

/* All digits the same, or a round number: 10000, 5000. */
static int
is_round(struct str key)
{
    size_t zeroes = 0;

    if (str_digits(key, 0) != key.len)
        return 0;
    while (zeroes < key.len && key.p[key.len - 1 - zeroes] == '0')
        zeroes++;
    return key.len < 7 && zeroes + 2 >= key.len;
}

int
identifier_is_common(struct str key)
{
    return str_is_one_of(key, words, COUNT(words)) || is_year(key) ||
           is_round(key) || is_measure(key) || in_family(key);
}
