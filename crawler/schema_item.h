/* crawler/schema_item.h - reading schema.org items, whatever markup held them.
 *
 * JSON-LD is taken as it stands; microdata and RDFa are brought into the
 * same form (an object with "@type", "@id" and properties), so that the same
 * content gives the same facts. Knows no vocabulary.
 */
#ifndef CRAWLER_SCHEMA_ITEM_H
#define CRAWLER_SCHEMA_ITEM_H

#include "base/js.h"
#include "core/url.h"

struct schema {
    const struct url *base; /* borrowed: references are resolved against it */
    struct buf page;        /* canonical form of base */
    struct map *by_id;      /* owned: "@id" -> the item that describes it */
    struct buf text;        /* scratch of schema_text */
};

/* items: array of top-level items, borrowed until schema_clear. */
void schema_init(
    struct schema *s, const struct js *items, const struct url *base);
void schema_clear(struct schema *s);

/* 1 if one of the item's types is `type`, or is in the NULL-ended list. */
int schema_is(const struct js *item, const char *type);
int schema_is_one_of(const struct js *item, const char *const *types);
int schema_has_type(const struct js *item);

/* Value of a property, under its bare or prefixed name; NULL if absent. */
struct js *schema_get(const struct js *item, const char *name);

/* A value is one thing or an array of them. References ({"@id": ...}) are
 * followed one step. */
size_t schema_count(const struct js *value);
struct js *schema_nth(const struct schema *s, const struct js *value, size_t i);

/* The text of the first part of a value that has one: a string or number as
 * a reader would see it, or the name of an item. Borrowed until the next
 * call; empty if there is none. */
struct str schema_text(struct schema *s, const struct js *value);
/* The same of a property. */
struct str schema_get_text(
    struct schema *s, const struct js *item, const char *name);

/* Absolute URL of a value (text, or an item's url, contentUrl, @id); owned,
 * or NULL. */
char *schema_url(struct schema *s, const struct js *value);

/* 1 if the value is the address of this page. */
int schema_is_this_page(struct schema *s, const struct js *value);

#endif
