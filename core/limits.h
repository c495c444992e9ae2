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

/* --- A page in a browser --- */
/* Opening, loading, coming to rest and the picture together; a page of a
 * large shop takes 5 s. */
#define LIMIT_RENDER_MS 45000
/* Until the document stands; what is late then is waited for as below. */
#define LIMIT_RENDER_LOAD_MS 20000
#define LIMIT_RENDER_REST_MS 10000
/* Connections through the proxy; pages of large shops make 200 requests. */
#define LIMIT_RENDER_REQUESTS 400
#define LIMIT_RENDER_BYTES (64u << 20)
/* Pages of one browser, which then makes room for a fresh one. */
#define LIMIT_RENDER_PAGES 25
/* Of the picture: Chromium draws no texture of more than 16,384 lines. */
#define LIMIT_PICTURE_WIDTH 1280
#define LIMIT_PICTURE_HEIGHT 12000
#define LIMIT_PICTURE_BYTES (16u << 20)

/* --- Pictures of offers --- */
/* Of one picture's file; photographs of shops take some 100 KB. */
#define LIMIT_PHOTO_BYTES (8u << 20)
/* Before anything is decoded: a camera's 40 megapixels, 120 MB of memory. */
#define LIMIT_PHOTO_PIXELS 40000000
/* Of one offer, whatever the campaign says. */
#define LIMIT_PHOTOS 12

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
