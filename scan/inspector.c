#include "scan/inspector.h"

#include "base/gzip.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "core/url.h"
#include "crawler/extract.h"
#include "crawler/sitemap.h"
#include "scan/confine.h"
#include "scan/message.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

/* Of a page: the memory of a larger one, of which there are few, is not kept
 * for the next. */
#define PAGE_KEPT_BYTES (1u << 20)

struct inspector {
    const struct screener *screener;
    struct screen_scratch *scratch;
    struct extractor *extractor;
    struct wire wire;
    struct buf frame;
    struct page *page; /* owned; the one in work, or that of before, or NULL */
    struct message_link *links; /* owned; likewise */
    size_t link_cap;
    struct buf offers; /* of the page in work, as message_put_offer */
    struct buf text, verdict, keys; /* of the offer in work */
    struct map *limits;             /* of each rule, what was told so far */
    size_t limits_told;             /* of all */
    char reason[600];               /* of the page in work */
};

static void
add_link(struct message_result *r, struct str url, int likely)
{
    r->links =
        mem_grow(r->links, &r->link_cap, r->link_count + 1, sizeof r->links[0]);
    r->links[r->link_count++] = (struct message_link){ url, likely };
}

/* Tell what was given up since the page before. */
static void
say_limit(const char *rule, size_t given_up, void *arg)
{
    struct inspector *in = arg;
    struct map_item *told = map_add(in->limits, str_of(rule), NULL);
    struct message_limit m = { str_of(rule),
        (int64_t)given_up - told->value.num };

    if (m.given_up <= 0)
        return;
    told->value.num = (int64_t)given_up;
    buf_reset(&in->text);
    message_put_limit(&in->text, &m);
    wire_send(&in->wire, MESSAGE_LIMIT, buf_str(&in->text));
}

/* How a page that was cut short is told, with what cut it. */
static struct str
why_cut(struct inspector *in, const struct page *p, struct str otherwise)
{
    struct str word = str_of(p->why), rest = STR_NONE;
    ptrdiff_t colon = str_find(word, STR(": "), 0);

    if (p->outcome != PAGE_TRUNCATED || colon <= 0)
        return otherwise;
    rest = str_sub(word, (size_t)colon, 400);
    word.len = (size_t)colon;
    snprintf(in->reason, sizeof in->reason, "cut short, " STR_FMT STR_FMT,
        STR_ARG(str_sub(word, 0, 100)), STR_ARG(rest));
    return str_of(in->reason);
}

/* Screen one listing; it is appended to in->offers. */
static void
screen_one(struct inspector *in, int64_t fetched_at_ms, struct listing **l)
{
    struct message_offer offer;
    char time[NOW_TEXT_BYTES];
    struct casefile *c;

    now_text(fetched_at_ms, time);
    listing_set(*l, LISTING_FETCHED_AT, str_of(time));
    c = screen_listing(in->screener, in->scratch, l);
    listing_record(&offer.listing, &in->text, c->listing);
    buf_reset(&in->keys);
    screen_keys(in->screener, in->scratch, c, &in->keys);
    offer.listing.keys = buf_str(&in->keys);
    buf_reset(&in->verdict);
    casefile_write_verdict(&in->verdict, c);
    offer.verdict = buf_str(&in->verdict);
    offer.flagged = c->flagged;
    message_put_offer(&in->offers, &offer);
    casefile_free(c);
}

/* Offers on list pages are seen whole on pages of their own; only a product
 * page's listings are screened. */
static void
inspect_page(
    struct inspector *in, const struct page *p, struct message_result *r)
{
    struct extraction x = { 0 };
    size_t count = 0;

    extract_page(in->extractor, p, &x);
    buf_reset(&in->offers);
    if (x.kind == EXTRACT_PRODUCT)
        for (; count < x.listing_count; count++)
            screen_one(in, p->fetched_at_ms, &x.listings[count]);
    r->kind = str_of(extract_kind_name(x.kind));
    r->observed = x.observed;
    r->reason = str_of(x.reason);
    if (x.observed == PAGE_PARTIAL || p->status < 200)
        r->reason = why_cut(in, p, r->reason);
    r->links =
        mem_grow(r->links, &r->link_cap, x.link_count + 1, sizeof r->links[0]);
    if (x.next != NULL)
        add_link(r, str_of(x.next), 2);
    for (size_t i = 0; i < x.link_count; i++)
        add_link(r, x.links[i].url, x.links[i].likely);
    buf_reset(&in->frame);
    message_put_result(&in->frame, r, count, buf_str(&in->offers));
    extraction_clear(&x);
}

static void
inspect_sitemap(
    struct inspector *in, const struct page *p, struct message_result *r)
{
    struct sitemap map = { 0 };

    r->kind = STR("sitemap");
    r->observed = PAGE_OBSERVED;
    if (p->status < 200 || p->status > 299) {
        r->observed = PAGE_BLOCKED;
        r->reason = STR("sitemap not available");
    } else {
        sitemap_parse(&map, buf_str(&p->body), str_of(p->final_url));
        if (map.kind == SITEMAP_UNKNOWN) {
            r->observed = PAGE_PARTIAL;
            r->reason = STR("no sitemap entries found");
        } else if (map.truncated || map.fail.text[0] != '\0') {
            r->observed = PAGE_PARTIAL;
            r->reason = map.truncated ? STR("sitemap is larger than allowed")
                                      : str_of(map.fail.text);
        }
        if (p->outcome == PAGE_TRUNCATED) {
            r->observed = PAGE_PARTIAL;
            r->reason = why_cut(in, p, r->reason);
        }
    }
    for (size_t i = 0; i < map.children.count; i++)
        add_link(r, str_of(map.children.entries[i].url), 3);
    for (size_t i = 0; i < map.pages.count; i++)
        add_link(r, str_of(map.pages.entries[i].url), 1);
    buf_reset(&in->frame);
    message_put_result(&in->frame, r, 0, STR_NONE);
    sitemap_clear(&map);
}

/* What a picture's address gave: nothing may be read out of it but a picture.
 */
static void
inspect_picture(
    struct inspector *in, const struct page *p, struct message_result *r)
{
    struct picture_facts f = { .format = PICTURE_OTHER };
    struct str body = buf_str(&p->body);
    struct fail why = { "" };

    r->kind = STR("picture");
    r->observed = PAGE_PARTIAL;
    if (p->status < 200 || p->status > 299 ||
        picture_sniff(body) == PICTURE_OTHER) {
        r->observed = PAGE_BLOCKED;
        r->reason = STR("no picture in a form that is read");
    } else if (p->outcome == PAGE_TRUNCATED) {
        r->reason = str_of(p->why);
    } else if (picture_facts_make(&f, body, &why) != 0) {
        r->reason = str_of(why.text);
    } else {
        r->observed = PAGE_OBSERVED;
        r->picture = (struct message_picture){ f.format, f.width, f.height,
            f.plain, f.look, buf_str(&f.thumb) };
    }
    buf_reset(&in->frame);
    message_put_result(&in->frame, r, 0, STR_NONE);
    picture_facts_clear(&f);
}

/* Send what in->frame holds; rules that could not be decided go first. */
static int
answer(struct inspector *in, enum message_kind kind)
{
    if (screen_limits_count(in->scratch) != in->limits_told)
        screen_limits(in->screener, in->scratch, say_limit, in);
    in->limits_told = screen_limits_count(in->scratch);
    log_debug("event=step at=told kind=%d", (int)kind);
    return wire_send(&in->wire, MESSAGE_RESULT, buf_str(&in->frame));
}

/* Judge the offers of a page that was read before. */
static int
judge_again(struct inspector *in, struct str frame)
{
    struct message_result r = { 0 };
    int64_t fetched_at_ms;
    int rc = 0;

    if (message_get_judge(&r, &fetched_at_ms, frame) != 0)
        return -1;
    buf_reset(&in->offers);
    for (size_t i = 0; i < r.offer_count && rc == 0; i++) {
        struct listing *l = NULL;
        struct js *j = NULL;

        rc = js_parse(&j, r.offers[i].listing.text, NULL);
        if (rc == 0)
            rc = listing_from_json(&l, j, NULL);
        js_free(j);
        if (rc == 0)
            screen_one(in, fetched_at_ms, &l);
    }
    if (rc == 0) {
        buf_reset(&in->frame);
        message_put_result(&in->frame, &r, r.offer_count, buf_str(&in->offers));
        rc = answer(in, MESSAGE_KIND_PAGE);
    }
    message_result_clear(&r);
    return rc;
}

static int
serve_one(struct inspector *in, struct str frame)
{
    struct message_result r = { .links = in->links, .link_cap = in->link_cap };
    enum message_kind kind;
    struct page *p;

    if (in->page == NULL)
        in->page = page_new(STR(""));
    p = in->page;
    if (message_get_page(&r.id, &kind, p, frame, wire_tail(&in->wire)) != 0)
        return -1;
    log_debug("event=step at=taken url=%s", p->url);
    if (kind == MESSAGE_KIND_SITEMAP)
        inspect_sitemap(in, p, &r);
    else if (kind == MESSAGE_KIND_PICTURE)
        inspect_picture(in, p, &r);
    else
        inspect_page(in, p, &r);
    in->links = r.links;
    in->link_cap = r.link_cap;
    if (p->body.cap > PAGE_KEPT_BYTES || p->rendered.cap > PAGE_KEPT_BYTES) {
        page_free(p);
        in->page = NULL;
    }
    return answer(in, kind);
}

static int
serve(struct inspector *in)
{
    for (;;) {
        struct pollfd fd = { in->wire.fd,
            (short)(POLLIN | (wire_wants_write(&in->wire) ? POLLOUT : 0)), 0 };
        int type, gone;
        struct str frame;

        if (poll(&fd, 1, -1) < 0)
            continue;
        gone = wire_fill(&in->wire);
        while (wire_next(&in->wire, &type, &frame)) {
            if ((type == MESSAGE_JUDGE        ? judge_again(in, frame)
                    : type == MESSAGE_INSPECT ? serve_one(in, frame)
                                              : -1) != 0)
                return 1;
            if (wire_flush(&in->wire) != 0)
                return 0;
        }
        if (gone || wire_flush(&in->wire) != 0)
            return 0; /* the supervisor is gone: so are we */
    }
}

int
inspector_run(int fd, struct shelf *bodies, const struct screener *screener,
    struct extractor *extractor)
{
    struct inspector in = { .screener = screener, .extractor = extractor };
    struct fail fail = { 0 };
    char report[CONFINE_REPORT_BYTES];
    int rc = 1;

    wire_init(&in.wire, fd, MESSAGE_BYTES_MAX);
    shelf_keep_reading(bodies);
    wire_shelves(&in.wire, NULL, bodies);
    in.frame = BUF_MAX(MESSAGE_BYTES_MAX);
    in.offers = BUF_MAX(MESSAGE_BYTES_MAX);
    in.text = BUF_MAX(MESSAGE_BYTES_MAX);
    in.verdict = BUF_MAX(MESSAGE_BYTES_MAX);
    in.keys = BUF_MAX(MESSAGE_BYTES_MAX);
    in.scratch = screen_scratch_new(screener);
    in.limits = map_new(NULL);
    if (confine_inspector(report, &fail) != 0) {
        log_error("event=inspector_failed why=%s", fail.text);
    } else {
        log_debug("event=sandbox process=inspector kernel=%s", report);
        wire_send(&in.wire, MESSAGE_READY, STR(""));
        rc = serve(&in);
    }
    page_free(in.page);
    free(in.links);
    screen_scratch_free(in.scratch);
    map_free(in.limits);
    wire_clear(&in.wire);
    buf_clear(&in.frame);
    buf_clear(&in.offers);
    buf_clear(&in.text);
    buf_clear(&in.verdict);
    buf_clear(&in.keys);
    return rc;
}
