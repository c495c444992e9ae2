#include "crawler/pagination.h"

#include "base/mem.h"
#include "core/limits.h"

#include <stdlib.h>
#include <string.h>

/* Points, in tens; two good signs or one outright statement are enough. */
#define SCORE_MIN 60

/* Items of one numbered pager lie close together in the tree. */
#define ITEM_DISTANCE 24
/* A longer row of numbers is a calendar, an age filter or a size table. */
#define ITEMS_MAX 40
/* How far up a pager's own name is looked for. */
#define CONTEXT_LEVELS 5
/* Labels are short; a longer text is read as it shows. */
#define LINK_TEXT_MAX 100

/* What names of classes and the like may say, one bit each. */
enum names { PAGER = 1, SLIDER = 2, NEXT = 4, BACK = 8 };

#define LETTERS 26

struct name_word {
    struct str text; /* none: the end of a row that is not full */
    enum names means;
};

#define NAME_WORDS 6 /* of one letter at most */

/* Words in names, by their first letter. */
static const struct name_word name_words[LETTERS][NAME_WORDS] = {
    ['a' - 'a'] = { { STR("adjacent"), SLIDER }, { STR("arrow-right"), NEXT },
        { STR("angle-right"), NEXT }, { STR("arrow_right"), NEXT } },
    ['b' - 'a'] = { { STR("blatter"), PAGER }, { STR("banner"), SLIDER },
        { STR("back"), BACK } },
    ['c' - 'a'] = { { STR("carousel"), SLIDER }, { STR("carrousel"), SLIDER },
        { STR("calendar"), SLIDER }, { STR("chevron-right"), NEXT },
        { STR("caret-right"), NEXT } },
    ['d' - 'a'] = { { STR("disabled"), BACK } },
    ['f' - 'a'] = { { STR("fenye"), PAGER }, { STR("forward"), NEXT },
        { STR("first"), BACK } },
    ['g' - 'a'] = { { STR("gallery"), SLIDER } },
    ['l' - 'a'] = { { STR("listnav"), PAGER }, { STR("lightbox"), SLIDER },
        { STR("last"), BACK }, { STR("left"), BACK } },
    ['n' - 'a'] = { { STR("nav-links"), PAGER }, { STR("nav-single"), SLIDER },
        { STR("next"), NEXT } },
    ['o' - 'a'] = { { STR("owl-"), SLIDER } },
    ['p' - 'a'] = { { STR("pag"), PAGER }, { STR("pages"), PAGER },
        { STR("post-nav"), SLIDER }, { STR("postnav"), SLIDER },
        { STR("prev"), BACK }, { STR("previous"), BACK } },
    ['r' - 'a'] = { { STR("related"), SLIDER }, { STR("right-arrow"), NEXT } },
    ['s' - 'a'] = { { STR("seiten"), PAGER }, { STR("slide"), SLIDER },
        { STR("swiper"), SLIDER }, { STR("slick"), SLIDER },
        { STR("suivant"), NEXT }, { STR("siguiente"), NEXT } },
    ['v' - 'a'] = { { STR("volgende"), NEXT } },
    ['w' - 'a'] = { { STR("wp-navi"), PAGER }, { STR("weiter"), NEXT } },
};

static int
has_name(struct str value, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_find_nocase(value, str_of(names[i]), 0) >= 0)
            return 1;
    return 0;
}

/* What the words that `rest` begins with say. */
static unsigned
read_word(const struct name_word words[NAME_WORDS], struct str rest)
{
    char second = str_lower(rest.p[1]);
    unsigned means = 0;

    for (size_t i = 0; i < NAME_WORDS && words[i].text.len > 0; i++)
        if (words[i].text.p[1] == second && !(means & words[i].means) &&
            str_starts_nocase(rest, words[i].text))
            means |= words[i].means;
    return means;
}

/* What the words anywhere in a name say, or-ed. */
static unsigned
read_name(struct str value)
{
    unsigned means = 0;

    for (size_t i = 0; i + 1 < value.len; i++) {
        size_t letter = (size_t)(str_lower(value.p[i]) - 'a');

        if (letter < LETTERS)
            means |=
                read_word(name_words[letter], str_sub(value, i, value.len));
    }
    return means;
}

/* The links of a page have few different names, so that what a name says is
 * kept by its hash. */
struct search {
    const struct url *page, *base;
    const struct pagination_words *words;
    struct buf text; /* of a link */
    /* Owned, in page order: texts that may be numbers of pages. */
    const struct html_node **number;
    size_t number_count, number_cap;
    struct known_name {
        struct str value;
        unsigned means;
    } names[64];
    char *best; /* owned URL */
    int score;
};

static unsigned
name_of(struct search *s, struct str value)
{
    struct known_name *k;

    if (value.len == 0)
        return 0;
    k = &s->names[str_hash_seeded(value, 0) % COUNT(s->names)];
    if (!str_eq(k->value, value))
        *k = (struct known_name){ value, read_name(value) };
    return k->means;
}

/* What class and id say of a node, or-ed of enum names. */
static unsigned
node_names(struct search *s, const struct html_node *n)
{
    return name_of(s, html_attr(n, "class")) | name_of(s, html_attr(n, "id"));
}

/* --- Page numbers in addresses --- */

static struct str
without_fragment(struct str url)
{
    ptrdiff_t at = str_find_char(url, '#', 0);

    return at < 0 ? url : str_sub(url, 0, (size_t)at);
}

/* Cut what both have at their ends, never through a number. */
static void
cut_common(struct str *a, struct str *b)
{
    size_t start = 0, end = 0, most = a->len < b->len ? a->len : b->len;

    while (start < most && a->p[start] == b->p[start])
        start++;
    while (start > 0 && str_is_digit(a->p[start - 1]))
        start--;
    while (
        end < most - start && a->p[a->len - 1 - end] == b->p[b->len - 1 - end])
        end++;
    while (end > 0 && str_is_digit(a->p[a->len - end]))
        end--;
    *a = str_sub(*a, start, a->len - start - end);
    *b = str_sub(*b, start, b->len - start - end);
}

/* "page=2", "/page/2", "-2.html", "?start=20": the number at the end of what
 * a first page's address lacks; 0 if there is none. */
static int64_t
added_number(struct str added)
{
    static const char *const keys[] = { "page", "p=", "p/", "paged", "pg",
        "seite", "pagina", "index", "start", "offset", "list", "pageno" };
    size_t i = 0;

    while (i < added.len) {
        size_t from = i;
        int64_t n;

        while (i < added.len && str_is_digit(added.p[i]))
            i++;
        if (i == from) {
            i++;
            continue;
        }
        if (i - from <= 5 && from > 0 &&
            has_name(str_sub(added, 0, from), keys, COUNT(keys)) &&
            str_to_i64(str_sub(added, from, i - from), &n) == 0)
            return n;
    }
    return 0;
}

/* How the address of a link continues that of the page: points, negative
 * when it goes back. */
static int
address_points(struct str page, struct str link)
{
    int64_t a, b;

    page = without_fragment(page);
    link = without_fragment(link);
    cut_common(&page, &link);
    if (page.len <= 6 && link.len <= 6 && str_to_i64(page, &a) == 0 &&
        str_to_i64(link, &b) == 0) {
        if (b == a + 1)
            return 25;
        return b > a && b - a <= 200 ? 10 : -20; /* an offset in items */
    }
    b = added_number(link);
    if (b == 2)
        return 25;
    return b > 0 && b <= 200 ? 10 : 0; /* counted from 0, or an offset */
}

/* --- Links --- */

/* Points for where the link stands: in a pager, in a slider. */
static int
context_points(struct search *s, const struct html_node *n)
{
    int points = 0, level = 0;

    for (; n != NULL && level < CONTEXT_LEVELS; n = n->parent, level++) {
        unsigned names;

        if (html_is(n, "body"))
            break;
        names = node_names(s, n);
        if (names & SLIDER)
            return -50;
        if (names & PAGER)
            points = 20;
    }
    return points;
}

/* Offer a link with the points it has so far. */
static void
offer(struct search *s, struct str href, int points)
{
    struct url u = { 0 };

    if (points < SCORE_MIN - 25 || href.len == 0 ||
        href.len > LIMIT_URL_BYTES || href.p[0] == '#' ||
        str_starts_nocase(str_trim(href), STR("javascript:")))
        return;
    if (url_parse(&u, href, s->base, NULL) != 0)
        return;
    points += address_points(str_of(s->page->text), str_of(u.text));
    if (points >= SCORE_MIN && points > s->score &&
        str_eq(url_registrable_domain(u.host),
            url_registrable_domain(s->page->host)) &&
        !str_eq(without_fragment(str_of(u.text)),
            without_fragment(str_of(s->page->text)))) {
        free(s->best);
        s->best = u.text;
        u.text = NULL;
        s->score = points;
    }
    url_clear(&u);
}

/* What one label adds; arrows and icons are half a statement. */
static int
label_points(enum pagination_label label)
{
    switch (label) {
    case PAGINATION_NEXT:
        return 50;
    case PAGINATION_ARROW:
        return 25;
    case PAGINATION_NOT:
        return -100;
    default:
        return 0;
    }
}

/* Icons and pictures inside a link: their names and alternative texts. */
static int
inner_points(struct search *s, const struct html_node *a, int is_empty)
{
    int points = 0, number;

    for (struct html_node *n = html_next(a, (struct html_node *)a); n != NULL;
         n = html_next(a, n)) {
        int p = 0;

        if (n->kind != HTML_ELEMENT)
            continue;
        if (html_is(n, "img"))
            p = label_points(
                pagination_label_of(s->words, html_attr(n, "alt"), &number));
        if (p == 0 && is_empty && (node_names(s, n) & NEXT))
            p = 25;
        if (p < 0)
            return p;
        points = p > points ? p : points;
    }
    return points;
}

/* The text of a link; of most it is one piece, and short. */
static struct str
link_text(struct search *s, const struct html_node *a)
{
    const struct html_node *t = a->first;

    if (t != NULL && t->kind == HTML_TEXT && t->next == NULL &&
        t->text.len <= LINK_TEXT_MAX)
        return t->text;
    buf_reset(&s->text);
    html_visible_text(&s->text, a);
    return buf_str(&s->text);
}

static int
text_points(struct search *s, const struct html_node *a)
{
    static const char *const attrs[] = { "title", "aria-label" };
    enum pagination_label label;
    int number, points, other;

    label = pagination_label_of(s->words, link_text(s, a), &number);
    points = label_points(label);
    if (label == PAGINATION_NUMBER)
        return 0; /* pagers are read as a whole */
    for (size_t i = 0; i < COUNT(attrs) && points >= 0; i++) {
        other = label_points(
            pagination_label_of(s->words, html_attr(a, attrs[i]), &number));
        if (other < 0 || other > points)
            points = other;
    }
    if (points < 0)
        return points;
    other = inner_points(s, a, label == PAGINATION_EMPTY);
    return other < 0 || other > points ? other : points;
}

/* Points for what the link says of itself in its rel; negative when it goes
 * elsewhere. */
static int
rel_points(const struct html_node *a)
{
    static const char *const elsewhere[] = { "prev", "previous", "first",
        "start", "last", "home" };
    struct str rest = html_attr(a, "rel"), word;
    int points = 0;

    while (str_next_word(&rest, &word)) {
        for (size_t i = 0; i < COUNT(elsewhere); i++)
            if (str_is_nocase(word, elsewhere[i]))
                return -1;
        if (str_is_nocase(word, "next"))
            points = 50;
    }
    return points;
}

static void
judge_link(struct search *s, const struct html_node *a)
{
    int rel = rel_points(a), points = rel < 0 ? rel : text_points(s, a);
    unsigned names;

    if (points < 0)
        return;
    points += rel;
    names = node_names(s, a);
    if ((names & NEXT) ||
        (a->parent != NULL && (node_names(s, a->parent) & NEXT)))
        points += 25;
    else if (names & BACK)
        return;
    if (points == 0)
        return;
    offer(s, html_attr(a, "href"), points + context_points(s, a));
}

static void
judge_head_link(struct search *s, const struct html_node *link)
{
    int number;
    struct str title = str_trim(html_attr(link, "title"));

    if (!html_attr_has_word(link, "rel", STR("next")))
        return;
    /* With a title of its own it is the next article, not the next page. */
    if (title.len > 0 &&
        pagination_label_of(s->words, title, &number) != PAGINATION_NEXT)
        return;
    /* Just enough: a visible pager's link, which keeps the order and the page
     * size the reader chose, goes first. */
    offer(s, html_attr(link, "href"), SCORE_MIN);
}

/* --- Numbered pagers --- */

struct item {
    const struct html_node *text, *link; /* link is NULL for the current */
    int number, is_current;
};

/* 0 for most texts that are no number: folding may make a digit of any other
 * sign, but of no letter. */
static int
may_be_number(struct str s)
{
    int digits = 0;

    if (s.len > 16)
        return 0;
    for (size_t i = 0; i < s.len; i++) {
        if (str_is_alpha(s.p[i]))
            return 0;
        digits |= str_is_digit(s.p[i]) || (unsigned char)s.p[i] >= 0x80;
    }
    return digits;
}

/* The item a text node makes, if it is a number alone. */
static int
read_item(struct search *s, struct item *out, const struct html_node *text)
{
    static const char *const current[] = { "current", "active", "selected",
        "aktiv", "actual", "thispage" };
    const struct html_node *n = text->parent;

    *out = (struct item){ .text = text };
    if (pagination_label_of(s->words, text->text, &out->number) !=
        PAGINATION_NUMBER)
        return 0;
    for (int level = 0; n != NULL && level < 4; n = n->parent, level++) {
        if (html_is(n, "option") || html_is(n, "select") ||
            html_is(n, "script"))
            return 0;
        if (html_is(n, "a") && html_has_attr(n, "href") && out->link == NULL)
            out->link = n;
        if (level < 3 &&
            (html_has_attr(n, "aria-current") ||
                has_name(html_attr(n, "class"), current, COUNT(current))))
            out->is_current = 1;
        if (html_is(n, "ul") || html_is(n, "div") || html_is(n, "table"))
            break;
    }
    return 1;
}

/* The current item of a row: the one marked so, or the only one without a
 * link; -1 if that is not clear. */
static int
find_current(const struct item *items, size_t count)
{
    int marked = -1, unlinked = -1;
    size_t marks = 0, plain = 0;

    for (size_t i = 0; i < count; i++) {
        if (items[i].is_current) {
            marked = (int)i;
            marks++;
        }
        if (items[i].link == NULL) {
            unlinked = (int)i;
            plain++;
        }
    }
    if (plain == 1)
        return unlinked;
    return marks == 1 ? marked : -1;
}

static void
judge_row(struct search *s, const struct item *items, size_t count)
{
    int at;

    if (count < 2 || count > ITEMS_MAX)
        return;
    at = find_current(items, count);
    if (at < 0 || (size_t)at + 1 >= count || items[at + 1].link == NULL ||
        items[at + 1].number != items[at].number + 1)
        return;
    offer(s, html_attr(items[at + 1].link, "href"),
        45 + context_points(s, items[at + 1].link));
}

static void
judge_numbers(struct search *s)
{
    struct item items[ITEMS_MAX + 1], item;
    size_t count = 0;

    for (size_t i = 0; i < s->number_count; i++) {
        const struct item *last = count > 0 ? &items[count - 1] : NULL;

        if (!read_item(s, &item, s->number[i]))
            continue;
        if (last != NULL &&
            (item.text->order - last->text->order > ITEM_DISTANCE ||
                item.number <= last->number)) {
            judge_row(s, items, count);
            count = 0;
        }
        if (count < COUNT(items))
            items[count++] = item;
    }
    judge_row(s, items, count);
}

static void
judge_node(struct search *s, const struct html_node *n, uint32_t *links)
{
    if (n->kind == HTML_TEXT) {
        if (!may_be_number(n->text))
            return;
        s->number = mem_grow(s->number, &s->number_cap, s->number_count + 1,
            sizeof s->number[0]);
        s->number[s->number_count++] = n;
    } else if (html_has_attr(n, "href") && ++*links <= LIMIT_LINKS_PER_PAGE) {
        if (html_is(n, "link"))
            judge_head_link(s, n);
        else if (html_is(n, "a"))
            judge_link(s, n);
    }
}

char *
pagination_next(const struct pagination_words *words, const struct html *h,
    const struct url *page, const struct url *base)
{
    struct search s = {
        .words = words, .page = page, .base = base, .text = BUF_MAX(4096)
    };
    uint32_t links = 0;

    for (struct html_node *n = h->root; n != NULL; n = html_next(h->root, n))
        judge_node(&s, n, &links);
    judge_numbers(&s);
    buf_clear(&s.text);
    free(s.number);
    return s.best;
}
