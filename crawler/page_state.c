#include "crawler/page_state.h"

#include "base/mem.h"

#include <string.h>

/* Walls and error pages say little: a page with more text than this, in
 * bytes, is judged by its title and headings alone. */
#define STATE_SHORT_BYTES 2500
#define STATE_TINY_BYTES 400
/* With less text than this and scripts around, nothing was rendered. */
#define STATE_SHELL_BYTES 200
#define STATE_SHELL_SCRIPT 2000
/* Challenges say their name early. In bytes, and scripts looked at. */
#define STATE_SCRIPT_LOOK 4000
#define STATE_SCRIPTS_MAX 20
/* Headings stand early; a banner comes before them. In lines. */
#define STATE_TOP_LINES 40
/* A heading or message is no longer than this. */
#define STATE_MESSAGE_BYTES 160

/* What the words on a page say, counted where they weigh: in the title of
 * the page, in headings, in its first lines. */
struct state_words {
    unsigned char title[LEXICON_SENSES];
    unsigned char heading[LEXICON_SENSES];
    unsigned char top[LEXICON_SENSES]; /* short lines of the upper page */
    unsigned char any[LEXICON_SENSES];
};

static void
state_count(unsigned char *count, unsigned sense)
{
    if (count[sense] < 255)
        count[sense]++;
}

static void
state_read_title(struct state_words *w, const struct view *v)
{
    struct buf lower = BUF_MAX(4096);
    struct lexicon_hit hits[16];
    char *p = v->title.len <= 4000 ? buf_room(&lower, v->title.len + 1) : NULL;
    size_t n;

    if (!p || v->title.len == 0) {
        buf_clear(&lower);
        return;
    }
    lexicon_lower(p, v->title);
    lower.len = v->title.len;
    n = lexicon_scan(v->lexicon, buf_str(&lower), hits, COUNT(hits));
    for (size_t i = 0; i < n; i++)
        state_count(w->title, hits[i].sense);
    buf_clear(&lower);
}

static void
state_read(struct state_words *w, const struct view *v)
{
    memset(w, 0, sizeof *w);
    state_read_title(w, v);
    for (size_t i = 0; i < v->hit_count; i++) {
        unsigned sense = v->hits[i].sense;
        const struct view_line *l;
        size_t line;

        if (sense < LEXICON_MISSING)
            continue;
        line = view_line_of(v, v->hits[i].at);
        l = &v->lines[line];
        if ((l->any & VIEW_HIDDEN) ||
            ((l->any & (VIEW_NAV | VIEW_FOOTER)) && sense != LEXICON_CONSENT))
            continue;
        state_count(w->any, sense);
        if ((l->any & VIEW_HEADING) && l->len <= STATE_MESSAGE_BYTES)
            state_count(w->heading, sense);
        /* A message, not a sentence of prose that has the word. */
        if (line <= STATE_TOP_LINES && l->len <= STATE_MESSAGE_BYTES &&
            (v->hits[i].at == l->at || v->hits[i].len * 4 >= l->len))
            state_count(w->top, sense);
    }
}

/* 1 if the data of the page holds an offer worth the name: a title with a
 * price, from markup or from sight. */
static int
state_has_offer(const struct page_state_input *in)
{
    for (size_t i = 0; i < in->facts->count; i++) {
        const struct fact_offer *o = &in->facts->offers[i];

        if (o->listing->text[LISTING_TITLE] &&
            o->listing->text[LISTING_PRICE_AMOUNT])
            return 1;
    }
    return 0;
}

static int
state_has_main_markup(const struct facts *f)
{
    for (size_t i = 0; i < f->count; i++) {
        if (f->offers[i].source != FACT_VISIBLE &&
            f->offers[i].source != FACT_META && f->offers[i].role == FACT_MAIN)
            return 1;
    }
    return 0;
}

static int
state_says(const struct state_words *w, unsigned sense, size_t text, int offer)
{
    if (w->title[sense] && (w->any[sense] || text < STATE_SHORT_BYTES))
        return 1;
    if (offer)
        return 0;
    if (w->heading[sense] && text < STATE_SHORT_BYTES * 2)
        return 1;
    return (w->top[sense] && text < STATE_SHORT_BYTES) ||
           (w->any[sense] && text < STATE_TINY_BYTES);
}

static int
state_names_challenge(struct str s)
{
    /* What the common protections call their own parts. */
    static const char *const marks[] = { "captcha", "challenge-platform",
        "cf_chl", "_incapsula_", "perimeterx", "px-cloud", "datadome",
        "punish?x5", "_____tmd_____", "akam/", "bm-verify", "distil_",
        "geetest", "kpsdk" };

    s = str_sub(s, 0, STATE_SCRIPT_LOOK);
    for (size_t i = 0; i < COUNT(marks); i++) {
        if (str_find_nocase(s, str_of(marks[i]), 0) >= 0)
            return 1;
    }
    return 0;
}

/* 1 if a page that shows next to nothing loads a challenge: in a script or
 * frame, by address or in its first bytes. */
static int
state_has_challenge(const struct view *v)
{
    const struct html_node *root = v->html->root, *n = root;
    size_t looked = 0;

    for (; n && looked < STATE_SCRIPTS_MAX;
         n = html_next(root, (struct html_node *)n)) {
        int script = html_is(n, "script");

        if (!script && !html_is(n, "iframe"))
            continue;
        looked++;
        if (state_names_challenge(html_attr(n, "src")) ||
            (script && n->first && state_names_challenge(n->first->text)))
            return 1;
    }
    return 0;
}

static enum page_observed
state_of_status(int status, const char **reason)
{
    switch (status) {
    case 401:
        *reason = "log-in required (401)";
        return PAGE_BLOCKED;
    case 403:
        *reason = "access refused (403)";
        return PAGE_BLOCKED;
    case 404:
    case 410:
        *reason = "the page does not exist";
        return PAGE_BLOCKED;
    case 407:
    case 451:
        *reason = "not available here";
        return PAGE_BLOCKED;
    case 429:
        *reason = "too many requests (429)";
        return PAGE_BLOCKED;
    default:
        *reason = status >= 500 ? "the server failed" : "no page came";
        return PAGE_BLOCKED;
    }
}

static const char *
state_wall(const struct state_words *w, const struct page_state_input *in,
    size_t text, int offer)
{
    if (state_says(w, LEXICON_CAPTCHA, text, offer) && !offer)
        return "captcha";
    if (state_says(w, LEXICON_WALL, text, offer) && !offer)
        return "bot wall";
    if (offer)
        return NULL;
    if (text < STATE_TINY_BYTES && state_has_challenge(in->view))
        return "bot wall";
    if (state_says(w, LEXICON_MAINTENANCE, text, offer) &&
        text < STATE_SHORT_BYTES)
        return "maintenance page";
    if (in->view->password_count > 0 && text < STATE_SHORT_BYTES &&
        (w->any[LEXICON_LOGIN] || text < STATE_TINY_BYTES))
        return "log-in wall";
    if (w->any[LEXICON_LOGIN] >= 2 && text < STATE_TINY_BYTES * 2)
        return "log-in wall";
    /* A banner over a page leaves the page's own text in sight. */
    if (in->signs->cards == 0 && !in->signs->has_price &&
        ((w->any[LEXICON_CONSENT] >= 2 && text < STATE_TINY_BYTES * 2) ||
            (w->title[LEXICON_CONSENT] && text < STATE_SHORT_BYTES)))
        return "consent page";
    return NULL;
}

static const char *
state_missing(const struct state_words *w, const struct page_state_input *in,
    size_t text, int offer)
{
    unsigned m = LEXICON_MISSING;

    if (in->signs->has_price || state_has_main_markup(in->facts))
        return NULL;
    if (w->title[m] || w->heading[m])
        return "the page says that it does not exist";
    if (!offer && w->top[m] && text < STATE_SHORT_BYTES)
        return "the page says that it does not exist";
    return NULL;
}

enum page_observed
page_state_judge(const struct page_state_input *in, const char **reason)
{
    const struct view *v = in->view;
    size_t text = v->visible_bytes;
    struct state_words w;
    int offer = state_has_offer(in);

    *reason = "";
    if (in->status != 0 && (in->status < 200 || in->status >= 300))
        return state_of_status(in->status, reason);
    state_read(&w, v);
    *reason = state_wall(&w, in, text, offer);
    if (!*reason)
        *reason = state_missing(&w, in, text, offer);
    if (*reason)
        return PAGE_BLOCKED;
    *reason = "";
    if (in->outcome == PAGE_TRUNCATED) {
        *reason = "the page was cut short";
        return PAGE_PARTIAL;
    }
    if (in->tree_truncated) {
        *reason = "the page is too large to read whole";
        return PAGE_PARTIAL;
    }
    if (offer || state_has_main_markup(in->facts))
        return PAGE_OBSERVED;
    if (text == 0 && (v->script_bytes == 0 || in->rendered) &&
        v->image_count == 0) {
        *reason = "the page is empty";
        return PAGE_PARTIAL;
    }
    if (in->rendered)
        return PAGE_OBSERVED; /* its scripts have run */
    if ((text < STATE_SHELL_BYTES && v->script_bytes > 0 &&
            v->image_count < 3) ||
        (text < STATE_SHELL_BYTES * 3 && v->script_bytes > STATE_SHELL_SCRIPT &&
            w.any[LEXICON_SCRIPT])) {
        *reason = "content is made by scripts";
        return PAGE_PARTIAL;
    }
    return PAGE_OBSERVED;
}
