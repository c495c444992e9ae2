#include "review/asset.h"

#include "base/mem.h"

/* The files themselves, so that they can be edited as what they are and need
 * no installing. Builds run at the top of the tree. */
#define EMBED(name, file)                                                      \
    __asm__(".section .rodata\n" #name "_begin:\n"                             \
            ".incbin \"review/static/" file "\"\n" #name "_end:\n"             \
            ".byte 0\n"                                                        \
            ".globl " #name "_begin\n"                                         \
            ".globl " #name "_end\n"                                           \
            ".previous\n");                                                    \
    extern const char name##_begin[], name##_end[]

EMBED(asset_style, "style.css");
EMBED(asset_icon, "icon.svg");

static const struct {
    const char *path, *type, *begin, *end;
} assets[] = {
    { "/static/style.css", "text/css; charset=utf-8", asset_style_begin,
        asset_style_end },
    { "/static/icon.svg", "image/svg+xml", asset_icon_begin, asset_icon_end },
};

void
asset_view(struct view *v)
{
    for (size_t i = 0; i < COUNT(assets); i++)
        if (str_is(v->rq->path, assets[i].path)) {
            struct str bytes = { assets[i].begin,
                (size_t)(assets[i].end - assets[i].begin) };

            http_response_text(v->rs, 200, assets[i].type, bytes);
            return;
        }
    view_error(v, 404, "not_found", "");
}
