#include "cli/searches.h"

#include "base/log.h"
#include "base/mem.h"
#include "cli/screener.h"
#include "core/limits.h"
#include "core/url.h"
#include "recalls/search_terms.h"

#include <stdlib.h>
#include <string.h>

/* Percent-encode a query term (RFC 3986 unreserved bytes stay). */
static void
add_encoded(struct buf *out, struct str term)
{
    for (size_t i = 0; i < term.len; i++) {
        unsigned char c = (unsigned char)term.p[i];

        if (str_is_alnum((char)c) || (c > ' ' && strchr("-._~", c) != NULL))
            buf_addc(out, (char)c);
        else
            buf_addf(out, "%%%02X", c);
    }
}

static void
add_search(struct texts *urls, const char *template, struct str term)
{
    struct str t = str_of(template);
    size_t at = (size_t)str_find(t, STR("{query}"), 0);
    struct buf text = BUF_MAX(LIMIT_URL_BYTES);
    char *url;

    buf_adds(&text, str_sub(t, 0, at));
    add_encoded(&text, term);
    buf_adds(&text, str_sub(t, at + strlen("{query}"), t.len));
    url = text.over ? NULL : url_resolve(STR_NONE, buf_str(&text), NULL);
    texts_add(urls, str_of(url));
    free(url);
    buf_clear(&text);
}

/* The language that customers of the shop search in: as the campaign says,
 * else by the country of its address, else by the market. */
static enum glossary_language
language_of(const struct campaign *c)
{
    static const struct {
        const char *said, *end, *market;
        enum glossary_language language;
    } rows[] = { { "de", ".de", "DE", GLOSSARY_DE },
        { "de", ".at", "AT", GLOSSARY_DE }, { "de", ".ch", "CH", GLOSSARY_DE },
        { "zh", ".cn", "CN", GLOSSARY_ZH }, { "zh", ".tw", "TW", GLOSSARY_ZH },
        { "zh", ".hk", "HK", GLOSSARY_ZH } };
    struct str host = url_host_of(str_of(c->search_template));

    for (size_t i = 0; i < COUNT(rows) && c->search_language[0] != '\0'; i++)
        if (strcmp(rows[i].said, c->search_language) == 0)
            return rows[i].language;
    if (c->search_language[0] != '\0')
        return GLOSSARY_EN;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (str_ends(host, str_of(rows[i].end)))
            return rows[i].language;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (strcmp(rows[i].market, c->market) == 0)
            return rows[i].language;
    return GLOSSARY_EN;
}

/* Free and leave out what the campaign does not ask for. */
static void
select_recalls(struct recalls *rs, const struct campaign *c)
{
    struct str since = str_of(c->search_since);
    size_t kept = 0;

    for (size_t i = 0; i < rs->count; i++) {
        struct recall *r = rs->item[i];

        if ((c->search_source[0] != '\0' &&
                !str_is(recall_get(r, RECALL_SOURCE), c->search_source)) ||
            str_cmp(recall_get(r, RECALL_PUBLISHED), since) < 0)
            recall_free(r);
        else
            rs->item[kept++] = r;
    }
    rs->count = kept;
}

int
searches_make(struct texts *urls, const char *store,
    const struct campaign *campaign, struct fail *fail)
{
    struct search_terms_options options = { .language = language_of(campaign),
        .per_recall = (size_t)campaign->search_per_recall,
        .max = (size_t)campaign->search_max };
    struct vocabulary *vocabulary;
    struct texts terms = { 0 };
    struct recalls all = { 0 };
    size_t lost;

    if (campaign->search_template == NULL)
        return 0;
    if (screener_recalls(&all, store, fail) != 0)
        return -1;
    select_recalls(&all, campaign);
    vocabulary = vocabulary_new();
    options.vocabulary = vocabulary;
    lost = search_terms(&terms, &all, &options);
    for (size_t i = 0; i < terms.count; i++)
        add_search(urls, campaign->search_template, str_of(terms.item[i]));
    if (lost > 0)
        log_warn(
            "event=searches_capped at=%zu left_out=%zu", terms.count, lost);
    texts_clear(&terms);
    recalls_clear(&all);
    vocabulary_free(vocabulary);
    return 0;
}
