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
put(struct sampler *s, const char *kind, int64_t scan, int64_t listing,
    struct casefile *c, struct fail *fail)
{
    const struct policy_sample *policy = &s->policy->sample;
    char number[32];
    int rc;
    struct store_sample sample = { .kind = kind,
        .scan = scan,
        .share =
            kind[0] == 'a' ? policy->audit_share : policy->uncertain_per_scan,
        .seed = policy->seed,
        .flag_from = s->policy->flag_from };

    snprintf(number, sizeof number, "%lld", (long long)listing);
    sample.draw =
        sample_draw(buf_str(&s->key), STR("place"), scan, str_of(number));
    rc = store_sample_put(s->store, listing, c, &sample, now_wall_ms(), fail);
    if (rc == 0 && s->pictures != NULL)
        rc = pictures_note(s->pictures, listing, c->listing, fail);
    return rc;
}

/* One of those among which the end of the scan chooses. */
static int
wait(struct sampler *s, int64_t scan, int64_t listing, const struct casefile *c,
    struct fail *fail)
{
    struct buf record = BUF_MAX(LIMIT_LINE_BYTES);
    struct js *j = casefile_to_json(c);
    int rc;

    js_write(&record, j);
    rc = store_sample_wait(s->store, scan, listing,
        &(struct store_waiting){ fabs(c->risk - s->policy->model_finding_from),
            buf_str(&record), (int64_t)s->policy->sample.uncertain_per_scan },
        fail);
    js_free(j);
    buf_clear(&record);
    return rc;
}

int
sampler_offer(struct sampler *s, int64_t scan, int64_t listing,
    struct str identity, struct casefile *c, struct fail *fail)
{
    if (!sampler_wants(s, scan, identity))
        return 0;
    if (is_drawn(s, scan, identity))
        return put(s, "audit", scan, listing, c, fail);
    return c->risk > 0 ? wait(s, scan, listing, c, fail) : 0;
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
    struct casefile *c = NULL;
    struct js *j = NULL;
    int rc;

    if (t->left <= 0)
        return 0;
    rc = store_case_is(t->sampler->store, listing, fail);
    if (rc == 0)
        rc = js_parse(&j, record, fail);
    else
        rc = rc == 1 ? 0 : -1;
    if (rc == 0 && j != NULL)
        rc = casefile_from_json(&c, j, fail);
    if (rc == 0 && c != NULL) {
        rc = put(t->sampler, "uncertain", t->scan, listing, c, fail);
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
