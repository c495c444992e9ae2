#include "crawler/html_tag.h"

#include "crawler/html.h"

/* The longest name, "annotation-xml", and a NUL. */
#define NAME_MAX_BYTES 15

static const struct {
    char name[NAME_MAX_BYTES];
    unsigned char len, flags, kinds;
} tags[HTML_TAG_COUNT] = {
#define SPECIAL HTML_TAG_SPECIAL
#define FORMAT HTML_TAG_FORMAT
#define IMPLIED HTML_TAG_IMPLIED
#define SCOPE HTML_TAG_SCOPE
#define BOX HTML_TAG_BOX
#define BREAKS HTML_TAG_BREAKS_OUT
#define T(tag, name, flags, kinds)                                             \
    [HTML_TAG_##tag] = { name, sizeof name - 1, flags, kinds }
    T(A, "a", 0, FORMAT),
    T(ADDRESS, "address", HTML_BLOCK, SPECIAL | BOX),
    T(ANNOTATION_XML, "annotation-xml", 0, 0),
    T(APPLET, "applet", 0, SPECIAL | SCOPE),
    T(AREA, "area", 0, SPECIAL),
    T(ARTICLE, "article", HTML_BLOCK, SPECIAL | BOX),
    T(ASIDE, "aside", HTML_BLOCK, SPECIAL | BOX),
    T(B, "b", 0, FORMAT | BREAKS),
    T(BASE, "base", 0, SPECIAL),
    T(BASEFONT, "basefont", 0, SPECIAL),
    T(BGSOUND, "bgsound", 0, SPECIAL),
    T(BIG, "big", 0, FORMAT | BREAKS),
    T(BLOCKQUOTE, "blockquote", HTML_BLOCK, SPECIAL | BOX | BREAKS),
    T(BODY, "body", HTML_BLOCK, SPECIAL | BREAKS),
    T(BR, "br", HTML_BLOCK, SPECIAL | BREAKS),
    T(BUTTON, "button", 0, SPECIAL),
    T(CAPTION, "caption", HTML_BLOCK, SPECIAL | SCOPE),
    T(CENTER, "center", HTML_BLOCK, SPECIAL | BOX | BREAKS),
    T(CODE, "code", 0, FORMAT | BREAKS),
    T(COL, "col", 0, SPECIAL),
    T(COLGROUP, "colgroup", 0, SPECIAL),
    T(DD, "dd", HTML_BLOCK, SPECIAL | IMPLIED | BREAKS),
    T(DESC, "desc", 0, 0),
    T(DETAILS, "details", HTML_BLOCK, SPECIAL | BOX),
    T(DIALOG, "dialog", 0, BOX),
    T(DIR, "dir", HTML_BLOCK, SPECIAL | BOX),
    T(DIV, "div", HTML_BLOCK, SPECIAL | BOX | BREAKS),
    T(DL, "dl", HTML_BLOCK, SPECIAL | BOX | BREAKS),
    T(DT, "dt", HTML_BLOCK, SPECIAL | IMPLIED | BREAKS),
    T(EM, "em", 0, FORMAT | BREAKS),
    T(EMBED, "embed", 0, SPECIAL | BREAKS),
    T(FIELDSET, "fieldset", HTML_BLOCK, SPECIAL | BOX),
    T(FIGCAPTION, "figcaption", HTML_BLOCK, SPECIAL | BOX),
    T(FIGURE, "figure", HTML_BLOCK, SPECIAL | BOX),
    T(FONT, "font", 0, FORMAT),
    T(FOOTER, "footer", HTML_BLOCK, SPECIAL | BOX),
    T(FOREIGNOBJECT, "foreignobject", 0, 0),
    T(FORM, "form", HTML_BLOCK, SPECIAL),
    T(FRAME, "frame", 0, SPECIAL),
    T(FRAMESET, "frameset", 0, SPECIAL),
    T(H1, "h1", HTML_BLOCK, SPECIAL | BREAKS),
    T(H2, "h2", HTML_BLOCK, SPECIAL | BREAKS),
    T(H3, "h3", HTML_BLOCK, SPECIAL | BREAKS),
    T(H4, "h4", HTML_BLOCK, SPECIAL | BREAKS),
    T(H5, "h5", HTML_BLOCK, SPECIAL | BREAKS),
    T(H6, "h6", HTML_BLOCK, SPECIAL | BREAKS),
    T(HEAD, "head", HTML_UNSEEN, SPECIAL | BREAKS),
    T(HEADER, "header", HTML_BLOCK, SPECIAL | BOX),
    T(HGROUP, "hgroup", 0, SPECIAL | BOX),
    T(HR, "hr", HTML_BLOCK, SPECIAL | BREAKS),
    T(HTML, "html", 0, SPECIAL | SCOPE),
    T(I, "i", 0, FORMAT | BREAKS),
    T(IFRAME, "iframe", HTML_UNSEEN, SPECIAL),
    T(IMAGE, "image", 0, 0),
    T(IMG, "img", 0, SPECIAL | BREAKS),
    T(INPUT, "input", 0, SPECIAL),
    T(KEYGEN, "keygen", 0, SPECIAL),
    T(LEGEND, "legend", HTML_BLOCK, 0),
    T(LI, "li", HTML_BLOCK, SPECIAL | IMPLIED | BREAKS),
    T(LINK, "link", 0, SPECIAL),
    T(LISTING, "listing", 0, SPECIAL | BREAKS),
    T(MAIN, "main", HTML_BLOCK, SPECIAL | BOX),
    T(MALIGNMARK, "malignmark", 0, 0),
    T(MARQUEE, "marquee", 0, SPECIAL | SCOPE),
    T(MATH, "math", 0, 0),
    T(MENU, "menu", HTML_BLOCK, SPECIAL | BOX | BREAKS),
    T(META, "meta", 0, SPECIAL | BREAKS),
    T(MGLYPH, "mglyph", 0, 0),
    T(MI, "mi", 0, 0),
    T(MN, "mn", 0, 0),
    T(MO, "mo", 0, 0),
    T(MS, "ms", 0, 0),
    T(MTEXT, "mtext", 0, 0),
    T(NAV, "nav", HTML_BLOCK, SPECIAL | BOX),
    T(NOBR, "nobr", 0, FORMAT | BREAKS),
    T(NOEMBED, "noembed", 0, SPECIAL),
    T(NOFRAMES, "noframes", 0, SPECIAL),
    T(NOSCRIPT, "noscript", HTML_UNSEEN, SPECIAL),
    T(OBJECT, "object", HTML_UNSEEN, SPECIAL | SCOPE),
    T(OL, "ol", HTML_BLOCK, SPECIAL | BOX | BREAKS),
    T(OPTGROUP, "optgroup", HTML_BLOCK, IMPLIED),
    T(OPTION, "option", HTML_BLOCK, IMPLIED),
    T(P, "p", HTML_BLOCK, SPECIAL | IMPLIED | BOX | BREAKS),
    T(PARAM, "param", 0, SPECIAL),
    T(PLAINTEXT, "plaintext", 0, SPECIAL),
    T(PRE, "pre", HTML_BLOCK, SPECIAL | BREAKS),
    T(RB, "rb", 0, IMPLIED),
    T(RP, "rp", 0, IMPLIED),
    T(RT, "rt", 0, IMPLIED),
    T(RTC, "rtc", 0, IMPLIED),
    T(RUBY, "ruby", 0, BREAKS),
    T(S, "s", 0, FORMAT | BREAKS),
    T(SCRIPT, "script", HTML_UNSEEN, SPECIAL),
    T(SEARCH, "search", 0, SPECIAL | BOX),
    T(SECTION, "section", HTML_BLOCK, SPECIAL | BOX),
    T(SELECT, "select", HTML_BLOCK, SPECIAL),
    T(SLOT, "slot", 0, 0),
    T(SMALL, "small", 0, FORMAT | BREAKS),
    T(SOURCE, "source", 0, SPECIAL),
    T(SPAN, "span", 0, BREAKS),
    T(STRIKE, "strike", 0, FORMAT | BREAKS),
    T(STRONG, "strong", 0, FORMAT | BREAKS),
    T(STYLE, "style", HTML_UNSEEN, SPECIAL),
    T(SUB, "sub", 0, BREAKS),
    T(SUMMARY, "summary", HTML_BLOCK, SPECIAL | BOX),
    T(SUP, "sup", 0, BREAKS),
    T(SVG, "svg", HTML_UNSEEN, 0),
    T(TABLE, "table", HTML_BLOCK, SPECIAL | SCOPE | BREAKS),
    T(TBODY, "tbody", HTML_BLOCK, SPECIAL),
    T(TD, "td", HTML_CELL, SPECIAL | SCOPE),
    T(TEMPLATE, "template", HTML_UNSEEN, SPECIAL | SCOPE),
    T(TEXTAREA, "textarea", 0, SPECIAL),
    T(TFOOT, "tfoot", HTML_BLOCK, SPECIAL),
    T(TH, "th", HTML_CELL, SPECIAL | SCOPE),
    T(THEAD, "thead", HTML_BLOCK, SPECIAL),
    T(TITLE, "title", 0, SPECIAL),
    T(TR, "tr", HTML_BLOCK, SPECIAL),
    T(TRACK, "track", 0, SPECIAL),
    T(TT, "tt", 0, FORMAT | BREAKS),
    T(U, "u", 0, FORMAT | BREAKS),
    T(UL, "ul", HTML_BLOCK, SPECIAL | BOX | BREAKS),
    T(VAR, "var", 0, BREAKS),
    T(WBR, "wbr", 0, SPECIAL),
    T(XMP, "xmp", 0, SPECIAL),
#undef T
};

/* Where the names with that first letter begin; 'z' and what is behind it. */
static const unsigned char first_of[27] = {
    HTML_TAG_A,
    HTML_TAG_B,
    HTML_TAG_CAPTION,
    HTML_TAG_DD,
    HTML_TAG_EM,
    HTML_TAG_FIELDSET,
    HTML_TAG_H1,
    HTML_TAG_H1,
    HTML_TAG_I,
    HTML_TAG_KEYGEN,
    HTML_TAG_KEYGEN,
    HTML_TAG_LEGEND,
    HTML_TAG_MAIN,
    HTML_TAG_NAV,
    HTML_TAG_OBJECT,
    HTML_TAG_P,
    HTML_TAG_RB,
    HTML_TAG_RB,
    HTML_TAG_S,
    HTML_TAG_TABLE,
    HTML_TAG_U,
    HTML_TAG_VAR,
    HTML_TAG_WBR,
    HTML_TAG_XMP,
    HTML_TAG_COUNT,
    HTML_TAG_COUNT,
    HTML_TAG_COUNT,
};

enum html_tag
html_tag_of(struct str name)
{
    size_t letter;

    if (name.len == 0 || name.p[0] < 'a' || name.p[0] > 'z')
        return HTML_TAG_OTHER;
    letter = (size_t)(name.p[0] - 'a');
    for (size_t i = first_of[letter]; i < first_of[letter + 1]; i++)
        if (tags[i].len == name.len &&
            memcmp(tags[i].name, name.p, name.len) == 0)
            return (enum html_tag)i;
    return HTML_TAG_OTHER;
}

struct str
html_tag_name(enum html_tag tag)
{
    return (struct str){ tags[tag].name, tags[tag].len };
}

unsigned
html_tag_kinds(enum html_tag tag)
{
    return tags[tag].kinds;
}

unsigned
html_tag_flags(enum html_tag tag)
{
    return tags[tag].flags;
}
