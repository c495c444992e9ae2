#include "review/asset.h"

#include "base/mem.h"

#include <stdio.h>

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

/* One sheet of several files by subject; a later one outdoes an earlier. */
EMBED(asset_style, "style/page.css\"\n"
                   ".incbin \"review/static/style/table.css\"\n"
                   ".incbin \"review/static/style/queue.css\"\n"
                   ".incbin \"review/static/style/case.css\"\n"
                   ".incbin \"review/static/style/office.css");
EMBED(asset_letter, "letter.css");
EMBED(asset_icon, "icon.svg");
EMBED(asset_marks, "marks.svg");
EMBED(asset_script, "app.js");
EMBED(asset_api, "openapi.json");

static const struct {
    const char *path, *type, *begin, *end;
} assets[] = {
    { "/static/style.css", "text/css; charset=utf-8", asset_style_begin,
        asset_style_end },
    { "/static/letter.css", "text/css; charset=utf-8", asset_letter_begin,
        asset_letter_end },
    { "/static/icon.svg", "image/svg+xml", asset_icon_begin, asset_icon_end },
    { "/static/marks.svg", "image/svg+xml", asset_marks_begin,
        asset_marks_end },
    { "/static/app.js", "text/javascript; charset=utf-8", asset_script_begin,
        asset_script_end },
    { "/api/v1/openapi.json", "application/json", asset_api_begin,
        asset_api_end },
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

/* The browser keeps it and asks whether it is still the same. */
static void
cache(struct view *v, const char *tag)
{
    for (size_t i = 0; i < v->rs->header_count; i++)
        if (str_is_nocase(v->rs->header[i].name, "Cache-Control"))
            v->rs->header[i].value = STR("no-cache");
    http_response_header(v->rs, "ETag", str_of(tag));
}

void
asset_view(struct view *v)
{
    char tag[24];
    const char *type;
    struct str bytes = asset_find(v->rq->path, &type);

    if (bytes.p == NULL) {
        view_error(v, 404, "not_found", "");
        return;
    }
    snprintf(
        tag, sizeof tag, "\"%016llx\"", (unsigned long long)str_hash(bytes));
    cache(v, tag);
    if (str_is(http_request_header(v->rq, "If-None-Match"), tag))
        v->rs->status = 304;
    else
        http_response_text(v->rs, 200, type, bytes);
}
