/* How fast a model judges: text in, calibrated probability out, one core.
 *
 *   build/release/bench/risk_speed models/risk-5 offers.jsonl [SECONDS]
 *
 * Offers are read into memory first; what is timed is risk_judge on each, over
 * and over until SECONDS (default 3) have passed. Text is title, description,
 * category and attribute values. Loading the model is timed by itself.
 */
#include "base/file.h"
#include "base/mem.h"
#include "classifier/risk.h"
#include "core/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct offers {
    struct listing **item;
    size_t count, cap, bytes;
};

static double
now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static size_t
text_bytes(const struct listing *l)
{
    size_t n = listing_get(l, LISTING_TITLE).len +
               listing_get(l, LISTING_DESCRIPTION).len;

    for (size_t i = 0; i < l->list[LISTING_CATEGORY].count; i++)
        n += str_of(l->list[LISTING_CATEGORY].item[i]).len;
    for (size_t i = 0; i < l->attribute_count; i++)
        n += str_of(l->attributes[i].value).len;
    return n;
}

static int
read_offers(struct offers *o, const char *path, struct fail *fail)
{
    struct buf text = BUF_MAX(LIMIT_FEED_BYTES);
    struct str rest, line;
    int rc = file_read(&text, path, fail);

    rest = buf_str(&text);
    while (rc == 0 && str_next_line(&rest, &line)) {
        struct listing *l = NULL;
        struct js *j = NULL;

        rc = js_parse(&j, line, fail);
        if (rc == 0)
            rc = listing_from_json(&l, j, fail);
        js_free(j);
        if (rc != 0)
            break;
        o->item = mem_grow(o->item, &o->cap, o->count + 1, sizeof(void *));
        o->item[o->count++] = l;
        o->bytes += text_bytes(l);
    }
    buf_clear(&text);
    return rc == 0 && o->count == 0 ? fail_set(fail, "%s: is empty", path) : rc;
}

static void
judge_all(const struct risk_model *m, const struct offers *o, double seconds)
{
    struct risk_scratch *s = risk_scratch_new(m);
    struct risk_verdict v;
    double start = now_s(), used, sum = 0;
    size_t passes = 0;

    do {
        for (size_t i = 0; i < o->count; i++) {
            risk_judge(m, s, o->item[i], &v);
            sum += v.risk;
        }
        passes++;
        used = now_s() - start;
    } while (used < seconds);
    printf("risk_judge: %.0f listings/s, %.1f MB/s of text, %.0f bytes each, "
           "mean risk %.4f\n",
        (double)(passes * o->count) / used,
        (double)(passes * o->bytes) / used / 1e6,
        (double)o->bytes / (double)o->count, sum / (double)(passes * o->count));
    risk_scratch_free(s);
}

int
main(int argc, char **argv)
{
    struct offers offers = { 0 };
    struct risk_model *m = NULL;
    struct fail fail = { "" };
    double start = now_s();

    if (argc < 3) {
        fprintf(stderr, "usage: risk_speed MODEL OFFERS [SECONDS]\n");
        return 2;
    }
    if (risk_load(&m, argv[1], &fail) != 0) {
        fprintf(stderr, "risk_speed: %s\n", fail.text);
        return 1;
    }
    printf("load: %.1f ms\n", (now_s() - start) * 1e3);
    if (read_offers(&offers, argv[2], &fail) != 0) {
        fprintf(stderr, "risk_speed: %s\n", fail.text);
        return 1;
    }
    judge_all(m, &offers, argc > 3 ? atof(argv[3]) : 3);
    for (size_t i = 0; i < offers.count; i++)
        listing_free(offers.item[i]);
    free(offers.item);
    risk_free(m);
    return 0;
}
