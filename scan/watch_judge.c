#include "scan/watch_judge.h"

#include "base/fold.h"
#include "core/limits.h"

#include <string.h>

/* Folded text of everything an offer says. */
#define ALL_BYTES_MAX (4u << 20)
/* Shorter quotations stand in nearly every text. */
#define WORDS_BYTES_MIN 3

static void
add_folded(struct buf *out, struct str text)
{
    if (text.len > 0 && fold_key(out, text) == 0)
        buf_addc(out, '\n');
}

static void
add_pairs(struct buf *out, const struct listing_pair *pair, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        add_folded(out, str_of(pair[i].name));
        add_folded(out, str_of(pair[i].value));
    }
}

/* What the seller says, not what customers do. */
static void
all_text(struct buf *out, const struct listing *l)
{
    for (int f = 0; f < LISTING_FIELDS; f++)
        if (f != LISTING_URL && f != LISTING_FETCHED_AT)
            add_folded(out, listing_get(l, (enum listing_field)f));
    for (int k = 0; k < LISTING_LISTS; k++)
        for (size_t i = 0; i < l->list[k].count; i++)
            add_folded(out, str_of(l->list[k].item[i]));
    add_pairs(out, l->attributes, l->attribute_count);
    add_pairs(out, l->certificates, l->certificate_count);
}

/* Words that were quoted, stood there, and do not any more. */
static int
was_removed(struct str words, const struct buf *before, const struct buf *now)
{
    struct buf key = BUF_MAX(LIMIT_FIELD_BYTES * 4);
    int removed;

    fold_key(&key, str_trim(words));
    removed = key.len >= WORDS_BYTES_MIN &&
              str_find(buf_str(before), buf_str(&key), 0) >= 0 &&
              str_find(buf_str(now), buf_str(&key), 0) < 0;
    buf_clear(&key);
    return removed;
}

static struct js *
removed_words(const struct watch_judge *j)
{
    struct buf before = BUF_MAX(ALL_BYTES_MAX), now = BUF_MAX(ALL_BYTES_MAX);
    struct js *out = js_new_array();

    all_text(&before, j->before);
    all_text(&now, j->now);
    for (size_t i = 0; i < j->file->findings.count; i++) {
        const struct finding *f = j->file->findings.item[i];

        if (f->source == FINDING_MODEL || f->source == FINDING_REVIEW)
            continue;
        for (size_t k = 0; k < f->span_count; k++) {
            struct js *word;

            if (!was_removed(str_of(f->spans[k].text), &before, &now))
                continue;
            word = js_new_object();
            js_set_textz(word, "field", f->spans[k].field);
            js_set_textz(word, "text", f->spans[k].text);
            js_set_textz(word, "finding", f->id);
            js_add(out, word);
        }
    }
    buf_clear(&before);
    buf_clear(&now);
    return out;
}

static int
same_content(const struct listing *a, const struct listing *b)
{
    struct buf x = BUF_MAX(LIMIT_LINE_BYTES), y = BUF_MAX(LIMIT_LINE_BYTES);
    struct listing_record r, s;
    int same;

    listing_record(&r, &x, a);
    listing_record(&s, &y, b);
    same = str_eq(r.version, s.version);
    buf_clear(&x);
    buf_clear(&y);
    return same;
}

/* The address answered, and the offer is not there. */
static const char *
without_offer(const struct store_visit *v)
{
    /* 451: gone for legal reasons, as an order wants it. */
    if (v->status == 404 || v->status == 410 || v->status == 451)
        return STORE_WATCH_GONE;
    if (v->status < 200 || v->status > 299 ||
        (strcmp(v->state, "observed") != 0 &&
            strcmp(v->state, "unchanged") != 0))
        return STORE_WATCH_UNSEEN;
    return STORE_WATCH_GONE;
}

const char *
watch_judge(const struct watch_judge *j, struct js **detail)
{
    const char *result = STORE_WATCH_THERE;
    struct js *removed;

    *detail = js_new_object();
    if (j->visit == NULL)
        return STORE_WATCH_UNSEEN;
    js_set_integer(*detail, "status", j->visit->status);
    js_set_textz(*detail, "state", j->visit->state);
    if (!j->listed)
        return without_offer(j->visit);
    if (j->before == NULL || j->now == NULL || same_content(j->before, j->now))
        return result;
    removed = removed_words(j);
    result = js_count(removed) > 0 ? STORE_WATCH_EDITED : STORE_WATCH_CHANGED;
    if (js_count(removed) > 0)
        js_set(*detail, "removed", removed);
    else
        js_free(removed);
    return result;
}
