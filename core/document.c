#include "core/document.h"

static struct str
behind(struct str line, size_t sign)
{
    return str_trim(str_sub(line, sign, line.len));
}

static void
read_row(struct str line, struct document_line *out)
{
    struct str inside = str_sub(line, 2, line.len);
    ptrdiff_t bar = str_find(inside, STR(" | "), 0);

    if (bar < 0 && str_ends(inside, STR(" |")))
        bar = (ptrdiff_t)inside.len - 2;
    out->kind = DOCUMENT_ROW;
    if (bar < 0) {
        out->text = str_trim(inside);
        return;
    }
    out->label = str_trim(str_sub(inside, 0, (size_t)bar));
    out->text = str_trim(str_sub(inside, (size_t)bar + 2, inside.len));
}

int
document_next(struct str *rest, struct document_line *out)
{
    struct str line;

    *out = (struct document_line){ .kind = DOCUMENT_LINE };
    if (rest->len == 0 || !str_next_line(rest, &line))
        return 0;
    out->text = line;
    if (str_trim(line).len == 0) {
        out->kind = DOCUMENT_GAP;
    } else if (str_starts(line, STR("\\"))) {
        out->text = behind(line, 1);
    } else if (str_starts(line, STR("  "))) {
        out->kind = DOCUMENT_MORE;
        out->text = behind(line, 2);
    } else if (str_starts(line, STR("## "))) {
        out->kind = DOCUMENT_HEADING;
        out->text = behind(line, 3);
    } else if (str_starts(line, STR("# "))) {
        out->kind = DOCUMENT_TITLE;
        out->text = behind(line, 2);
    } else if (str_starts(line, STR("- "))) {
        out->kind = DOCUMENT_ITEM;
        out->text = behind(line, 2);
    } else if (str_starts(line, STR("| "))) {
        read_row(line, out);
    } else if (str_is(str_trim(line), "---")) {
        out->kind = DOCUMENT_RULE;
    }
    return 1;
}
