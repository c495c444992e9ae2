/* bench/fill STORE COUNT <LISTINGS.jsonl - a store of that many offers.
 *
 * The lines are used again and again, each time as another offer of another
 * shop, and kept as a scan keeps them.
 */
#include "base/lines.h"
#include "base/mem.h"
#include "core/limits.h"
#include "recalls/recall_probe.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>

#define BATCH 5000

struct fill {
    struct store *store;
    struct recall_probe *probe;
    struct buf hold, keys;
    int64_t put;
};

static int
put(struct fill *f, struct str line, struct fail *fail)
{
    struct listing_record record;
    struct store_listing out;
    struct listing *l = NULL;
    struct js *j = NULL;
    char shop[40];
    int rc = -1;

    if (js_parse(&j, line, fail) == 0) {
        if (js_get_text(j, "gtin").len > 0)
            js_set_text(j, "gtins", js_get_text(j, "gtin"));
        rc = listing_from_json(&l, j, fail);
    }
    if (rc == 0) {
        snprintf(shop, sizeof shop, "shop-%lld.example", (long long)f->put);
        listing_set(l, LISTING_MARKET, str_of(shop));
        listing_set(l, LISTING_LISTING_ID, STR("1"));
        listing_record(&record, &f->hold, l);
        buf_reset(&f->keys);
        recall_probe_keys(f->probe, l, &f->keys);
        record.keys = buf_str(&f->keys);
        rc = store_listing_put(f->store, &record, 0, 1000, &out, fail);
    }
    f->put += rc == 0;
    listing_free(l);
    js_free(j);
    return rc;
}

/* One pass over the lines; stops at `count`. */
static int
pass(struct fill *f, int64_t count, struct fail *fail)
{
    struct lines in = { 0 };
    struct str line;
    int rc = 0;

    rewind(stdin);
    lines_init(&in, stdin, LIMIT_LINE_BYTES);
    while (rc == 0 && f->put < count && lines_next(&in, &line)) {
        if (f->put % BATCH == 0)
            rc = f->put > 0 ? store_commit(f->store, fail) : 0;
        if (rc == 0 && f->put % BATCH == 0)
            rc = store_begin(f->store, fail);
        if (rc == 0)
            rc = put(f, line, fail);
    }
    lines_clear(&in);
    return rc;
}

int
main(int argc, char **argv)
{
    struct fill f = { .hold = BUF_MAX(1 << 20), .keys = BUF_MAX(1 << 20) };
    struct fail fail = { "" };
    int64_t count = argc == 3 ? strtoll(argv[2], NULL, 10) : 0, before = -1;
    int rc = 0;

    if (count <= 0) {
        fprintf(stderr, "usage: fill STORE COUNT <LISTINGS.jsonl\n");
        return 2;
    }
    f.probe = recall_probe_new();
    rc = store_open(&f.store, argv[1], STORE_WRITE, &fail);
    while (rc == 0 && f.put < count && f.put > before) {
        before = f.put;
        rc = pass(&f, count, &fail);
    }
    if (rc == 0)
        rc = store_commit(f.store, &fail);
    if (rc != 0)
        fprintf(stderr, "fill: %s\n", fail.text);
    store_close(f.store);
    recall_probe_free(f.probe);
    buf_clear(&f.hold);
    buf_clear(&f.keys);
    return rc == 0 ? 0 : 1;
}
