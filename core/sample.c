#include "core/sample.h"

#include "base/digest.h"
#include "base/mem.h"

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
        bits = bits << 4 |
               (uint64_t)(hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10);
    return (double)bits * 0x1p-52;
}

void
sample_blind(struct casefile *c, double priority)
{
    static const char *const reasons[LANGS] = {
        "to be compared with products that were recalled or banned",
        "mit zurückgerufenen oder verbotenen Produkten zu vergleichen",
        "须与曾被召回或禁售的产品比对",
    };
    struct finding *f;

    c->flagged = 1;
    c->priority = priority;
    if (c->findings.count == 0) {
        f = finding_new(FINDING_MODEL, "risk", FINDING_CANDIDATE, c->risk);
        finding_set_reason(f, "%s", reasons[LANG_EN]);
        for (int l = LANG_EN + 1; l < LANGS; l++)
            f->in[l].reason = mem_text(reasons[l]);
        findings_add(&c->findings, &f);
    }
    if (c->reasons.count > 0)
        return;
    f = c->findings.item[0];
    texts_add(&c->reasons, str_of(f->reason));
    for (int l = 0; l < LANGS; l++)
        if (f->in[l].reason != NULL)
            texts_add(&c->reasons_in[l], str_of(f->in[l].reason));
}
