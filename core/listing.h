/* core/listing.h - one product offer read from a page.
 *
 * A plain record with the members of docs/formats.md. Single texts are held
 * in an array by field, so that rules, extraction and digests can name any
 * of them; lists have members of their own.
 */
#ifndef CORE_LISTING_H
#define CORE_LISTING_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/js.h"
#include "core/page.h"
#include "core/texts.h"

#include <stddef.h>
#include <stdint.h>

/* Every single-valued text, in the order it is written. */
enum listing_field {
    LISTING_URL,
    LISTING_MARKET,     /* host the offer stands on, without "www." */
    LISTING_LISTING_ID, /* the market's own number of the offer */
    LISTING_TITLE,
    LISTING_DESCRIPTION,
    LISTING_BRAND,
    LISTING_MODEL,
    LISTING_MPN,
    LISTING_SKU,
    LISTING_PRICE_AMOUNT,   /* "price.amount": decimal digits, '.', no sign */
    LISTING_PRICE_CURRENCY, /* "price.currency": ISO 4217 */
    LISTING_AVAILABILITY,   /* in_stock out_of_stock pre_order ... */
    LISTING_CONDITION,      /* new used refurbished */
    LISTING_SELLER_NAME,
    LISTING_SELLER_URL,
    LISTING_SELLER_ADDRESS,
    LISTING_SELLER_COUNTRY, /* ISO 3166-1 alpha-2 */
    LISTING_SELLER_EMAIL,
    LISTING_MANUFACTURER_NAME,
    LISTING_MANUFACTURER_ADDRESS,
    LISTING_MANUFACTURER_EMAIL,
    LISTING_MANUFACTURER_URL,
    LISTING_MANUFACTURER_COUNTRY,
    LISTING_RP_NAME, /* "responsible_person.name": EU operator, GPSR Art. 16 */
    LISTING_RP_ADDRESS,
    LISTING_RP_EMAIL,
    LISTING_RP_COUNTRY,
    LISTING_INGREDIENTS,
    LISTING_LANGUAGE,   /* ISO 639-1 */
    LISTING_FETCHED_AT, /* RFC 3339 UTC */
    LISTING_FIELDS
};

/* Lists of texts. */
enum listing_list {
    LISTING_GTINS, /* 14 digits, correct check digit */
    LISTING_CATEGORY,
    LISTING_WARNINGS,
    LISTING_IMAGES,
    LISTING_LISTS
};

struct listing_pair {
    char *name, *value;
    size_t name_len;
};

static inline struct str
listing_pair_name(const struct listing_pair *p)
{
    return (struct str){ p->name, p->name_len };
}

struct listing_review {
    double rating;     /* 0 if not stated */
    char *text, *date; /* date may be NULL */
};

/* Changed by the functions below alone: all its texts and arrays are pieces of
 * `held`. */
struct listing {
    struct arena held;             /* owned */
    char *text[LISTING_FIELDS];    /* valid UTF-8 in NFC, or NULL */
    uint32_t len[LISTING_FIELDS];  /* of a text that is there */
    uint32_t room[LISTING_FIELDS]; /* what a text there may have */
    struct texts list[LISTING_LISTS];
    /* In page order; those of one name together. */
    struct listing_pair *attributes;
    size_t attribute_count, attribute_cap;
    struct listing_pair *certificates; /* name = kind, value = number */
    size_t certificate_count, certificate_cap;
    struct listing_review *reviews;
    size_t review_count, review_cap;
    double rating_value;  /* 0 if not stated */
    int64_t rating_count; /* 0 if not stated */
    enum page_observed observed;
    struct listing_pair *found_in; /* name = field, value = source */
    size_t found_in_count, found_in_cap;
    struct js *extra; /* owned object of members we do not know, or NULL */
};

struct listing *listing_new(void);
void listing_free(struct listing *l);

/* Dotted name of a field or list as rules and spans write it: "title",
 * "price.amount", "responsible_person.email", "gtins". */
const char *listing_field_name(enum listing_field f);
const char *listing_list_name(enum listing_list f);
int listing_field_find(enum listing_field *out, struct str name);
int listing_list_find(enum listing_list *out, struct str name);

/* Text of a field; empty when absent. */
static inline struct str
listing_get(const struct listing *l, enum listing_field f)
{
    return (struct str){ l->text[f], l->text[f] == NULL ? 0 : l->len[f] };
}

/* Set a field to a copy of s: trimmed, made valid UTF-8 in NFC, cut at the
 * cap of the field. An empty s makes the field absent. */
void listing_set(struct listing *l, enum listing_field f, struct str s);

/* The same for (a part of) what is a text of another listing: clean already
 * but for blanks at its ends. */
void listing_set_part(struct listing *l, enum listing_field f, struct str s);

/* Append to a list (same cleaning), unless it is empty, already there, or
 * the list is at its cap. */
void listing_add(struct listing *l, enum listing_list f, struct str s);
void listing_add_attribute(
    struct listing *l, struct str name, struct str value);
/* The same for texts of another listing, which are clean. */
void listing_add_attribute_part(
    struct listing *l, struct str name, struct str value);
void listing_add_certificate(
    struct listing *l, struct str kind, struct str number);
void listing_add_review(
    struct listing *l, double rating, struct str text, struct str date);

/* Remember where a field was found ("jsonld", "microdata", "profile" ...). */
void listing_set_found_in(
    struct listing *l, const char *field, const char *source);
/* Where that was; empty if it was not said. */
struct str listing_found_in(const struct listing *l, const char *field);

/* Read the record of docs/formats.md. Members of another type than stated
 * are kept in `extra`, like unknown ones, also those of price, seller,
 * manufacturer, responsible_person, rating and found_in. An attribute that is a
 * number or true or false is read as its text. A listing needs nothing but to
 * be an object. */
int listing_from_json(
    struct listing **out, const struct js *j, struct fail *fail);
/* Append the record as one line of JSON; -1 past the cap of out. */
int listing_write(struct buf *out, const struct listing *l);
/* The same as a value. */
struct js *listing_to_json(const struct listing *l);

/* What is kept of a listing. Borrowed texts. */
struct listing_record {
    /* The same offer at another time has the same key: market and listing
     * id, else the canonical URL, else the title; hex SHA-256. */
    struct str identity;
    /* digest_key_in of it: in the group of the market, else of the URL's
     * host. */
    int64_t identity_key;
    /* Changes when the offer's content does, not with fetched_at, rating
     * counts or found_in; hex SHA-256. */
    struct str version;
    struct str market, url;
    struct str text; /* listing_write */
    /* What recalls look the offer up by (recalls/recall_probe.h), opaque here;
     * empty where it was not made. listing_record leaves it empty. */
    struct str keys;
    /* Who stands behind the offer and which product it is (core/about.h);
     * empty: read text. */
    struct str about;
};

/* The texts are borrowed from l and from *hold, which is overwritten. */
void listing_record(
    struct listing_record *out, struct buf *hold, const struct listing *l);

#endif
