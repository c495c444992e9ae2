/* tests/cases.h - a store with cases in three languages, one of them hostile.
 */
#ifndef TESTS_CASES_H
#define TESTS_CASES_H

#include "base/mem.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* 2026-11-20T08:00:00Z */
#define CASES_NOW_MS 1795161600000LL

/* Case 1: English, recalled by GTIN. 2: Chinese, banned words. 3: German,
 * no responsible person. 4: everything a seller may try on us. */
static const char *const cases_lines[] = {
    "{\"listing\":{\"url\":\"https://toys.example/p/1\",\"market\":"
    "\"toys.example\",\"listing_id\":\"1\",\"title\":\"Super Racer X100 "
    "remote-controlled car\",\"description\":\"Fast fun for children from 3 "
    "years. Small wheels come off easily. Charger included.\",\"brand\":"
    "\"Racer\",\"model\":\"X100\",\"gtins\":[\"04006381333931\"],\"price\":{"
    "\"amount\":\"12.99\",\"currency\":\"EUR\"},\"seller\":{\"name\":"
    "\"HappyToys\",\"country\":\"CN\"},\"language\":\"en\",\"observed\":"
    "\"full\",\"fetched_at\":\"2026-11-20T07:00:00Z\"},\"flagged\":true,"
    "\"priority\":0.93,\"risk\":0.81,\"hazards\":{\"choking\":0.9,\"fire\":"
    "0.4},\"reasons\":[\"same GTIN as a recalled toy\",\"small parts for "
    "children under 3\"],\"findings\":[{\"source\":\"recall\",\"id\":"
    "\"SR/01326/26\",\"strength\":\"conclusive\",\"score\":1.0,\"reason\":"
    "\"same GTIN\",\"title\":\"Super Racer X100\",\"url\":"
    "\"https://ec.europa.eu/safety-gate/\",\"severity\":4,\"spans\":[{"
    "\"field\":\"gtins[0]\",\"start\":0,\"end\":14,\"text\":"
    "\"04006381333931\"}]},{\"source\":\"model\",\"id\":\"risk\","
    "\"strength\":\"candidate\",\"score\":0.81,\"reason\":\"words of "
    "recalled toys\",\"spans\":[{\"field\":\"description\",\"start\":36,"
    "\"end\":48,\"text\":\"Small wheels\"}],\"terms\":[[\"small "
    "wheels\",1.9],[\"charger\",0.4]]}],\"verdict_of\":{}}",

    "{\"listing\":{\"url\":\"https://shop.example.cn/item/2\",\"market\":"
    "\"shop.example.cn\",\"listing_id\":\"2\",\"title\":"
    "\"磁力珠 强磁 儿童玩具 216颗\",\"description\":\"强力磁铁，适合儿童。\","
    "\"price\":{\"amount\":\"29.90\",\"currency\":\"CNY\"},\"seller\":{"
    "\"name\":\"快乐玩具店\",\"country\":\"CN\"},\"language\":\"zh\","
    "\"observed\":\"full\"},\"flagged\":true,\"priority\":0.74,\"risk\":"
    "0.66,\"hazards\":{\"choking\":0.7},\"reasons\":[\"magnet balls for "
    "children\"],\"findings\":[{\"source\":\"rule\",\"id\":"
    "\"toys/magnets\",\"strength\":\"strong\",\"score\":0.8,\"reason\":"
    "\"small strong magnets sold as a toy\",\"basis\":\"GB 6675\","
    "\"spans\":[{\"field\":\"title\",\"start\":0,\"end\":9,\"text\":"
    "\"磁力珠\"}]}],\"verdict_of\":{}}",

    "{\"listing\":{\"url\":\"https://laden.example/w/3\",\"market\":"
    "\"laden.example\",\"listing_id\":\"3\",\"title\":\"Gesichtscreme "
    "Lilial 50 ml\",\"ingredients\":\"Aqua, Glycerin, Butylphenyl "
    "Methylpropional\",\"price\":{\"amount\":\"8.50\",\"currency\":"
    "\"EUR\"},\"language\":\"de\",\"observed\":\"full\"},\"flagged\":true,"
    "\"priority\":0.61,\"risk\":0.5,\"hazards\":{\"chemical\":0.6},"
    "\"reasons\":[\"prohibited ingredient\",\"no responsible person\"],"
    "\"findings\":[{\"source\":\"rule\",\"id\":\"cosmetics/bmhca\","
    "\"strength\":\"strong\",\"score\":0.9,\"reason\":\"contains "
    "BMHCA\",\"basis\":\"(EC) 1223/2009 Annex II no. 1666\",\"spans\":[{"
    "\"field\":\"ingredients\",\"start\":16,\"end\":43,\"text\":"
    "\"Butylphenyl Methylpropional\"}]},{\"source\":\"rule\",\"id\":"
    "\"eu-gpsr/19b\",\"strength\":\"strong\",\"score\":0.5,\"reason\":"
    "\"no EU responsible person is named\",\"basis\":\"(EU) 2023/988 Art. "
    "19(b)\",\"absent\":[\"responsible_person.name\"],\"looked_at\":["
    "\"product page, seller box, imprint\"]}],\"verdict_of\":{}}",

    "{\"listing\":{\"url\":\"javascript:alert(1)\",\"market\":"
    "\"evil.example\",\"listing_id\":\"4\",\"title\":\"<script>alert(1)"
    "</script>\\\"onmouseover='x' \\u202Egnp.exe\",\"description\":"
    "\"<img src=x onerror=alert(2)>\\u001b[31m</textarea><svg/onload=a>\","
    "\"brand\":\"=HYPERLINK(\\\"http://x\\\")\",\"seller\":{\"name\":"
    "\"\\\"><b>bold</b>\"},\"language\":\"en\",\"observed\":\"partial\"},"
    "\"flagged\":true,\"priority\":0.42,\"risk\":0.4,\"hazards\":{},"
    "\"reasons\":[\"<b>reason</b>\"],\"findings\":[{\"source\":\"rule\","
    "\"id\":\"x/<i>\",\"strength\":\"candidate\",\"score\":0.3,\"reason\":"
    "\"quoted <u>words</u>\",\"url\":\"javascript:alert(3)\",\"spans\":[{"
    "\"field\":\"description\",\"start\":0,\"end\":4,\"text\":"
    "\"<img\"}]}],\"verdict_of\":{}}",
};

#define CASES_COUNT (sizeof cases_lines / sizeof cases_lines[0])

struct cases {
    char dir[64], path[96];
    struct store *s;
    struct fail fail;
};

static inline void
cases_put(struct cases *c, struct str line, int64_t now_ms)
{
    struct buf hold = BUF_MAX(1 << 16);
    struct listing_record record;
    struct casefile *file;
    struct store_listing l;
    struct js *j;
    int64_t id;
    int is_new;

    if (js_parse(&j, line, &c->fail) != 0 ||
        casefile_from_json(&file, j, &c->fail) != 0) {
        fprintf(stderr, "%s\n", c->fail.text);
        abort();
    }
    listing_record(&record, &hold, file->listing);
    if (store_listing_put(c->s, &record, 0, now_ms, &l, &c->fail) != 0 ||
        store_casefile_put(c->s, l.id, file, now_ms, &id, &is_new, &c->fail) !=
            0) {
        fprintf(stderr, "%s\n", c->fail.text);
        abort();
    }
    buf_clear(&hold);
    casefile_free(file);
    js_free(j);
}

/* A store in a folder of its own, with the cases above. */
static inline struct cases *
cases_new(void)
{
    struct cases *c = mem_new(sizeof *c);

    snprintf(c->dir, sizeof c->dir, "/tmp/shelfwatch-test-XXXXXX");
    if (mkdtemp(c->dir) == NULL)
        abort();
    snprintf(c->path, sizeof c->path, "%s/s.db", c->dir);
    if (store_open(&c->s, c->path, STORE_WRITE, &c->fail) != 0) {
        fprintf(stderr, "%s\n", c->fail.text);
        abort();
    }
    for (size_t i = 0; i < CASES_COUNT; i++)
        cases_put(c, str_of(cases_lines[i]), CASES_NOW_MS);
    return c;
}

static inline void
cases_free(struct cases *c)
{
    static const char *const ends[] = { "", "-wal", "-shm", ".lock" };
    char path[128];

    store_close(c->s);
    for (size_t i = 0; i < COUNT(ends); i++) {
        snprintf(path, sizeof path, "%s%s", c->path, ends[i]);
        unlink(path);
    }
    rmdir(c->dir);
    free(c);
}

#endif
