/* bench/grams - count how often four bytes stand in the words of offers.
 *
 *   make grams          rules/grams.bin anew, from ../shared/data
 *
 * Over the development listings, each language for itself; of the languages
 * that rules are written for the highest rate counts, and of those that share
 * a slot of the table too. Three bytes count as well, with a zero behind.
 */
#include "base/file.h"
#include "base/fold.h"
#include "base/js.h"
#include "base/lines.h"
#include "base/mem.h"
#include "core/limits.h"
#include "rules/gram.h"
#include "rules/plain.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TONGUES 3
#define CELLS (1u << 22)
#define LEVELS 16

struct cell {
    char gram[4];
    unsigned count;
};

struct counts {
    struct cell *cell; /* owned, CELLS of them */
    size_t bytes;
};

static void
count(struct counts *c, const char gram[4])
{
    unsigned i = gram_slot(gram) * (CELLS / GRAM_SLOTS);

    while (c->cell[i].count > 0 && memcmp(c->cell[i].gram, gram, 4) != 0)
        i = (i + 1) % CELLS;
    memcpy(c->cell[i].gram, gram, 4);
    c->cell[i].count++;
}

static void
count_text(struct counts *c, struct str text)
{
    struct folded f = { .run = NULL };
    struct plain p = { .shift = NULL };
    struct str s;

    fold_text(&f, text);
    plain_add(&p, buf_str(&f.text));
    s = buf_str(&p.text);
    for (size_t i = 0; i + 3 <= s.len; i++) {
        char gram[4] = { s.p[i], s.p[i + 1], s.p[i + 2], '\0' };

        count(c, gram);
        if (i + 4 <= s.len)
            count(c, s.p + i);
    }
    c->bytes += s.len;
    fold_clear(&f);
    plain_clear(&p);
}

static void
count_listings(struct counts counts[TONGUES], const char *path)
{
    static const char *const names[TONGUES] = { "en", "de", "zh" };
    struct lines lines;
    struct str line;
    FILE *in = fopen(path, "r");

    if (in == NULL) {
        perror(path);
        exit(1);
    }
    lines_init(&lines, in, LIMIT_LINE_BYTES);
    while (lines_next(&lines, &line)) {
        struct js *j = NULL;
        struct fail fail;

        if (js_parse(&j, line, &fail) != 0)
            continue;
        for (int t = 0; t < TONGUES; t++)
            if (str_is(js_text(js_get(j, "lang")), names[t])) {
                count_text(&counts[t], js_text(js_get(j, "title")));
                count_text(&counts[t], js_text(js_get(j, "description")));
            }
        js_free(j);
    }
    lines_clear(&lines);
    fclose(in);
}

int
main(int argc, char **argv)
{
    struct counts counts[TONGUES] = { { 0 } };
    double *rate = mem_array(GRAM_SLOTS, sizeof *rate);
    unsigned char table[GRAM_SLOTS / 2] = { 0 };
    struct fail fail;

    if (argc != 3) {
        fprintf(stderr, "usage: grams LISTINGS OUT\n");
        return 2;
    }
    for (int t = 0; t < TONGUES; t++)
        counts[t].cell = mem_array(CELLS, sizeof counts[t].cell[0]);
    count_listings(counts, argv[1]);
    for (int t = 0; t < TONGUES; t++)
        for (size_t i = 0; i < CELLS; i++) {
            const struct cell *c = &counts[t].cell[i];
            unsigned slot = gram_slot(c->gram);
            double r = 1000.0 * c->count / (double)(counts[t].bytes + 1);

            if (c->count > 0 && r > rate[slot])
                rate[slot] = r;
        }
    for (size_t i = 0; i < GRAM_SLOTS; i++) {
        int level = rate[i] > 0 ? LEVELS - 1 + (int)ceil(log2(rate[i] / 2)) : 0;

        level = level < 0 ? 0 : level >= LEVELS ? LEVELS - 1 : level;
        table[i / 2] |= (unsigned char)(level << (4 * (i & 1)));
    }
    if (file_write(argv[2], (struct str){ (const char *)table, sizeof table },
            &fail) != 0) {
        fprintf(stderr, "%s\n", fail.text);
        return 1;
    }
    for (int t = 0; t < TONGUES; t++) {
        printf("%zu bytes\n", counts[t].bytes);
        free(counts[t].cell);
    }
    free(rate);
    return 0;
}
