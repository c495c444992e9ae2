#include "core/sample.h"

#include "base/digest.h"

#include <inttypes.h>
#include <stdio.h>

double
sample_draw(struct str key, struct str purpose, int64_t scan, struct str text)
{
    struct digest *d = digest_new();
    char number[32], hex[DIGEST_HEX_BYTES];
    uint64_t bits = 0;

    snprintf(number, sizeof number, "\n%" PRId64 "\n", scan);
    digest_add(d, key);
    digest_add(d, STR("\n"));
    digest_add(d, purpose);
    digest_add(d, str_of(number));
    digest_add(d, text);
    digest_end(d, hex);
    /* 13 hexadecimal digits are 52 bits: a double holds them all. */
    for (size_t i = 0; i < 13; i++)
        bits = bits << 4 | (uint64_t)str_hex_value(hex[i]);
    return (double)bits * 0x1p-52;
}

void
sample_blind(struct casefile *c, double place)
{
    casefile_clear_verdict(c);
    c->blind = c->flagged = 1;
    c->priority = place;
}

int
sample_is_urgent(const struct casefile *c)
{
    for (size_t i = 0; i < c->findings.count; i++)
        if (c->findings.item[i]->strength == FINDING_CONCLUSIVE ||
            c->findings.item[i]->source == FINDING_WATCH)
            return 1;
    return 0;
}
