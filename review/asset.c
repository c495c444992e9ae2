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
EMBED(asset_letter, "letter.css");
EMBED(asset_icon, "icon.svg");

static const struct {
    const char *path, *type, *begin, *end;
} assets[] = {
    { "/static/style.css", "text/css; charset=utf-8", asset_style_begin,
        asset_style_end },
    { "/static/letter.css", "text/css; charset=utf-8", asset_letter_begin,
        asset_letter_end },
    { "/static/icon.svg", "image/svg+xml", asset_icon_begin, asset_icon_end },
};

struct str
asset_find(struct str path, const char **type)
{
    for (size_t i = 0; i < COUNT(assets); i++)
        if (str_is(path, assets[i].path)) {
            *type = assets[i].type;
            return (struct str){ assets[i].begin,
                (size_t)(assets[i].end - assets[i].begin) };
        }
    return STR_NONE;
}

void
asset_view(struct view *v)
{
    const char *type;
    struct str bytes = asset_find(v->rq->path, &type);

    if (bytes.p != NULL)
        http_response_text(v->rs, 200, type, bytes);
    else
        view_error(v, 404, "not_found", "");
}
