/* core/limits.h - every cap on size, count and time, each with its reason. */
#ifndef CORE_LIMITS_H
#define CORE_LIMITS_H

/* --- URLs --- */
/* RFC 9110 asks for at least 8000; nothing sold has a longer address. */
#define LIMIT_URL_BYTES 8192
/* A page of 175 links is usual; hubs have some thousand. */
#define LIMIT_LINKS_PER_PAGE 5000

/* --- HTTP --- */
/* Body after decompression. The largest saved product page is 4.6 MB. */
#define LIMIT_BODY_BYTES (10u << 20)
#define LIMIT_HEADER_BYTES (256u << 10)
#define LIMIT_REDIRECTS 10
#define LIMIT_CONNECT_MS 15000
#define LIMIT_FETCH_MS 60000
/* Slower than this for LIMIT_SLOW_S seconds is a stall. */
#define LIMIT_SLOW_BYTES_PER_S 200
#define LIMIT_SLOW_S 15

/* --- robots.txt and sitemaps: RFC 9309 section 2.5, sitemaps.org --- */
#define LIMIT_ROBOTS_BYTES (500u << 10)
#define LIMIT_ROBOTS_REDIRECTS 5
#define LIMIT_ROBOTS_AGE_MS (24 * 3600 * 1000)
#define LIMIT_SITEMAP_BYTES (50u << 20)
#define LIMIT_SITEMAP_URLS 50000
#define LIMIT_SITEMAPS_PER_HOST 500

/* --- Inspection of one page --- */
#define LIMIT_INSPECT_MS 10000
/* A 10 MB page of tiny tags makes a tree of about 350 MB. */
#define LIMIT_INSPECTOR_BYTES (1500u << 20)
#define LIMIT_TREE_BYTES (512u << 20)
#define LIMIT_TREE_DEPTH 2000
#define LIMIT_LISTINGS_PER_PAGE 500

/* --- Listing fields --- */
#define LIMIT_FIELD_BYTES (64u << 10) /* description, ingredients */
#define LIMIT_SHORT_BYTES 2048        /* every other text field */
#define LIMIT_LIST_ITEMS 200          /* images, attributes, reviews ... */
#define LIMIT_LINE_BYTES (16u << 20)  /* one JSON line on standard input */

/* --- Reference data --- */
#define LIMIT_FEED_BYTES (512u << 20)
/* Models, numbers, batches ... of one recall: adding looks for the same one
 * before. */
#define LIMIT_RECALL_ITEMS 2000
#define LIMIT_RULE_PACK_BYTES (16u << 20)
#define LIMIT_CONFIG_BYTES (1u << 20)
#define LIMIT_MODEL_BYTES (64u << 20)

#endif
