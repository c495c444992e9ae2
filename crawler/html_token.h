/* crawler/html_token.h - the tokens of a page, by the HTML standard's rules.
 *
 * WHATWG HTML, 13.2.5: tags, attributes, text, comments, doctypes, out of
 * valid UTF-8. Texts and names are pieces of the page itself wherever nothing
 * has to be decoded. Knows no tree: who builds one says with `state` when a
 * tag begins raw text, and with `cdata` when "<![CDATA[" does.
 */
#ifndef CRAWLER_HTML_TOKEN_H
#define CRAWLER_HTML_TOKEN_H

#include "base/arena.h"
#include "base/lanes.h"

enum html_token_kind {
    HTML_TOKEN_END, /* of the page; it is given again and again */
    HTML_TOKEN_TEXT,
    HTML_TOKEN_OPEN,  /* a start tag */
    HTML_TOKEN_CLOSE, /* an end tag */
    HTML_TOKEN_COMMENT,
    HTML_TOKEN_DOCTYPE,
};

enum html_token_state {
    HTML_TOKEN_DATA,
    HTML_TOKEN_RCDATA,  /* title, textarea */
    HTML_TOKEN_RAWTEXT, /* style, iframe ... */
    HTML_TOKEN_SCRIPT,
    HTML_TOKEN_PLAINTEXT,
    HTML_TOKEN_CDATA,
};

struct html_token_attr {
    struct str name, value; /* name lower case; value decoded */
};

/* Of one tag; further ones are left out. Each is compared with those before
 * it, and the 400 pages saved for tests have 57 at most. */
#define HTML_TOKEN_ATTRS_MAX 500

struct html_token {
    enum html_token_kind kind;
    enum html_token_state state; /* text: where it stood */
    struct str name;             /* tag, doctype: lower case */
    uint64_t word;   /* tag: its name as a number, or 0 (lanes_word) */
    struct str text; /* text, comment: as it stands in the page */
    int is_plain; /* text: of blanks it has single spaces, nothing to decode */
    const struct html_token_attr *attrs;
    size_t attr_count;
    int empty; /* a start tag that ends in "/>" */
    /* A doctype: which parts are there, and whether it is broken. */
    int has_name, has_public, has_system, quirks;
    struct str public_id, system_id;
};

struct html_token_reader {
    struct str page;
    size_t at;
    enum html_token_state state;
    int cdata;
    struct str last_open; /* name of the last start tag: it ends raw text */
    struct arena *arena;  /* what had to be decoded */
    int no_room;          /* the arena is full: texts are missing */
    struct html_token_attr attrs[HTML_TOKEN_ATTRS_MAX];
};

/* Read page from the start. Texts live as long as page and arena. */
void html_token_start(
    struct html_token_reader *r, struct str page, struct arena *arena);

/* The next token; its attributes are there until the next call. */
void html_token_next(struct html_token_reader *r, struct html_token *t);

/* The text of a text token or comment with references, line ends and NUL
 * characters decoded; t->text itself where there are none. */
struct str html_token_text(
    struct html_token_reader *r, const struct html_token *t);

/* 1 for what the standard calls ASCII white space. */
static inline int
html_token_is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* Lanes before the first that may end a name or must be changed in one: '='
 * to 'Z' are '>' and all capitals among others. */
static inline size_t
html_token_name_lanes(const char *p)
{
    lanes v = lanes_load(p);

    return lanes_first((lanes)(v <= ' ') | (lanes)(v == '/') |
                       (lanes)((lanes)(v - '=') <= 'Z' - '='));
}

#endif
