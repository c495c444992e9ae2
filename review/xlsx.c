#include "review/xlsx.h"

#include "base/escape.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/zip.h"

#include <stdlib.h>

/* Rows that wait for xlsx_flush. */
#define WAITING_BYTES_MAX (64u << 20)
/* A cell holds 32,767 UTF-16 units, which so many bytes never exceed. */
#define CELL_BYTES_MAX 32767
/* Day 25,569 of the sheet is 1970-01-01. */
#define EPOCH_DAY 25569.0
#define DAY_MS (24 * 3600 * 1000.0)

/* Of styles.xml below. */
enum { STYLE_PLAIN, STYLE_TIME, STYLE_HEADING };

struct xlsx {
    struct zip *zip;  /* owned */
    struct buf sheet; /* rows that are not compressed yet */
    int64_t rows;
};

#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define OOXML "http://schemas.openxmlformats.org/"

static const char types[] = DECLARATION
    "<Types xmlns=\"" OOXML "package/2006/content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/"
    "vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/"
    "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
    "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType="
    "\"application/"
    "vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
    "<Override PartName=\"/xl/styles.xml\" ContentType=\"application/"
    "vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>"
    "</Types>";

static const char package_rels[] =
    DECLARATION "<Relationships xmlns=\"" OOXML "package/2006/relationships\">"
                "<Relationship Id=\"rId1\" Type=\"" OOXML
                "officeDocument/2006/relationships/officeDocument\""
                " Target=\"xl/workbook.xml\"/></Relationships>";

static const char book_rels[] =
    DECLARATION "<Relationships xmlns=\"" OOXML "package/2006/relationships\">"
                "<Relationship Id=\"rId1\" Type=\"" OOXML
                "officeDocument/2006/relationships/worksheet\""
                " Target=\"worksheets/sheet1.xml\"/>"
                "<Relationship Id=\"rId2\" Type=\"" OOXML
                "officeDocument/2006/relationships/styles\""
                " Target=\"styles.xml\"/></Relationships>";

static const char styles[] = DECLARATION
    "<styleSheet xmlns=\"" OOXML "spreadsheetml/2006/main\">"
    "<numFmts count=\"1\"><numFmt numFmtId=\"164\""
    " formatCode=\"yyyy\\-mm\\-dd\\ hh:mm\"/></numFmts>"
    "<fonts count=\"2\"><font/><font><b/></font></fonts>"
    "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
    "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
    "<borders count=\"1\"><border/></borders>"
    "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs>"
    "<cellXfs count=\"3\"><xf/>"
    "<xf numFmtId=\"164\" applyNumberFormat=\"1\"/>"
    "<xf fontId=\"1\" applyFont=\"1\"/></cellXfs>"
    "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\""
    " builtinId=\"0\"/></cellStyles></styleSheet>";

static const char sheet_head[] = DECLARATION
    "<worksheet xmlns=\"" OOXML "spreadsheetml/2006/main\">"
    "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\""
    " topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"
    "</sheetView></sheetViews><sheetData>";

struct xlsx *
xlsx_new(void)
{
    struct xlsx *x = mem_new(sizeof *x);

    x->zip = zip_new();
    x->sheet = BUF_MAX(WAITING_BYTES_MAX);
    return x;
}

void
xlsx_free(struct xlsx *x)
{
    if (x == NULL)
        return;
    zip_free(x->zip);
    buf_clear(&x->sheet);
    free(x);
}

int
xlsx_start(struct xlsx *x, struct buf *out, const char *sheet)
{
    struct buf book = BUF_MAX(4096);
    int rc;

    buf_addz(&book,
        DECLARATION "<workbook xmlns=\"" OOXML "spreadsheetml/2006/main\""
                    " xmlns:r=\"" OOXML "officeDocument/2006/relationships\">"
                    "<sheets><sheet sheetId=\"1\" r:id=\"rId1\" name=\"");
    escape_html(&book, str_of(sheet));
    buf_addz(&book, "\"/></sheets></workbook>");
    rc =
        zip_put(x->zip, out, "[Content_Types].xml", str_of(types)) ||
        zip_put(x->zip, out, "_rels/.rels", str_of(package_rels)) ||
        zip_put(x->zip, out, "xl/workbook.xml", buf_str(&book)) ||
        zip_put(x->zip, out, "xl/_rels/workbook.xml.rels", str_of(book_rels)) ||
        zip_put(x->zip, out, "xl/styles.xml", str_of(styles)) ||
        zip_start(x->zip, out, "xl/worksheets/sheet1.xml") ||
        zip_add(x->zip, out, str_of(sheet_head));
    buf_clear(&book);
    return rc ? -1 : 0;
}

void
xlsx_row(struct xlsx *x)
{
    if (x->rows++ > 0)
        buf_addz(&x->sheet, "</row>");
    buf_addz(&x->sheet, "<row>");
}

static int
is_hex(char c)
{
    return str_is_digit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

/* Readers take "_x000D_" for the character of that number: the underscore is
 * written as its own number (ECMA-376 part 1, 22.9.2.19). */
static int
is_code(struct str s, size_t at)
{
    if (at + 7 > s.len || s.p[at + 1] != 'x' || s.p[at + 6] != '_')
        return 0;
    for (size_t i = at + 2; i < at + 6; i++)
        if (!is_hex(s.p[i]))
            return 0;
    return 1;
}

/* Two code points that are UTF-8 and yet not in XML. */
static int
is_no_character(struct str s, size_t at)
{
    return at + 3 <= s.len && (unsigned char)s.p[at] == 0xEF &&
           (unsigned char)s.p[at + 1] == 0xBF &&
           (unsigned char)s.p[at + 2] >= 0xBE;
}

static void
cell_text(struct xlsx *x, struct str text, int style)
{
    size_t from = 0;

    text = utf8_cut(text, CELL_BYTES_MAX);
    buf_addf(&x->sheet,
        "<c t=\"inlineStr\" s=\"%d\"><is><t xml:space=\""
        "preserve\">",
        style);
    for (size_t at = 0; at < text.len; at++) {
        int code = text.p[at] == '_' && is_code(text, at);

        if (!code && !is_no_character(text, at))
            continue;
        escape_html(&x->sheet, str_sub(text, from, at - from));
        buf_addz(&x->sheet, code ? "_x005F_" : "\xEF\xBF\xBD");
        at += code ? 0 : 2;
        from = at + 1;
    }
    escape_html(&x->sheet, str_sub(text, from, text.len));
    buf_addz(&x->sheet, "</t></is></c>");
}

void
xlsx_text(struct xlsx *x, struct str text)
{
    if (text.len == 0)
        buf_addz(&x->sheet, "<c/>");
    else
        cell_text(x, text, STYLE_PLAIN);
}

void
xlsx_heading(struct xlsx *x, struct str text)
{
    cell_text(x, text, STYLE_HEADING);
}

void
xlsx_number(struct xlsx *x, double v, int decimals)
{
    buf_addf(&x->sheet, "<c><v>%.*f</v></c>", decimals, v);
}

void
xlsx_time(struct xlsx *x, int64_t ms)
{
    if (ms == 0)
        buf_addz(&x->sheet, "<c/>");
    else
        buf_addf(&x->sheet, "<c s=\"%d\"><v>%.6f</v></c>", STYLE_TIME,
            (double)ms / DAY_MS + EPOCH_DAY);
}

int
xlsx_flush(struct xlsx *x, struct buf *out)
{
    int rc = x->sheet.over ? -1 : zip_add(x->zip, out, buf_str(&x->sheet));

    buf_reset(&x->sheet);
    return rc;
}

int
xlsx_end(struct xlsx *x, struct buf *out)
{
    if (x->rows > 0)
        buf_addz(&x->sheet, "</row>");
    buf_addz(&x->sheet, "</sheetData></worksheet>");
    if (xlsx_flush(x, out) != 0 || zip_end(x->zip, out) != 0)
        return -1;
    return zip_finish(x->zip, out);
}
