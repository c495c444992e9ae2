#include "rules/quantity.h"

#include "base/mem.h"

#include <string.h>

/* Dimensions; two units compare only within one. */
enum dimension {
    VOLT,
    WATT,
    WATT_HOUR,
    AMPERE_HOUR,
    AMPERE,
    PERCENT,
    GRAM,
    CELSIUS,
    LITRE,
    METRE,
    DECIBEL,
    HERTZ,
    SPEED,
    MONTH,
};

/* name: as rules write it. folded: as folded text shows it, longest first
 * among those that share a beginning. */
static const struct {
    const char *name, *folded;
    enum dimension dimension;
    double factor;
} units[] = {
    { "V", "volt", VOLT, 1 },
    { "V", "vac", VOLT, 1 },
    { "V", "vdc", VOLT, 1 },
    { "V", "v", VOLT, 1 },
    { "V", "伏", VOLT, 1 },
    { "mV", "mv", VOLT, 1e-3 },
    { "kV", "kv", VOLT, 1e3 },
    { "Wh", "watt hour", WATT_HOUR, 1 },
    { "Wh", "wh", WATT_HOUR, 1 },
    { "kWh", "kwh", WATT_HOUR, 1e3 },
    { "mW", "milliwatt", WATT, 1e-3 },
    { "mW", "mw", WATT, 1e-3 },
    { "mW", "毫瓦", WATT, 1e-3 },
    { "kW", "kw", WATT, 1e3 },
    { "W", "watt", WATT, 1 },
    { "W", "w", WATT, 1 },
    { "W", "瓦", WATT, 1 },
    { "mAh", "mah", AMPERE_HOUR, 1e-3 },
    { "mAh", "毫安", AMPERE_HOUR, 1e-3 },
    { "Ah", "ah", AMPERE_HOUR, 1 },
    { "mA", "ma", AMPERE, 1e-3 },
    { "A", "ampere", AMPERE, 1 },
    { "A", "a", AMPERE, 1 },
    { "%", "%", PERCENT, 1 },
    { "%", "prozent", PERCENT, 1 },
    { "%", "percent", PERCENT, 1 },
    { "mg", "mg", GRAM, 1e-3 },
    { "mg", "毫克", GRAM, 1e-3 },
    { "kg", "kg", GRAM, 1e3 },
    { "kg", "千克", GRAM, 1e3 },
    { "kg", "公斤", GRAM, 1e3 },
    { "g", "g", GRAM, 1 },
    { "g", "克", GRAM, 1 },
    { "C", "°c", CELSIUS, 1 }, /* U+2103 folds to this */
    { "°C", "°c", CELSIUS, 1 },
    { "C", "grad celsius", CELSIUS, 1 },
    { "C", "摄氏度", CELSIUS, 1 },
    { "ml", "ml", LITRE, 1e-3 },
    { "ml", "毫升", LITRE, 1e-3 },
    { "l", "liter", LITRE, 1 },
    { "l", "litre", LITRE, 1 },
    { "l", "l", LITRE, 1 },
    { "l", "升", LITRE, 1 },
    { "nm", "nm", METRE, 1e-9 },
    { "mm", "mm", METRE, 1e-3 },
    { "mm", "毫米", METRE, 1e-3 },
    { "cm", "cm", METRE, 1e-2 },
    { "cm", "厘米", METRE, 1e-2 },
    { "m", "m", METRE, 1 },
    { "m", "米", METRE, 1 },
    { "dB", "db", DECIBEL, 1 },
    { "GHz", "ghz", HERTZ, 1e9 },
    { "MHz", "mhz", HERTZ, 1e6 },
    { "kHz", "khz", HERTZ, 1e3 },
    { "Hz", "hz", HERTZ, 1 },
    { "kmh", "km/h", SPEED, 1 },
    { "kmh", "kmh", SPEED, 1 },
    { "months", "months", MONTH, 1 },
    { "months", "month", MONTH, 1 },
    { "months", "monaten", MONTH, 1 },
    { "months", "monate", MONTH, 1 },
    { "months", "monat", MONTH, 1 },
    { "months", "个月", MONTH, 1 },
    { "years", "years", MONTH, 12 },
    { "years", "year", MONTH, 12 },
    { "years", "jahren", MONTH, 12 },
    { "years", "jahre", MONTH, 12 },
    { "years", "jahr", MONTH, 12 },
    { "years", "岁", MONTH, 12 },
};

static int
unit_find(struct str name)
{
    for (size_t i = 0; i < COUNT(units); i++)
        if (str_is(name, units[i].name))
            return (int)i;
    return -1;
}

int
quantity_unit_known(struct str unit)
{
    return unit_find(unit) >= 0;
}

/* Read digits with separators at *i: a comma or dot before exactly three
 * digits groups when it stands twice or a different one follows; else the
 * last one is the decimal sign. "2,000" and "2.000" are two thousand only
 * with a unit where thousandths are not written: callers compare sizes, and
 * 2 mAh or 2 W to three places do not occur in offers. */
static double
read_number(struct str s, size_t *i)
{
    char digits[32];
    size_t n = 0, last = 0, after = 0, separators = 0;
    double value = 0;

    for (; *i < s.len; (*i)++) {
        char c = s.p[*i];

        if (str_is_digit(c)) {
            if (n + 1 < sizeof digits)
                digits[n++] = c;
            after++;
        } else if ((c == '.' || c == ',') && *i + 1 < s.len &&
                   str_is_digit(s.p[*i + 1])) {
            last = n;
            after = 0;
            separators++;
        } else {
            break;
        }
    }
    /* One separator before three digits groups, unless a lone zero stands
     * before it: "0.005". */
    if (separators == 0 ||
        (after == 3 && !(separators == 1 && last == 1 && digits[0] == '0')))
        last = n;
    for (size_t k = 0; k < n; k++)
        value = value * 10 + (digits[k] - '0');
    for (size_t k = last; k < n; k++)
        value /= 10;
    return value;
}

/* Length of the longest unit of that dimension at s[i], and its factor. */
static size_t
read_unit(struct str s, size_t i, enum dimension dimension, double *factor)
{
    size_t best = 0;

    for (size_t u = 0; u < COUNT(units); u++) {
        struct str f = str_of(units[u].folded);
        size_t end = i + f.len;

        if (f.len <= best || end > s.len || memcmp(s.p + i, f.p, f.len) != 0)
            continue;
        /* "5 wochen" is not 5 W. */
        if (str_is_alpha(f.p[f.len - 1]) && end < s.len &&
            (str_is_alpha(s.p[end]) || ((unsigned char)s.p[end] >= 0xC2 &&
                                           (unsigned char)s.p[end] <= 0xD4)))
            continue;
        best = f.len;
        *factor = units[u].dimension == dimension ? units[u].factor : 0;
    }
    return *factor > 0 ? best : 0;
}

int
quantity_next(struct str folded, struct str unit, int bare, size_t *at,
    double *value, size_t *start, size_t *end)
{
    int u = unit_find(unit);

    while (u >= 0 && *at < folded.len) {
        size_t i = *at, width;
        double number, factor = 0;

        if (!str_is_digit(folded.p[i])) {
            (*at)++;
            continue;
        }
        *start = i;
        number = read_number(folded, &i);
        *at = *end = i;
        if (bare && *start == 0 && i == folded.len) {
            *value = number;
            return 1;
        }
        if (i < folded.len && (folded.p[i] == ' ' || folded.p[i] == '-'))
            i++;
        width = read_unit(folded, i, units[u].dimension, &factor);
        /* A digit inside a word is a model number: "X5 W". */
        if (width == 0 || (*start > 0 && (str_is_alpha(folded.p[*start - 1]))))
            continue;
        *value = number * factor / units[u].factor;
        *end = i + width;
        *at = *end;
        return 1;
    }
    return 0;
}
