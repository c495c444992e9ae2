#include "rules/rule_test.h"

/* Deeper maps than a listing has. */
#define DEPTH_MAX 8

static struct js *
to_json(const struct yaml_node *node, int depth)
{
    struct js *j;

    if (node->kind == YAML_SCALAR || depth > DEPTH_MAX)
        return js_new_text(node->text);
    j = node->kind == YAML_LIST ? js_new_array() : js_new_object();
    for (const struct yaml_node *n = node->first; n != NULL; n = n->next) {
        if (node->kind == YAML_LIST)
            js_add(j, to_json(n, depth + 1));
        else if (depth > 0 || !str_is(n->key, "evidence"))
            js_set(j, n->key.p, to_json(n, depth + 1));
    }
    return j;
}

int
rule_example_listing(
    struct listing **out, const struct rule_example *e, struct fail *fail)
{
    struct js *j;
    int rc;

    if (e->node->kind == YAML_MAP) {
        j = to_json(e->node, 0);
    } else {
        j = js_new_object();
        js_set_text(j, "title", e->node->text);
    }
    rc = listing_from_json(out, j, fail);
    js_free(j);
    return rc;
}

/* A member of an example that no listing has is a slip of the pen: the
 * example would test nothing. */
static int
check_members(const struct listing *l, struct fail *fail)
{
    struct str name;
    struct js *value;
    void *it = NULL;

    if (js_next(l->extra, &it, &name, &value))
        return fail_set(fail, "a listing has no member '" STR_FMT "' like this",
            STR_ARG(name));
    return 0;
}

/* evidence: {recall: strong, risk: 0.9, hazards: {burns: 0.8}} of an example
 * is what the other sources are taken to have found. */
struct evidence {
    struct rule_evidence said;
    struct findings recalls;
};

static int
add_recall(struct evidence *e, struct str strength, struct fail *fail)
{
    e->said.recalls = &e->recalls;
    if (str_is(strength, "none"))
        return 0;
    for (int s = FINDING_CANDIDATE; s <= FINDING_CONCLUSIVE; s++)
        if (str_is(strength, finding_strength_name((enum finding_strength)s))) {
            struct finding *f = finding_new(
                FINDING_RECALL, "EXAMPLE", (enum finding_strength)s, 1);

            findings_add(&e->recalls, &f);
            return 0;
        }
    return fail_set(fail, "'recall' is none, candidate, strong or conclusive");
}

static int
read_evidence(
    struct evidence *out, const struct rule_result *x, struct fail *fail)
{
    static const char *const keys[] = { "recall", "risk", "hazards", NULL };
    const struct yaml *y = x->pack->yaml;
    const struct yaml_node *node = yaml_get(x->example->node, "evidence");
    const struct yaml_node *hazards = yaml_get(node, "hazards");
    struct str recall = STR_NONE;

    if (node == NULL)
        return 0;
    if (yaml_check_keys(y, node, keys, fail) != 0 ||
        yaml_get_text(y, node, "recall", &recall, fail) != 0 ||
        yaml_get_double(y, node, "risk", 0, 1, &out->said.risk, fail) != 0)
        return -1;
    out->said.model_asked = yaml_get(node, "risk") != NULL || hazards != NULL;
    for (int h = 0; h < HAZARDS && hazards != NULL; h++)
        if (yaml_get_double(y, hazards, hazard_name((enum hazard)h), 0, 1,
                &out->said.hazards[h], fail) != 0)
            return -1;
    return recall.len > 0 ? add_recall(out, recall, fail) : 0;
}

void
rule_example_context(const struct rule *r, int64_t today_ms,
    char market[RULE_MARKET_BYTES], struct rule_context *ctx)
{
    size_t len = r->markets.count > 0 ? r->markets.item[0].len : 0;

    if (len > RULE_MARKET_BYTES - 1)
        len = RULE_MARKET_BYTES - 1;
    for (size_t i = 0; i < len; i++)
        market[i] = r->markets.item[0].p[i];
    market[len] = '\0';
    *ctx = (struct rule_context){ .market = market, .today_ms = today_ms };
    if (today_ms < r->from_ms)
        ctx->today_ms = r->from_ms;
    if (r->until_ms != 0 && ctx->today_ms >= r->until_ms)
        ctx->today_ms = r->until_ms - 1;
}

static int
fires(const struct rule_set *s, struct rule_scratch *scratch,
    const struct rule_result *x, const struct listing *l,
    const struct rule_evidence *evidence, int64_t today_ms)
{
    struct rule_context ctx;
    struct findings found = { 0 };
    struct buf id = BUF_MAX(400);
    char market[RULE_MARKET_BYTES];
    int hit = 0;

    rule_example_context(x->rule, today_ms, market, &ctx);
    ctx.evidence = evidence;
    buf_addf(
        &id, STR_FMT "/" STR_FMT, STR_ARG(x->pack->name), STR_ARG(x->rule->id));
    rule_scan(s, scratch, l, &ctx, &found);
    for (size_t i = 0; i < found.count; i++)
        hit |= str_eq(str_of(found.item[i]->id), buf_str(&id));
    findings_clear(&found);
    buf_clear(&id);
    return hit;
}

static int
run(const struct rule_set *s, struct rule_scratch *scratch,
    struct rule_result *x, int64_t today_ms, struct fail *why)
{
    struct listing *l = NULL;
    struct evidence evidence = { { .recalls = NULL }, { 0 } };

    why->text[0] = '\0';
    if (rule_example_listing(&l, x->example, why) == 0 &&
        check_members(l, why) == 0 && read_evidence(&evidence, x, why) == 0 &&
        fires(s, scratch, x, l, &evidence.said, today_ms) != x->example->flag)
        fail_set(why, x->example->flag ? "must be flagged and is not"
                                       : "must not be flagged and is");
    x->why = why->text;
    x->good = why->text[0] == '\0';
    findings_clear(&evidence.recalls);
    listing_free(l);
    return x->good;
}

size_t
rule_test(const struct rule_set *s, int64_t today_ms,
    void (*visit)(const struct rule_result *result, void *arg), void *arg)
{
    struct rule_scratch *scratch = rule_scratch_new(s);
    size_t bad = 0;

    for (size_t i = 0; i < rule_set_packs(s); i++) {
        const struct rule_pack *p = rule_set_pack(s, i);

        for (const struct rule *r = p->rules; r != NULL; r = r->next)
            for (const struct rule_example *e = r->examples; e != NULL;
                 e = e->next) {
                struct rule_result x = { p, r, e, 0, "" };
                struct fail why;

                bad += !run(s, scratch, &x, today_ms, &why);
                visit(&x, arg);
            }
    }
    rule_scratch_free(scratch);
    return bad;
}
