#include "recalls/cpsc_title.h"

#include "base/mem.h"

/* What ends the product or the company in a headline. */
static const char *const ends[] = { " due to", " because", " for ", ";", ":",
    " after ", " following ", " (recall alert)", " sold ", " posing", " that ",
    " to repair", " to replace", " - ", "--", " in cooperation", " made by",
    " imported by", " distributed", " over ", " from ", " with " };

static const char *const leads[] = { "recall to repair:", "recall to inspect:",
    "recall alert:", "news from cpsc:", "cpsc and ", "cpsc, ", "cpsc ",
    "recall reannounced:", "expanded recall:", "voluntary recall:",
    "in cooperation with cpsc, ", "the " };

/* Headlines begin with these where no company is named. */
static const char *const nobody[] = { "cpsc", "u.s. cpsc", "hazardous",
    "dangerous", "retailers", "manufacturers", "importers", "federal court",
    "government", "more", "all", "several", "firm", "company" };

static struct str
cut_at(struct str s, const char *const *stops, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ptrdiff_t at = str_find_nocase(s, str_of(stops[i]), 0);

        if (at > 0)
            s = str_sub(s, 0, (size_t)at);
    }
    return str_trim(s);
}

static struct str
without_leads(struct str s)
{
    for (size_t i = 0; i < COUNT(leads); i++)
        if (str_starts_nocase(s, str_of(leads[i]))) {
            s = str_trim(str_sub(s, str_of(leads[i]).len, s.len));
            i = (size_t)-1; /* another may follow */
        }
    return s;
}

static struct str
without_tail(struct str s)
{
    static const char *const tails[] = { " announce", " announces",
        " announced", " voluntarily", " expands", " reannounces",
        " re-announce", " issues", " conducts", " and cpsc", ", cpsc",
        " voluntary", "," };
    int again = 1;

    while (again) {
        again = 0;
        for (size_t i = 0; i < COUNT(tails); i++)
            if (str_ends_nocase(s, str_of(tails[i]))) {
                s = str_trim(str_sub(s, 0, s.len - str_of(tails[i]).len));
                again = 1;
            }
    }
    return s;
}

static int
is_nobody(struct str s)
{
    for (size_t i = 0; i < COUNT(nobody); i++)
        if (str_is_nocase(s, nobody[i]))
            return 1;
    /* "Infant Death Prompts Recall ..", "Repair, Replacement ..". */
    return s.len < 2 || s.len > 80 ||
           str_find_nocase(s, STR("prompt"), 0) >= 0 ||
           str_ends_nocase(s, STR(" replacement")) ||
           str_ends_nocase(s, STR(" program"));
}

/* "4.8 Million", "About 12,300", "12,000": how many, not what. */
static struct str
without_count(struct str s)
{
    static const char *const words[] = { "about", "more than", "nearly",
        "million", "certain", "some", "all" };
    int again = 1;

    while (again) {
        size_t n = 0;

        again = 0;
        while (n < s.len &&
               (str_is_digit(s.p[n]) || s.p[n] == ',' || s.p[n] == '.'))
            n++;
        if (n > 0 && n < s.len && s.p[n] == ' ' && n > 2) {
            s = str_trim(str_sub(s, n, s.len));
            again = 1;
        }
        for (size_t i = 0; i < COUNT(words); i++) {
            struct str w = str_of(words[i]);

            if (str_starts_nocase(s, w) && s.len > w.len && s.p[w.len] == ' ') {
                s = str_trim(str_sub(s, w.len, s.len));
                again = 1;
            }
        }
    }
    return s;
}

void
cpsc_title_read(struct str title, struct str *company, struct str *product)
{
    static const char *const verbs[] = { " recalls ", " recalling ",
        " recall of ", " recall ", " recalls, " };
    ptrdiff_t by;

    title = without_leads(str_trim(title));
    *company = STR_NONE;
    *product = STR_NONE;
    by = str_find_nocase(title, STR(" recalled by "), 0);
    if (by < 0)
        by = str_find_nocase(title, STR(" recall by "), 0);
    if (by > 0) {
        size_t after = (size_t)str_find_nocase(title, STR(" by "), (size_t)by);

        *product = str_sub(title, 0, (size_t)by);
        *company =
            cut_at(str_sub(title, after + 4, title.len), ends, COUNT(ends));
    } else {
        for (size_t i = 0; i < COUNT(verbs); i++) {
            ptrdiff_t at = str_find_nocase(title, str_of(verbs[i]), 0);

            if (at <= 0)
                continue;
            *company = without_tail(str_sub(title, 0, (size_t)at));
            *product = cut_at(
                str_sub(title, (size_t)at + str_of(verbs[i]).len, title.len),
                ends, COUNT(ends));
            break;
        }
    }
    *product = without_count(str_trim(*product));
    if (is_nobody(*company))
        *company = STR_NONE;
}

struct str
cpsc_title_brand(struct str name)
{
    ptrdiff_t brand = str_find_nocase(name, STR(" brand "), 0);
    ptrdiff_t sign = str_find(name, STR("®"), 0);

    if (sign < 0)
        sign = str_find(name, STR("™"), 0);
    if (sign > 0 && sign <= 40)
        return str_trim(str_sub(name, 0, (size_t)sign));
    if (brand > 0 && brand <= 40)
        return str_trim(str_sub(name, 0, (size_t)brand));
    return STR_NONE;
}
