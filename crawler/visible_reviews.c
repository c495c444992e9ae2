#include "crawler/visible.h"

#include "base/mem.h"
#include "crawler/reviewer.h"

#include <string.h>

/* "4,3 von 5 Sternen" stands on a line of its own, or nearly. */
#define REVIEWS_RATING_LINE 80
/* Shorter lines of a review are names, dates and buttons. In bytes. */
#define REVIEWS_TEXT_MIN 30
#define REVIEWS_TEXT_MAX 6000
#define REVIEWS_MAX 50
#define REVIEWS_COUNT_DIGITS 9

/* The number that ends before `at`: "4,3" in "4,3 von 5"; 0 if none. */
static double
reviews_number_before(struct str s, size_t at)
{
    double value = 0, unit = 1;
    size_t end = at, from;

    while (end > 0 && s.p[end - 1] == ' ')
        end--;
    from = end;
    while (from > 0 && (str_is_digit(s.p[from - 1]) || s.p[from - 1] == '.' ||
                           s.p[from - 1] == ','))
        from--;
    if (end - from == 0 || end - from > 4)
        return 0;
    for (int behind = 0; from < end; from++) {
        if (!str_is_digit(s.p[from])) {
            behind = 1;
            continue;
        }
        if (behind)
            unit /= 10;
        value = behind ? value + unit * (s.p[from] - '0')
                       : value * 10 + (s.p[from] - '0');
    }
    return value;
}

/* 1 if a line may say a rating: a 5 behind one of the bytes with which the
 * marks below go on before it. */
static int
reviews_may_rate(struct str line)
{
    static const char before[] = "fnruezv/\xB7";
    ptrdiff_t at = 0;

    while ((at = str_find_char(line, '5', (size_t)at + 1)) > 0) {
        size_t end = (size_t)at - (line.p[at - 1] == ' ');

        if (end > 0 && memchr(before, line.p[end - 1], sizeof before - 1) &&
            (end < (size_t)at || line.p[at - 1] == '/'))
            return 1;
    }
    return 0;
}

/* Rating out of five on this line, or 0. */
static double
reviews_rating(struct str lower)
{
    static const char *const marks[] = { "out of 5", "von 5", "sur 5", "su 5",
        "de 5", "van 5", "z 5", "из 5", "av 5", "/5", "/ 5" };

    if (!reviews_may_rate(lower))
        return 0;
    for (size_t i = 0; i < COUNT(marks); i++) {
        struct str mark = str_of(marks[i]);
        ptrdiff_t at = str_find(lower, mark, 0);
        double value;

        if (at <= 0 || ((size_t)at + mark.len < lower.len &&
                           str_is_digit(lower.p[(size_t)at + mark.len])))
            continue;
        value = reviews_number_before(lower, (size_t)at);
        if (value > 0 && value <= 5)
            return value;
    }
    return 0;
}

/* "1,234 customer reviews", "(12) Bewertungen", "累计评价 34": the number
 * beside the word on its line; 0 if there is none. */
static int64_t
reviews_count(const struct view *v, const struct lexicon_hit *h)
{
    size_t line = view_line_of(v, h->at);
    struct str t = view_line_text(v, line);
    size_t at = h->at - v->lines[line].at, digits = 0, end = t.len;
    int64_t count = 0;

    if (t.len > REVIEWS_RATING_LINE)
        return 0;
    /* Before the word if there is one, else behind it. */
    for (size_t i = 0; i < at; i++)
        digits += str_is_digit(t.p[i]);
    if (digits > 0) {
        end = at;
        while (at > 0 &&
               (str_is_digit(t.p[at - 1]) || strchr(" .,()", t.p[at - 1])))
            at--;
    }
    for (digits = 0; at < end && digits <= REVIEWS_COUNT_DIGITS; at++) {
        if (str_is_digit(t.p[at])) {
            count = count * 10 + (t.p[at] - '0');
            digits++;
        }
    }
    return digits <= REVIEWS_COUNT_DIGITS ? count : 0;
}

static int
reviews_is_text(const struct visible *s, const struct view_line *line)
{
    return (line->any & VIEW_REVIEW) && line->len >= REVIEWS_TEXT_MIN &&
           line->len <= REVIEWS_TEXT_MAX &&
           !(line->any &
               (VIEW_LINK | VIEW_HEADING | VIEW_BUTTON | VIEW_OPTION |
                   VIEW_NAV | VIEW_FOOTER | VIEW_HIDDEN | VIEW_META)) &&
           !s->inside[line->run];
}

void
visible_reviews_read(const struct visible *s, struct listing *l)
{
    const struct view *v = s->view;
    double rating = 0;

    for (size_t i = 0; i < v->line_count; i++) {
        const struct view_line *line = &v->lines[i];
        struct str text;
        double own = 0;

        if (line->len <= REVIEWS_RATING_LINE && !(line->any & VIEW_ASIDE) &&
            !s->inside[line->run])
            own = reviews_rating(view_line_lower(v, i));
        /* The first one stands for all, those below for one review each. */
        if (own > 0 && l->rating_value == 0)
            l->rating_value = own;
        rating = own > 0 ? own : rating;
        if (!reviews_is_text(s, line) || l->review_count >= REVIEWS_MAX)
            continue;
        text = reviewer_drop(view_line_text(v, i));
        if (text.len == 0)
            continue; /* the rating before it is the review's */
        listing_add_review(l, rating, text, STR_NONE);
        rating = 0;
    }
    for (size_t i = 0; i < v->hit_count && l->rating_count == 0; i++) {
        if (v->hits[i].sense == LEXICON_REVIEWS &&
            !visible_in_card(s, view_order_at(v, v->hits[i].at)))
            l->rating_count = reviews_count(v, &v->hits[i]);
    }
}
