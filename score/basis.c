#include "score/basis.h"

#include "base/mem.h"
#include "rules/rule_period.h"

#define BASIS_BYTES_MAX 8192

/* %a: to the last bit. */
static void
add_policy(struct buf *b, const struct policy *p)
{
    buf_addf(b, "policy %s\n", p->version);
    for (size_t i = 0; i < COUNT(p->strength); i++)
        buf_addf(b, "%a ", p->strength[i]);
    for (size_t i = 0; i < COUNT(p->severity); i++)
        buf_addf(b, "%a ", p->severity[i]);
    buf_addf(b, "%a %a %a %a %a %a %a %a %a\n", p->formal_max, p->model_weight,
        p->model_finding_from, p->child, p->no_brand, p->out_of_stock, p->used,
        p->non_eu_seller, p->flag_from);
    buf_addf(b, "%a %a %a %s\n", p->sample.audit_share,
        p->sample.uncertain_per_scan, p->sample.flagged_share, p->sample.seed);
}

void
basis_digest(
    const struct screener *s, int64_t seen_ms, char out[DIGEST_HEX_BYTES])
{
    struct rule_period period = rule_period(s->rules, s->today_ms, seen_ms);
    struct buf b = BUF_MAX(BASIS_BYTES_MAX);

    buf_addf(&b, "rules %s %lld %lld\n", rule_set_version(s->rules),
        (long long)period.in_force, (long long)period.rates);
    buf_addf(&b, "recalls %s\n",
        s->recalls != NULL ? recall_index_version(s->recalls) : "");
    buf_addf(&b, "models %s|%s|%s\n",
        s->model != NULL ? risk_version(s->model) : "",
        s->likeness != NULL ? likeness_version(s->likeness) : "",
        s->categories != NULL ? s->categories->version : "");
    add_policy(&b, &s->policy);
    buf_addf(&b, "market %s language %s %d\n", s->market,
        s->language != NULL ? s->language : "", s->every_language);
    digest_sha256_hex(buf_str(&b), out);
    buf_clear(&b);
}
