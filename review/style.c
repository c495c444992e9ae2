#include "review/style.h"

/* The file itself, so that it can be edited as CSS and needs no installing.
 * Builds run at the top of the tree. */
__asm__(".section .rodata\n"
        ".global style_begin\n"
        ".global style_end\n"
        "style_begin:\n"
        ".incbin \"review/static/style.css\"\n"
        "style_end:\n"
        ".byte 0\n"
        ".previous\n");

extern const char style_begin[], style_end[];

void
style_view(struct view *v)
{
    struct str css = { style_begin, (size_t)(style_end - style_begin) };

    http_response_text(v->rs, 200, "text/css; charset=utf-8", css);
}
