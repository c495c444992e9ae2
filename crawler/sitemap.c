#include "crawler/sitemap.h"

#include "base/buf.h"
#include "base/gzip.h"
#include "base/mem.h"
#include "base/now.h"
#include "base/xml.h"
#include "core/limits.h"
#include "core/url.h"

#include <stdlib.h>
#include <string.h>

/* A list, a child, a feed's item: what begins an entry. */
enum entry_kind { ENTRY_NONE, ENTRY_PAGE, ENTRY_CHILD, ENTRY_ITEM };

enum field {
    FIELD_NONE,
    FIELD_LOC,
    FIELD_DATE,
    FIELD_PRIORITY,
    FIELD_LINK, /* of an item: one address per item */
    FIELD_ID,   /* guid: the address of an item without a link */
};

static const struct {
    const char *name;
    enum entry_kind kind;
} entry_names[] = {
    { "url", ENTRY_PAGE },
    { "sitemap", ENTRY_CHILD },
    { "item", ENTRY_ITEM },
    { "entry", ENTRY_ITEM },
};

static const struct {
    const char *name;
    enum sitemap_kind kind;
} root_names[] = {
    { "urlset", SITEMAP_PAGES },
    { "sitemapindex", SITEMAP_INDEX },
    { "rss", SITEMAP_FEED },
    { "feed", SITEMAP_FEED },
    { "rdf", SITEMAP_FEED },
};

static const struct {
    const char *name;
    enum field listed, item; /* in a list or index; in a feed */
} field_names[] = {
    { "loc", FIELD_LOC, FIELD_NONE }, { "lastmod", FIELD_DATE, FIELD_NONE },
    { "priority", FIELD_PRIORITY, FIELD_NONE },
    { "link", FIELD_NONE, FIELD_LINK }, { "guid", FIELD_NONE, FIELD_ID },
    { "pubdate", FIELD_NONE, FIELD_DATE },
    { "updated", FIELD_NONE, FIELD_DATE },
    { "published", FIELD_NONE, FIELD_DATE },
    { "modified", FIELD_NONE, FIELD_DATE },
    { "date", FIELD_NONE, FIELD_DATE }, /* Dublin Core, in RSS 1.0 */
};

struct reading {
    struct sitemap *out;
    struct url base;
    int has_base;
    enum entry_kind entry;
    int entry_depth;
    enum field field;
    int field_depth;
    struct buf text; /* of the field */
    /* Of the entry being read. */
    int64_t lastmod_ms;
    double priority;
    struct buf link, id;
    int link_rank;
    struct sitemap_list *list; /* where the entry's addresses went, */
    size_t first;              /* and the first of them */
};

/* --- addresses --- */

/* "shop.example/x" for "https://shop.example/x": in lists by hand. */
static int
lacks_scheme(const struct reading *r, struct str text)
{
    if (str_find(text, STR("://"), 0) >= 0)
        return 0;
    if (str_starts_nocase(text, STR("www.")))
        return 1;
    return r->has_base && text.len > r->base.host.len &&
           text.p[r->base.host.len] == '/' &&
           str_starts_nocase(text, r->base.host);
}

/* Returns 0, or 1 when the list is full. */
static int
add_address(struct reading *r, struct sitemap_list *list, struct str text)
{
    struct buf whole = BUF_MAX(LIMIT_URL_BYTES);
    struct buf canonical = BUF_MAX(LIMIT_URL_BYTES);
    struct url u = { 0 };
    int full = list->count == LIMIT_SITEMAP_URLS;

    text = str_trim(text);
    if (lacks_scheme(r, text)) {
        buf_addz(&whole,
            r->has_base && r->base.scheme.len == 5 ? "https://" : "http://");
        buf_adds(&whole, text);
        text = buf_str(&whole);
    }
    if (full) {
        r->out->truncated = 1;
    } else if (text.len == 0 ||
               url_parse(&u, text, r->has_base ? &r->base : NULL, NULL) != 0) {
        r->out->skipped++;
    } else {
        url_canonical(&canonical, &u);
        if (canonical.over) {
            r->out->skipped++;
        } else {
            list->entries = mem_grow(list->entries, &list->cap, list->count + 1,
                sizeof *list->entries);
            list->entries[list->count++] =
                (struct sitemap_entry){ .url = buf_take(&canonical),
                    .lastmod_ms = r->lastmod_ms,
                    .priority = r->priority };
        }
    }
    url_clear(&u);
    buf_clear(&whole);
    buf_clear(&canonical);
    return full;
}

/* --- XML --- */

static int
end_entry(struct reading *r)
{
    int full = 0;

    if (r->entry == ENTRY_ITEM) {
        struct str link = str_trim(buf_str(&r->link));

        if (link.len == 0 && str_starts_nocase(buf_str(&r->id), STR("http")))
            link = buf_str(&r->id);
        if (link.len > 0)
            full = add_address(r, &r->out->pages, link);
    } else if (r->list != NULL) {
        /* Date and priority may stand behind the address. */
        for (size_t i = r->first; i < r->list->count; i++) {
            r->list->entries[i].lastmod_ms = r->lastmod_ms;
            r->list->entries[i].priority = r->priority;
        }
    }
    r->entry = ENTRY_NONE;
    r->list = NULL;
    return full;
}

static void
begin_entry(struct reading *r, enum entry_kind kind, int depth)
{
    r->entry = kind;
    r->entry_depth = depth;
    r->lastmod_ms = -1;
    r->priority = SITEMAP_PRIORITY_DEFAULT;
    buf_reset(&r->link);
    buf_reset(&r->id);
    r->link_rank = 0;
    r->list = kind == ENTRY_PAGE    ? &r->out->pages
              : kind == ENTRY_CHILD ? &r->out->children
                                    : NULL;
    r->first = r->list != NULL ? r->list->count : 0;
}

/* An Atom link is its href; the page is the alternate of the entry, which is
 * what a link is if it does not say. RSS keeps the address in the text. */
static void
take_link(struct reading *r, const struct xml_element *e)
{
    struct str href = xml_attr(e, "href"), rel = xml_attr(e, "rel");
    int rank = str_is_nocase(rel, "alternate") ? 2 : rel.len == 0;

    if (href.len == 0 || rank <= r->link_rank)
        return;
    r->link_rank = rank;
    buf_reset(&r->link);
    buf_adds(&r->link, href);
}

static enum field
field_of(const struct reading *r, struct str name)
{
    for (size_t i = 0; i < COUNT(field_names); i++)
        if (str_is_nocase(name, field_names[i].name))
            return r->entry == ENTRY_ITEM ? field_names[i].item
                                          : field_names[i].listed;
    return FIELD_NONE;
}

static int
on_open(void *ctx, const struct xml_element *e)
{
    struct reading *r = ctx;
    int full = 0;

    if (e->depth == 1)
        for (size_t i = 0; i < COUNT(root_names); i++)
            if (str_is_nocase(e->name, root_names[i].name))
                r->out->kind = root_names[i].kind;
    if (r->field != FIELD_NONE)
        return 0; /* its text counts wherever it stands */
    for (size_t i = 0; i < COUNT(entry_names); i++) {
        if (str_is_nocase(e->name, entry_names[i].name)) {
            /* Another one inside: the end of the last is missing. */
            if (r->entry != ENTRY_NONE)
                full = end_entry(r);
            begin_entry(r, entry_names[i].kind, e->depth);
            return full;
        }
    }
    if (e->depth == 2 && r->entry == ENTRY_NONE &&
        str_is_nocase(e->name, "loc")) /* its <url> is missing */
        begin_entry(
            r, r->out->kind == SITEMAP_INDEX ? ENTRY_CHILD : ENTRY_PAGE, 1);
    if (r->entry == ENTRY_NONE || e->depth != r->entry_depth + 1)
        return 0;
    r->field = field_of(r, e->name);
    r->field_depth = e->depth;
    buf_reset(&r->text);
    if (r->field == FIELD_LINK)
        take_link(r, e);
    return 0;
}

static int
on_text(void *ctx, struct str text)
{
    struct reading *r = ctx;

    if (r->field != FIELD_NONE)
        buf_adds(&r->text, text);
    return 0;
}

static int
end_field(struct reading *r)
{
    struct str text = str_trim(buf_str(&r->text));
    enum field field = r->field;
    double number;

    r->field = FIELD_NONE;
    switch (field) {
    case FIELD_LOC:
        return add_address(r, r->list, text);
    case FIELD_DATE:
        if (now_parse(text, &r->lastmod_ms) != 0)
            r->lastmod_ms = -1;
        break;
    case FIELD_PRIORITY:
        if (str_to_double(text, &number) == 0 && number >= 0 && number <= 1)
            r->priority = number;
        break;
    case FIELD_LINK:
        if (r->link.len == 0)
            buf_adds(&r->link, text);
        break;
    case FIELD_ID:
        buf_reset(&r->id);
        buf_adds(&r->id, text);
        break;
    case FIELD_NONE:
        break;
    }
    return 0;
}

static int
on_close(void *ctx, const struct xml_element *e)
{
    struct reading *r = ctx;

    if (r->field != FIELD_NONE && e->depth <= r->field_depth)
        return end_field(r);
    if (r->entry != ENTRY_NONE && e->depth <= r->entry_depth)
        return end_entry(r);
    return 0;
}

static void
read_xml(struct reading *r, struct str bytes)
{
    static const struct xml_handler handler = { on_open, on_text, on_close };

    xml_parse(bytes, XML_RECOVER, &handler, r, &r->out->fail);
    /* What a truncated document left open; half an address is none. */
    if (r->entry != ENTRY_NONE)
        end_entry(r);
    if (r->out->kind == SITEMAP_UNKNOWN) {
        if (r->out->children.count > 0)
            r->out->kind = SITEMAP_INDEX;
        else if (r->out->pages.count > 0)
            r->out->kind = SITEMAP_PAGES;
    }
}

/* --- text --- */

static void
read_text(struct reading *r, struct str bytes)
{
    struct str line;

    if (str_starts(bytes, STR("\xef\xbb\xbf")))
        bytes = str_sub(bytes, 3, bytes.len);
    while (str_next_line(&bytes, &line)) {
        line = str_trim(line);
        if (line.len == 0)
            continue;
        /* Any text would be a relative address. */
        if (line.p[0] != '/' && !lacks_scheme(r, line) &&
            !str_starts_nocase(line, STR("http:")) &&
            !str_starts_nocase(line, STR("https:")))
            r->out->skipped++;
        else if (add_address(r, &r->out->pages, line) != 0)
            break;
    }
    if (r->out->pages.count > 0)
        r->out->kind = SITEMAP_TEXT;
}

/* --- the whole --- */

/* Append the contents of all members. */
static void
unpack(struct buf *out, struct str bytes, struct sitemap *s)
{
    size_t used;

    while (gzip_is(bytes)) {
        if (gzip_read(out, bytes, &used, &s->fail) != 0) {
            s->truncated |= out->over;
            return;
        }
        bytes = str_sub(bytes, used, bytes.len);
    }
}

void
sitemap_parse(struct sitemap *out, struct str bytes, struct str url)
{
    struct reading r = { .out = out };
    struct buf once = BUF_MAX(LIMIT_SITEMAP_BYTES);
    struct buf twice = BUF_MAX(LIMIT_SITEMAP_BYTES);

    *out = (struct sitemap){ 0 };
    r.lastmod_ms = -1;
    r.priority = SITEMAP_PRIORITY_DEFAULT;
    r.text = r.link = r.id = BUF_MAX(2 * LIMIT_URL_BYTES);
    r.has_base = url_parse(&r.base, url, NULL, NULL) == 0;
    if (gzip_is(bytes)) {
        unpack(&once, bytes, out);
        bytes = buf_str(&once);
        /* A server may pack the packed file once more. */
        if (gzip_is(bytes)) {
            unpack(&twice, bytes, out);
            bytes = buf_str(&twice);
        }
    }
    if (bytes.len > LIMIT_SITEMAP_BYTES) {
        bytes.len = LIMIT_SITEMAP_BYTES;
        out->truncated = 1;
    }
    if (xml_is(bytes))
        read_xml(&r, bytes);
    else
        read_text(&r, bytes);
    url_clear(&r.base);
    buf_clear(&r.text);
    buf_clear(&r.link);
    buf_clear(&r.id);
    buf_clear(&once);
    buf_clear(&twice);
}

static void
clear_list(struct sitemap_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->entries[i].url);
    free(list->entries);
    *list = (struct sitemap_list){ 0 };
}

void
sitemap_clear(struct sitemap *s)
{
    clear_list(&s->pages);
    clear_list(&s->children);
}
