/* cli/model_report.h - the figures of a model as one page of HTML.
 *
 * Self-contained: style and plots are inside, nothing is loaded.
 */
#ifndef CLI_MODEL_REPORT_H
#define CLI_MODEL_REPORT_H

#include "base/fail.h"
#include "core/hazard.h"
#include "core/texts.h"

#include <stdint.h>

struct model_judged {
    double risk;
    int positive;
    int language;     /* enum glossary_language */
    uint32_t source;  /* of listings: place in `sources` */
    unsigned hazards; /* bits that the notice names; 0: none are known */
    int guess;        /* the likeliest hazard by the model, or -1 */
    char *title;      /* owned by whoever judged */
};

/* What the model knew of what it was judged on. */
enum model_report_kind {
    MODEL_REPORT_OTHERS,  /* nothing, as far as is known */
    MODEL_REPORT_LEARNED, /* it learned from these very files */
    MODEL_REPORT_HELD_OUT /* nothing: a model that these were kept from */
};

struct model_report {
    const char *version; /* of the model */
    const struct model_judged *item;
    size_t count;
    const struct texts *sources;
    enum model_report_kind kind;
};

/* Write the page to `path` where that ends in ".html", else to report.html in
 * the folder `path`, which is made if need be. */
int model_report_write(
    const struct model_report *r, const char *path, struct fail *fail);

#endif
