/* scan/watch.h - offers that were ordered down: looked at again, and looked
 * for elsewhere.
 *
 * Three steps, because the middle one gives up the network: read what is
 * watched and due, and which pictures would tell whether an offer is a watched
 * one; fetch both as any scan does (scan/supervisor.h) with the campaign made
 * here; judge what came, and hold every offer that is new in the store against
 * what is watched.
 */
#ifndef SCAN_WATCH_H
#define SCAN_WATCH_H

#include "core/campaign.h"
#include "store/store.h"

#define WATCH_DAYS_MAX 16
/* One run's; the longest waiting first, the rest the next time. */
#define WATCH_LOOKS_MAX 5000

struct watch_plan {
    int64_t now_ms;
    int days[WATCH_DAYS_MAX]; /* after the order, and after the offer went */
    size_t day_count;
};
/* After 1, 2, 7, 30 days. */
struct watch_plan watch_usual(int64_t now_ms);
/* "1,2,7,30" */
int watch_days(struct watch_plan *p, struct str text);

struct watch;

/* Everything that is watched, and which of it is due. */
int watch_load(struct watch **out, struct store *s,
    const struct watch_plan *plan, struct fail *fail);
void watch_free(struct watch *w);
size_t watch_count(const struct watch *w); /* cases that are watched */
size_t watch_due(const struct watch *w);   /* of them, looks that are due */

/* Which pictures only can tell whether offers that are new in the store are
 * watched ones (scan/trace.h): the first `most` of each are noted as due, and
 * watch_pictures has their addresses. */
int watch_search_pictures(
    struct watch *w, struct store *s, int most, struct fail *fail);
const struct texts *watch_pictures(const struct watch *w);

/* The campaign that fetches what is due and follows nothing; its politeness,
 * contact and legal basis are those of `like`. */
int watch_campaign(const struct watch *w, const struct campaign *like,
    struct campaign **out, struct fail *fail);

/* What happened; texts are borrowed for the call. */
struct watch_event {
    const char *what; /* STORE_WATCH_*, "relisted", "identical" */
    int64_t of_case;
    struct str url;
    int64_t other; /* relisted, identical: the other offer's case, or 0 */
    struct str other_url;
    const char *kind; /* "gtin" "model" "text" "image" "seller" "address" */
    struct str key;
    const struct js *detail; /* of a look */
};
typedef void watch_say(const struct watch_event *e, void *ctx);

/* After the fetch: judge every due look by visits since `since_ms`. */
int watch_look(struct watch *w, struct store *s, int64_t since_ms,
    watch_say *say, void *ctx, struct fail *fail);

/* Hold what is new in the store against what is watched. */
int watch_search(struct watch *w, struct store *s, watch_say *say, void *ctx,
    struct fail *fail);

#endif
