#include "scan/sampler.h"

#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "core/sample.h"

#include <math.h>
#include <stdio.h>

int
sampler_open(struct sampler *s, struct store *store,
    const struct policy *policy, struct fail *fail)
{
    char secret[STORE_SECRET_BYTES];

    *s = (struct sampler){ .store = store, .key = BUF_MAX(1024) };
    if (policy->sample.audit_share <= 0 &&
        policy->sample.uncertain_per_scan <= 0)
        return 0;
    if (store_secret(store, secret, fail) != 0)
        return -1;
    buf_addf(&s->key, "%s %s", policy->sample.seed, secret);
    s->policy = policy;
    return 0;
}

void
sampler_close(struct sampler *s)
{
    buf_clear(&s->key);
    *s = (struct sampler){ 0 };
}

static int
is_drawn(const struct sampler *s, int64_t scan, struct str identity)
{
    return sample_draw(buf_str(&s->key), STR("audit"), scan, identity) <
           s->policy->sample.audit_share;
}

int
sampler_wants(const struct sampler *s, int64_t scan, struct str identity)
{
    return s->policy != NULL && (s->policy->sample.uncertain_per_scan >= 1 ||
                                    is_drawn(s, scan, identity));
}

static int
put(struct sampler *s, const char *kind, double share, struct sampler_offer *o,
    const struct casefile *c, struct fail *fail)
{
    struct store_sample sample = { .kind = kind,
        .scan = o->scan,
        .share = share,
        .seed = s->policy->sample.seed,
        .otherwise = s->policy->flag_from };
    char number[32];

    snprintf(number, sizeof number, "%lld", (long long)o->listing);
    sample.draw =
        sample_draw(buf_str(&s->key), STR("place"), o->scan, str_of(number));
    o->is_new = 1;
    return store_sample_put(
        s->store, o->listing, c, &sample, now_wall_ms(), &o->case_id, fail);
}

/* One of those among which the end of the scan chooses. */
static int
wait(struct sampler *s, const struct sampler_offer *o, const struct casefile *c,
    struct fail *fail)
{
    struct buf record = BUF_MAX(LIMIT_LINE_BYTES);
    int rc;

    casefile_write(&record, c);
    rc = store_sample_wait(s->store, o->scan, o->listing,
        &(struct store_waiting){ fabs(c->risk - s->policy->model_finding_from),
            buf_str(&record), (int64_t)s->policy->sample.uncertain_per_scan },
        fail);
    buf_clear(&record);
    return rc;
}

/* An offer without a case, while the policy draws. */
static int
put_first(struct sampler *s, struct sampler_offer *o, const struct casefile *c,
    struct fail *fail)
{
    const struct policy_sample *p = &s->policy->sample;

    if (!c->flagged) {
        if (is_drawn(s, o->scan, o->identity))
            return put(s, "audit", p->audit_share, o, c, fail);
        return c->risk > 0 && p->uncertain_per_scan >= 1 ? wait(s, o, c, fail)
                                                         : 0;
    }
    if (!sample_is_urgent(c) && sample_draw(buf_str(&s->key), STR("flagged"),
                                    o->scan, o->identity) < p->flagged_share)
        return put(s, "flagged", p->flagged_share, o, c, fail);
    return store_casefile_put(
        s->store, o->listing, c, now_wall_ms(), &o->case_id, &o->is_new, fail);
}

int
sampler_put(struct sampler *s, struct sampler_offer *o,
    const struct casefile *c, struct fail *fail)
{
    int known = 1;

    o->case_id = o->is_new = 0;
    if (s->policy != NULL)
        known = store_case_is(s->store, o->listing, fail);
    if (known < 0)
        return -1;
    return known ? store_casefile_put(s->store, o->listing, c, now_wall_ms(),
                       &o->case_id, &o->is_new, fail)
                 : put_first(s, o, c, fail);
}

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)

struct taking {
    struct sampler *sampler;
    int64_t scan;
    int64_t left; /* of the quota */
};

static int
take(int64_t listing, struct str record, void *ctx, struct fail *fail)
{
    struct taking *t = ctx;
    struct sampler *s = t->sampler;
    struct sampler_offer o = { .scan = t->scan, .listing = listing };
    struct casefile *c = NULL;
    struct js *j = NULL;
    int rc;

    if (t->left <= 0)
        return 0;
    rc = store_case_is(s->store, listing, fail);
    if (rc == 0)
        rc = js_parse(&j, record, fail);
    else
        rc = rc == 1 ? 0 : -1;
    if (rc == 0 && j != NULL)
        rc = casefile_from_json(&c, j, fail);
    if (rc == 0 && c != NULL) {
        rc = put(
            s, "uncertain", s->policy->sample.uncertain_per_scan, &o, c, fail);
        if (rc == 0 && s->pictures != NULL)
            rc = pictures_note(s->pictures, listing, c->listing, fail);
        t->left--;
    }
    casefile_free(c);
    js_free(j);
    return rc;
}

int
sampler_end(struct sampler *s, int64_t scan, struct fail *fail)
{
    struct taking t = { s, scan, 0 };
    int64_t taken;

    if (s->policy == NULL)
        return 0;
    /* A scan has its quota once, however often it is resumed; what is
     * screened from the store has it once in 24 hours. */
    if (store_sample_taken(s->store, "uncertain", scan,
            scan > 0 ? 0 : now_wall_ms() - DAY_MS, &taken, fail) != 0)
        return -1;
    t.left = (int64_t)s->policy->sample.uncertain_per_scan - taken;
    return store_sample_waiting(s->store, scan, take, &t, fail);
}
