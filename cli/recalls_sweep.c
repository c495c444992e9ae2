/* shelfwatch recalls sweep: new recalls against the stored offers. */
#include "cli/recalls_work.h"
#include "cli/verbs.h"

#include "base/now.h"
#include "cli/screener.h"
#include "scan/sweep.h"

#include <stdio.h>

static void
add_figures(struct run_metrics *m, const struct sweep_counts *n)
{
    run_metrics_add(m, "swept_recalls", "Notices that were new or changed.",
        NULL, STR_NONE, (int64_t)n->recalls);
    run_metrics_add(m, "swept_offers", "Offers they were held against.", NULL,
        STR_NONE, (int64_t)n->listings);
    run_metrics_add(m, "screened", "Offers that were judged again.", NULL,
        STR_NONE, (int64_t)n->screened);
    run_metrics_add(m, "flagged", "Offers of these that are flagged.", NULL,
        STR_NONE, (int64_t)n->flagged);
    run_metrics_add(m, "cases_new", "Cases that were not there before.", NULL,
        STR_NONE, (int64_t)n->fresh);
}

int
recalls_sweep_store(struct store *s, const struct recalls_options *o,
    struct run_metrics *figures, struct fail *fail)
{
    struct screener_files files = { .store = store_path(o->store),
        .language = o->language };
    const char *market = o->market != NULL ? o->market : "EU";
    struct screener *screener = NULL;
    struct sweep_counts n;
    int64_t start = now_monotonic_ms();
    int rc = o->no_sweep ? 0 : sweep_due(s, fail);

    if (rc != 1)
        return rc;
    if (screener_from_files(&screener, &files, market, fail) != 0)
        return -1;
    screener->every_language = 1;
    rc = sweep_run(s, screener, &n, fail);
    if (rc == 0)
        printf("swept %zu new or changed recalls over %zu stored listings in "
               "%.1f s: %zu screened, %zu flagged, %zu new cases\n",
            n.recalls, n.listings, (double)(now_monotonic_ms() - start) / 1000,
            n.screened, n.flagged, n.fresh);
    if (rc == 0 && figures != NULL)
        add_figures(figures, &n);
    for (size_t i = 0; i < n.limited.count; i++)
        printf(
            "rule at its step limit: %s matches given up\n", n.limited.item[i]);
    texts_clear(&n.limited);
    screener_free(screener);
    return rc;
}

int
recalls_sweep(const struct recalls_options *o)
{
    struct store *s = NULL;
    struct run_metrics figures;
    struct fail fail = { "" };
    int rc = -1;

    run_metrics_begin(&figures, o->metrics, "recalls sweep");
    if (store_open(&s, store_path(o->store), STORE_UPDATE, &fail) == 0 &&
        store_lock(s, "recalls sweep", &fail) == 0)
        rc = recalls_sweep_store(s, o, &figures, &fail);
    store_close(s);
    run_metrics_end(&figures, rc == 0);
    return rc == 0 ? VERB_DONE : verb_failed("recalls", fail.text);
}
