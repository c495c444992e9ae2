/* shelfwatch store retention, shelfwatch store hold. */
#include "cli/store_keep.h"
#include "cli/verbs.h"

#include "base/now.h"
#include "store/retention.h"

#include <stdio.h>
#include <string.h>

#define FILE_BYTES_MAX (1u << 20)
#define ACTOR_BYTES 300

static struct store_by
by(const struct store_keep *k, char actor[ACTOR_BYTES])
{
    snprintf(actor, ACTOR_BYTES, "terminal:%.250s", verb_author(k->author));
    return (struct store_by){ actor, now_wall_ms() };
}

/* --- the policy --- */

static int
set_policy(const struct store_keep *k, struct store *s, struct fail *fail)
{
    const char *file = k->args[0];
    char actor[ACTOR_BYTES];
    struct store_by who = by(k, actor);
    struct retention r = { NULL };
    struct js *j = NULL;
    int rc = js_load(&j, file, FILE_BYTES_MAX, fail);

    if (rc == 0 && retention_from_json(&r, j, fail) != 0)
        rc = fail_wrap(fail, "%s", file);
    if (rc == 0)
        rc = store_retention_put(s, &r, &who, fail);
    retention_clear(&r);
    js_free(j);
    return rc;
}

int
store_keep_retention(const struct store_keep *k, struct fail *fail)
{
    struct buf text = BUF_MAX(FILE_BYTES_MAX);
    struct retention r = { NULL };
    struct store *s = NULL;
    int rc = store_open(
        &s, k->store, k->count > 0 ? STORE_UPDATE : STORE_READ, fail);

    if (rc == 0 && k->count > 0)
        rc = set_policy(k, s, fail);
    if (rc == 0)
        rc = store_retention_get(s, &r, fail);
    if (rc == 0) {
        js_write_pretty(&text, retention_to_json(&r));
        puts(buf_text(&text));
    }
    retention_clear(&r);
    buf_clear(&text);
    store_close(s);
    return rc;
}

/* --- holds --- */

static int
print_hold(const struct store_hold *h, void *ctx, struct fail *fail)
{
    char at[NOW_TEXT_BYTES], lifted[NOW_TEXT_BYTES] = "";

    (void)ctx;
    (void)fail;
    now_text(h->at_ms, at);
    if (h->lifted_ms > 0)
        now_text(h->lifted_ms, lifted);
    printf("%lld\t", (long long)h->id);
    if (h->casefile > 0)
        printf("case %lld", (long long)h->casefile);
    else
        printf("seller " STR_FMT, STR_ARG(h->seller));
    printf("\t%s\t" STR_FMT "\t%s\t" STR_FMT "\n", at, STR_ARG(h->author),
        lifted, STR_ARG(h->reason));
    return 0;
}

static int
set_hold(const struct store_keep *k, struct store *s, struct fail *fail)
{
    char actor[ACTOR_BYTES];
    struct store_by who = by(k, actor);
    struct str what = str_of(k->args[1]);
    int64_t id = 0;
    int rc;

    if (k->reason == NULL || k->reason[0] == '\0')
        return fail_set(fail, "a hold needs a reason (--reason)");
    if (strcmp(k->args[0], "seller") == 0) {
        rc = store_hold_seller(s, what, str_of(k->reason), &who, fail);
        return rc == 1 ? fail_set(fail, "'%s' is no name", k->args[1]) : rc;
    }
    if (str_to_i64(what, &id) != 0)
        return fail_set(fail, "'%s' is not the number of a case", k->args[1]);
    rc = store_hold_case(s, id, str_of(k->reason), &who, fail);
    return rc == 1 ? fail_set(fail, "no case %lld", (long long)id) : rc;
}

static int
lift_hold(const struct store_keep *k, struct store *s, struct fail *fail)
{
    char actor[ACTOR_BYTES];
    struct store_by who = by(k, actor);
    int64_t id = 0;
    int rc = str_to_i64(str_of(k->args[1]), &id) == 0
                 ? store_hold_lift(s, id, &who, fail)
                 : 1;

    return rc == 1 ? fail_set(fail, "no hold '%s' is in force", k->args[1])
                   : rc;
}

int
store_keep_hold(const struct store_keep *k, struct fail *fail)
{
    const char *what = k->count > 0 ? k->args[0] : "list";
    struct store *s = NULL;
    int rc = store_open(
        &s, k->store, k->count > 1 ? STORE_UPDATE : STORE_READ, fail);

    if (rc == 0 && k->count < 2)
        rc = strcmp(what, "list") == 0 || strcmp(what, "all") == 0
                 ? store_hold_each(
                       s, strcmp(what, "all") == 0, print_hold, NULL, fail)
                 : fail_set(fail,
                       "'%s' is none of case, seller, lift, list, "
                       "all",
                       what);
    else if (rc == 0 && strcmp(what, "lift") == 0)
        rc = lift_hold(k, s, fail);
    else if (rc == 0 &&
             (strcmp(what, "case") == 0 || strcmp(what, "seller") == 0))
        rc = set_hold(k, s, fail);
    else if (rc == 0)
        rc = fail_set(fail, "'%s' cannot be held", what);
    store_close(s);
    return rc;
}
