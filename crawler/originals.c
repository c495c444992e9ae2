#include "crawler/originals.h"

#include "base/mem.h"
#include "base/now.h"

#include <stdlib.h>
#include <string.h>

void
original_clear(struct original *o)
{
    free(o->record);
    free(o->id);
    free(o->uri);
    free(o->date);
    *o = (struct original){ 0 };
}

void
original_take(
    struct original *o, struct str record, const struct warc_record *r)
{
    o->record = str_dup(record);
    o->id = str_dup(warc_field(r, "WARC-Record-ID"));
    o->uri = str_dup(warc_field(r, "WARC-Target-URI"));
    o->date = str_dup(warc_field(r, "WARC-Date"));
    if (now_parse(str_of(o->date), &o->at_ms) != 0)
        o->at_ms = 0;
}

void
originals_add(
    struct originals *all, struct str record, const struct warc_record *r)
{
    struct original *o = &all->item[all->turn++ % ORIGINALS_MAX];

    original_clear(o);
    if (str_is(warc_field(r, "WARC-Type"), "response"))
        original_take(o, record, r);
}

int
originals_find(
    const struct originals *all, const char *record, struct original *out)
{
    for (size_t i = 0; i < ORIGINALS_MAX; i++) {
        const struct original *known = &all->item[i];

        if (known->record == NULL || strcmp(known->record, record) != 0)
            continue;
        *out = (struct original){ mem_text(known->record), mem_text(known->id),
            mem_text(known->uri), mem_text(known->date), known->at_ms };
        return 1;
    }
    return 0;
}

void
originals_clear(struct originals *all)
{
    for (size_t i = 0; i < ORIGINALS_MAX; i++)
        original_clear(&all->item[i]);
}
