#include "recalls/source_health_canada.h"

#include "base/mem.h"
#include "core/limits.h"
#include "recalls/cpsc_title.h"
#include "recalls/notice_feed.h"
#include "recalls/production_dates.h"

static const struct notice_member members[] = {
    { .to = "id", .from = { "NID", "nid" } },
    { .to = "published",
        .from = { "Last updated", "Last Updated", "last_updated" } },
    { .to = "url", .from = { "URL", "Url", "url" } },
    { .to = "product", .from = { "Product", "product" } },
    { .to = "category", .from = { "Category", "category" } },
    { .to = "hazard_text", .from = { "Issue", "issue" } },
    { .to = "level", .from = { "Recall class", "Recall Class" } },
    { .to = "title", .from = { "Title", "title" } },
    { .to = "organization", .from = { "Organization", "organization" } },
    { .to = "recall_class", .from = { "Recall class", "Recall Class" } },
    { .to = "what_to_do", .from = { "What you should do" } },
    { .to = "archived", .from = { "Archived", "archived" } },
};

/* Where the product ends in a title of either language. */
static struct str
before_verb(struct str title)
{
    static const char *const verbs[] = { " recalled ", " rappel", " recall ",
        " may ", " pourraient ", " pourrait ", " due to ", " en raison " };

    for (size_t i = 0; i < COUNT(verbs); i++) {
        ptrdiff_t at = str_find_nocase(title, str_of(verbs[i]), 0);

        if (at > 0)
            title = str_sub(title, 0, (size_t)at);
    }
    return str_trim(title);
}

/* "poussettes de marque Norvella": the words behind it that are names. */
static struct str
brand_after_marque(struct str name)
{
    ptrdiff_t at = str_find_nocase(name, STR(" marque "), 0);
    struct str rest, word;
    size_t end = 0;

    if (at < 0)
        return STR_NONE;
    name = str_sub(name, (size_t)at + 8, name.len);
    rest = name;
    while (str_next_word(&rest, &word)) {
        if (word.p[0] >= 'a' && word.p[0] <= 'z')
            break;
        end = (size_t)(word.p + word.len - name.p);
        if (str_ends(word, STR(",")))
            break;
    }
    name = str_sub(name, 0, end);
    return str_ends(name, STR(",")) ? str_sub(name, 0, name.len - 1) : name;
}

/* "Transport Canada Recall - 2024111 - HONDA", "2015 2016 HONDA CIVIC": make,
 * model and years. */
static void
read_vehicle(struct recall *r, struct str title)
{
    struct str name = recall_get(r, RECALL_NAME), make = title;
    ptrdiff_t at = 0;

    while ((at = str_find(make, STR(" - "), 0)) >= 0)
        make = str_sub(make, (size_t)at + 3, make.len);
    make = str_trim(make);
    production_dates_set_years(r, recall_get(r, RECALL_PRODUCT));
    if (make.len == title.len || make.len == 0)
        return;
    recall_set(r, RECALL_BRAND, make);
    js_remove(r->extra, "brand_from");
    at = str_find_nocase(name, make, 0);
    if (at >= 0)
        recall_add(r, RECALL_MODELS,
            str_trim(str_sub(name, (size_t)at + make.len, name.len)));
}

static void
read_names(struct recall *r, struct str title)
{
    struct buf brands = BUF_MAX(4096);
    struct str company, product, name = recall_get(r, RECALL_PRODUCT);

    cpsc_title_read(title, &company, &product);
    if (name.len == 0)
        name = product.len > 0 ? product : before_verb(title);
    recall_set(r, RECALL_NAME, name);
    notice_add_brand(&brands, str_sub(company, 0, 200));
    notice_add_brand(&brands, cpsc_title_brand(title));
    notice_add_brand(&brands, cpsc_title_brand(recall_get(r, RECALL_NAME)));
    notice_add_brand(&brands, brand_after_marque(title));
    if (brands.len > 0) {
        notice_set(r, RECALL_BRAND, buf_str(&brands));
        /* What a headline says may be a company, not a brand. */
        notice_add_extra(r, "brand_from", STR("headline"));
    }
    buf_clear(&brands);
}

/* Classes I to III of food and health products: from may cause death to not
 * likely to do harm. */
static void
read_level(struct recall *r)
{
    struct str class = recall_get(r, RECALL_LEVEL);
    const char *level = "other";

    if (class.len == 0)
        return;
    if (str_ends(class, STR("III")) || str_ends(class, STR("3")))
        level = "low";
    else if (str_ends(class, STR("II")) || str_ends(class, STR("2")))
        level = "medium";
    else if (str_ends(class, STR("I")) || str_ends(class, STR("1")))
        level = "serious";
    recall_set(r, RECALL_LEVEL, str_of(level));
}

static int
is_food(const struct recall *r)
{
    static const char *const agencies[] = { "CFIA", "ACIA",
        "Canadian Food Inspection Agency",
        "Agence canadienne d'inspection des aliments" };
    struct str who = notice_feed_extra(r, "organization", 0);

    for (size_t i = 0; i < COUNT(agencies); i++)
        if (str_starts_nocase(who, str_of(agencies[i])))
            return 1;
    return 0;
}

static int
is_french(const struct recall *r)
{
    return str_find(recall_get(r, RECALL_URL), STR("/fr/"), 0) >= 0 ||
           str_starts(notice_feed_extra(r, "organization", 0), STR("Sant"));
}

static int
finish(struct recall_import *im, const struct js *record, struct recall *r,
    void *ctx)
{
    struct buf title = BUF_MAX(LIMIT_FIELD_BYTES);

    (void)record;
    (void)ctx;
    if (is_food(r))
        return 1;
    if (notice_feed_extra(r, "title", 0).len == 0 &&
        r->text[RECALL_PRODUCT] == NULL) {
        recall_import_bad(im, recall_get(r, RECALL_ID), "Title",
            "missing or not text, and no Product");
        return -1;
    }
    /* A copy: the extra members move when one is added. */
    buf_adds(&title, notice_feed_extra(r, "title", 0));
    if (is_french(r)) {
        recall_set(r, RECALL_LANGUAGE, STR("fr"));
        notice_add_hazards(r, recall_get(r, RECALL_HAZARD_TEXT));
    }
    /* Kept for the record: it is no longer acted on. */
    if (str_is(notice_feed_extra(r, "archived", 0), "1")) {
        recall_set(r, RECALL_WITHDRAWN, recall_get(r, RECALL_PUBLISHED));
        recall_set(r, RECALL_WITHDRAWN_WHY, STR("archived"));
    }
    read_names(r, buf_str(&title));
    read_level(r);
    notice_feed_mine(r, buf_str(&title));
    notice_feed_mine(r, recall_get(r, RECALL_PRODUCT));
    if (r->list[RECALL_HAZARDS].count == 0)
        notice_add_hazards(r, buf_str(&title));
    if (str_starts(notice_feed_extra(r, "organization", 0), STR("Transport")))
        read_vehicle(r, buf_str(&title));
    buf_clear(&title);
    return 0;
}

/* The same notice in the other language; English becomes the main one. */
static void
join(struct recall *first, struct recall *again)
{
    static const enum recall_field texts[] = { RECALL_NAME, RECALL_PRODUCT,
        RECALL_CATEGORY, RECALL_HAZARD_TEXT, RECALL_URL };
    struct str language;

    if (str_is(recall_get(first, RECALL_LANGUAGE), "fr") &&
        !str_is(recall_get(again, RECALL_LANGUAGE), "fr")) {
        struct recall swap = *first;

        *first = *again;
        *again = swap;
    }
    notice_feed_join_lists(first, again);
    language = recall_get(again, RECALL_LANGUAGE);
    if (str_eq(language, recall_get(first, RECALL_LANGUAGE)))
        return;
    for (size_t i = 0; i < COUNT(texts); i++)
        notice_feed_translate(first, language, recall_field_name(texts[i]),
            recall_get(again, texts[i]));
    notice_feed_translate(
        first, language, "title", notice_feed_extra(again, "title", 0));
}

int
source_health_canada_json(
    struct recall_import *im, struct str text, struct fail *fail)
{
    static const struct notice_feed feed = { .source = "ca-hc",
        .language = "en",
        .country = "CA",
        .members = members,
        .member_count = COUNT(members),
        .finish = finish,
        .join = join };

    (void)fail;
    notice_feed_read(im, &feed, text);
    return 0;
}
