#include "cli/model_held.h"

#include "base/mem.h"

#include <stdlib.h>

void
model_held_keep(const struct dataset_doc *doc, double risk, void *ctx)
{
    struct model_held *h = ctx;

    h->item = mem_grow(h->item, &h->cap, h->count + 1, sizeof h->item[0]);
    h->item[h->count++] = (struct model_judged){ .risk = risk,
        .positive = doc->label > 0,
        .language = doc->language,
        .source = doc->source,
        .guess = -1,
        .title = mem_text(doc->title) };
}

int
model_held_report(const struct model_held *h, const char *version,
    const char *path, struct fail *fail)
{
    return model_report_write(
        &(struct model_report){ version, h->item, h->count,
            &h->dataset->sources, MODEL_REPORT_HELD_OUT },
        path, fail);
}

void
model_held_clear(struct model_held *h)
{
    for (size_t i = 0; i < h->count; i++)
        free(h->item[i].title);
    free(h->item);
    *h = (struct model_held){ .dataset = h->dataset };
}
