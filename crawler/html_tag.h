/* crawler/html_tag.h - the elements that the rules of HTML name.
 *
 * Every other name is HTML_TAG_OTHER: of those all rules say the same.
 */
#ifndef CRAWLER_HTML_TAG_H
#define CRAWLER_HTML_TAG_H

#include "base/str.h"

/* What the standard calls elements by (13.2.4.2 and the lists of 13.2.6). */
enum html_tag_kind {
    HTML_TAG_SPECIAL = 1,
    HTML_TAG_FORMAT = 2,      /* crossed markup is mended: b, i, a ... */
    HTML_TAG_IMPLIED = 4,     /* the end tag may be left out */
    HTML_TAG_SCOPE = 8,       /* ends every scope */
    HTML_TAG_BOX = 16,        /* ends a paragraph, and nothing else is to it */
    HTML_TAG_BREAKS_OUT = 32, /* of a drawing or formula */
    HTML_TAG_ENDS_MORE = 64,  /* the end tag does more than end it */
};

/* In byte order of their names. */
enum html_tag {
    HTML_TAG_OTHER,
    HTML_TAG_A,
    HTML_TAG_ADDRESS,
    HTML_TAG_ANNOTATION_XML,
    HTML_TAG_APPLET,
    HTML_TAG_AREA,
    HTML_TAG_ARTICLE,
    HTML_TAG_ASIDE,
    HTML_TAG_B,
    HTML_TAG_BASE,
    HTML_TAG_BASEFONT,
    HTML_TAG_BGSOUND,
    HTML_TAG_BIG,
    HTML_TAG_BLOCKQUOTE,
    HTML_TAG_BODY,
    HTML_TAG_BR,
    HTML_TAG_BUTTON,
    HTML_TAG_CAPTION,
    HTML_TAG_CENTER,
    HTML_TAG_CODE,
    HTML_TAG_COL,
    HTML_TAG_COLGROUP,
    HTML_TAG_DD,
    HTML_TAG_DESC,
    HTML_TAG_DETAILS,
    HTML_TAG_DIALOG,
    HTML_TAG_DIR,
    HTML_TAG_DIV,
    HTML_TAG_DL,
    HTML_TAG_DT,
    HTML_TAG_EM,
    HTML_TAG_EMBED,
    HTML_TAG_FIELDSET,
    HTML_TAG_FIGCAPTION,
    HTML_TAG_FIGURE,
    HTML_TAG_FONT,
    HTML_TAG_FOOTER,
    HTML_TAG_FOREIGNOBJECT,
    HTML_TAG_FORM,
    HTML_TAG_FRAME,
    HTML_TAG_FRAMESET,
    HTML_TAG_H1,
    HTML_TAG_H2,
    HTML_TAG_H3,
    HTML_TAG_H4,
    HTML_TAG_H5,
    HTML_TAG_H6,
    HTML_TAG_HEAD,
    HTML_TAG_HEADER,
    HTML_TAG_HGROUP,
    HTML_TAG_HR,
    HTML_TAG_HTML,
    HTML_TAG_I,
    HTML_TAG_IFRAME,
    HTML_TAG_IMAGE,
    HTML_TAG_IMG,
    HTML_TAG_INPUT,
    HTML_TAG_KEYGEN,
    HTML_TAG_LEGEND,
    HTML_TAG_LI,
    HTML_TAG_LINK,
    HTML_TAG_LISTING,
    HTML_TAG_MAIN,
    HTML_TAG_MALIGNMARK,
    HTML_TAG_MARQUEE,
    HTML_TAG_MATH,
    HTML_TAG_MENU,
    HTML_TAG_META,
    HTML_TAG_MGLYPH,
    HTML_TAG_MI,
    HTML_TAG_MN,
    HTML_TAG_MO,
    HTML_TAG_MS,
    HTML_TAG_MTEXT,
    HTML_TAG_NAV,
    HTML_TAG_NOBR,
    HTML_TAG_NOEMBED,
    HTML_TAG_NOFRAMES,
    HTML_TAG_NOSCRIPT,
    HTML_TAG_OBJECT,
    HTML_TAG_OL,
    HTML_TAG_OPTGROUP,
    HTML_TAG_OPTION,
    HTML_TAG_P,
    HTML_TAG_PARAM,
    HTML_TAG_PLAINTEXT,
    HTML_TAG_PRE,
    HTML_TAG_RB,
    HTML_TAG_RP,
    HTML_TAG_RT,
    HTML_TAG_RTC,
    HTML_TAG_RUBY,
    HTML_TAG_S,
    HTML_TAG_SCRIPT,
    HTML_TAG_SEARCH,
    HTML_TAG_SECTION,
    HTML_TAG_SELECT,
    HTML_TAG_SLOT,
    HTML_TAG_SMALL,
    HTML_TAG_SOURCE,
    HTML_TAG_SPAN,
    HTML_TAG_STRIKE,
    HTML_TAG_STRONG,
    HTML_TAG_STYLE,
    HTML_TAG_SUB,
    HTML_TAG_SUMMARY,
    HTML_TAG_SUP,
    HTML_TAG_SVG,
    HTML_TAG_TABLE,
    HTML_TAG_TBODY,
    HTML_TAG_TD,
    HTML_TAG_TEMPLATE,
    HTML_TAG_TEXTAREA,
    HTML_TAG_TFOOT,
    HTML_TAG_TH,
    HTML_TAG_THEAD,
    HTML_TAG_TITLE,
    HTML_TAG_TR,
    HTML_TAG_TRACK,
    HTML_TAG_TT,
    HTML_TAG_U,
    HTML_TAG_UL,
    HTML_TAG_VAR,
    HTML_TAG_WBR,
    HTML_TAG_XMP,
    HTML_TAG_COUNT
};

/* The longest name, "annotation-xml", and a NUL. */
#define HTML_TAG_NAME_BYTES 15

struct html_tag_info {
    char name[HTML_TAG_NAME_BYTES];
    unsigned char len;
    unsigned char flags; /* of enum html_flag */
    unsigned char kinds; /* of enum html_tag_kind */
};

extern const struct html_tag_info html_tags[HTML_TAG_COUNT];

/* name in lower case. */
enum html_tag html_tag_of(struct str name);

static inline struct str
html_tag_name(enum html_tag tag) /* not of HTML_TAG_OTHER */
{
    return (struct str){ html_tags[tag].name, html_tags[tag].len };
}

static inline unsigned
html_tag_kinds(enum html_tag tag)
{
    return html_tags[tag].kinds;
}

static inline unsigned
html_tag_flags(enum html_tag tag)
{
    return html_tags[tag].flags;
}

#endif
