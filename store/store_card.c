#include "store/card.h"

#include "base/utf8.h"
#include "base/wire.h"

/* More than a line shows is on the case's own page. */
#define TEXT_BYTES_MAX 300
/* In front of every card; another number is another shape. That of a case to
 * be judged before its findings are shown differs in the number alone. */
#define SHAPE 1
#define SHAPE_BLIND 2
/* Hazards are kept as hundredths. */
#define PARTS 100

static void
put(struct buf *out, struct str text)
{
    wire_put_str(out, utf8_cut(text, TEXT_BYTES_MAX));
}

static void
put_reasons(struct buf *out, const struct texts *reasons)
{
    for (size_t i = 0; i < STORE_CARD_REASONS; i++)
        put(out, i < reasons->count ? str_of(reasons->item[i]) : STR(""));
}

static void
put_finding(struct buf *out, const struct finding *f)
{
    wire_put_int(out, (int64_t)f->source);
    wire_put_int(out, (int64_t)f->strength);
    put(out, str_of(f->id));
    for (int l = 0; l < LANGS; l++) {
        put(out, str_of(finding_title(f, (enum lang)l)));
        put(out, str_of(finding_reason(f, (enum lang)l)));
    }
}

/* 1 if a speaks louder than b. */
static int
is_louder(const struct finding *a, const struct finding *b)
{
    return a->strength > b->strength ||
           (a->strength == b->strength && a->score > b->score);
}

/* The loudest findings, loudest first; the one named first of equal ones. */
static size_t
loudest(
    const struct findings *all, const struct finding *out[STORE_CARD_FINDINGS])
{
    size_t count = 0;

    for (size_t i = 0; i < all->count; i++) {
        size_t at = count;

        while (at > 0 && is_louder(all->item[i], out[at - 1]))
            at--;
        if (at == STORE_CARD_FINDINGS)
            continue;
        if (count < STORE_CARD_FINDINGS)
            count++;
        for (size_t k = count - 1; k > at; k--)
            out[k] = out[k - 1];
        out[at] = all->item[i];
    }
    return count;
}

int
store_card_write(struct buf *out, const struct casefile *c)
{
    static const enum listing_field shown[] = { LISTING_TITLE, LISTING_URL,
        LISTING_MARKET, LISTING_SELLER_NAME, LISTING_PRICE_AMOUNT,
        LISTING_PRICE_CURRENCY };
    const struct finding *findings[STORE_CARD_FINDINGS];
    const struct texts *category = &c->listing->list[LISTING_CATEGORY];
    size_t count = loudest(&c->findings, findings);

    wire_put_int(out, c->blind ? SHAPE_BLIND : SHAPE);
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        put(out, listing_get(c->listing, shown[i]));
    put(out, category->count > 0 ? str_of(category->item[0]) : STR(""));
    wire_put_int(out, HAZARDS);
    for (size_t h = 0; h < HAZARDS; h++)
        wire_put_int(out, (int64_t)(c->hazards[h] * PARTS + 0.999));
    for (int l = 0; l < LANGS; l++)
        put_reasons(out, casefile_reasons(c, (enum lang)l));
    wire_put_int(out, (int64_t)c->findings.count);
    wire_put_int(out, (int64_t)count);
    for (size_t i = 0; i < count; i++)
        put_finding(out, findings[i]);
    return out->over ? -1 : 0;
}

static void
get_reasons(struct store_card *out, struct wire_reader *r, enum lang lang)
{
    for (int l = 0; l < LANGS; l++)
        for (size_t i = 0; i < STORE_CARD_REASONS; i++) {
            struct str text = wire_get_str(r);

            if (l == (int)lang)
                out->reasons[i] = text;
        }
}

static void
get_finding(struct store_card_finding *f, struct wire_reader *r, enum lang lang)
{
    int64_t source = wire_get_int(r), strength = wire_get_int(r);

    f->source = source >= FINDING_RECALL && source <= FINDING_WATCH
                    ? (enum finding_source)source
                    : FINDING_RULE;
    f->strength =
        strength >= FINDING_CANDIDATE && strength <= FINDING_CONCLUSIVE
            ? (enum finding_strength)strength
            : FINDING_CANDIDATE;
    f->id = wire_get_str(r);
    for (int l = 0; l < LANGS; l++) {
        struct str title = wire_get_str(r), reason = wire_get_str(r);

        if (l == (int)lang) {
            f->title = title;
            f->reason = reason;
        }
    }
}

void
store_card_read(struct store_card *out, struct str bytes, enum lang lang)
{
    struct wire_reader r = { .rest = bytes };
    struct str *const texts[] = { &out->title, &out->url, &out->market,
        &out->seller, &out->amount, &out->currency, &out->category };
    int64_t shape = wire_get_int(&r), count;

    *out = (struct store_card){ .blind = shape == SHAPE_BLIND };
    if (shape != SHAPE && shape != SHAPE_BLIND)
        return;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = wire_get_str(&r);
    count = wire_get_int(&r);
    for (int64_t h = 0; h < count && !r.bad; h++) {
        int64_t parts = wire_get_int(&r);

        if (h < HAZARDS && parts > 0 && parts <= PARTS)
            out->hazards[h] = (double)parts / PARTS;
    }
    get_reasons(out, &r, lang);
    out->findings_all = wire_get_int(&r);
    count = wire_get_int(&r);
    for (int64_t i = 0; i < count && i < STORE_CARD_FINDINGS && !r.bad; i++) {
        get_finding(&out->findings[i], &r, lang);
        out->finding_count += !r.bad;
    }
}
