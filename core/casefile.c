#include "core/casefile.h"

#include "base/mem.h"
#include "core/category.h"

#include <stdlib.h>

struct casefile *
casefile_new(void)
{
    return mem_new(sizeof(struct casefile));
}

void
casefile_free(struct casefile *c)
{
    if (c == NULL)
        return;
    listing_free(c->listing);
    findings_clear(&c->findings);
    texts_clear(&c->reasons);
    for (size_t l = 0; l < LANGS; l++)
        texts_clear(&c->reasons_in[l]);
    free(c->rules_version);
    free(c->recalls_version);
    free(c->model_version);
    free(c);
}

const struct texts *
casefile_reasons(const struct casefile *c, enum lang l)
{
    return c->reasons_in[l].count > 0 ? &c->reasons_in[l] : &c->reasons;
}

static char *
optional_text(const struct js *j, const char *name)
{
    struct str s = js_get_text(j, name);

    return s.len > 0 ? str_dup(s) : NULL;
}

/* A number from 0 to 1; 0 where there is none. */
static int
read_share(double *out, const struct js *j, const char *name, struct fail *fail)
{
    *out = js_number(js_get(j, name), 0);
    if (*out >= 0 && *out <= 1)
        return 0;
    return fail_set(fail, "'%s' is not from 0 to 1", name);
}

static int
read_guess(struct casefile *c, const struct js *guess, struct fail *fail)
{
    int category = category_find(js_get_text(guess, "category"));

    if (category < 0)
        return 0;
    c->category_guess = category_name((enum category)category);
    return read_share(&c->category_probability, guess, "probability", fail);
}

int
casefile_from_json(struct casefile **out, const struct js *j, struct fail *fail)
{
    struct casefile *c = casefile_new();
    const struct js *findings = js_get(j, "findings");
    const struct js *hazards = js_get(j, "hazards");
    const struct js *versions = js_get(j, "verdict_of");
    int rc = -1;

    if (listing_from_json(&c->listing, js_get(j, "listing"), fail) != 0)
        goto out;
    for (size_t i = 0; i < js_count(findings); i++) {
        struct finding *f;

        if (finding_from_json(&f, js_at(findings, i), fail) != 0)
            goto out;
        findings_add(&c->findings, &f);
    }
    c->flagged = js_bool(js_get(j, "flagged"), 0);
    c->blind = js_bool(js_get(j, "blind"), 0);
    if (read_share(&c->priority, j, "priority", fail) != 0 ||
        read_share(&c->risk, j, "risk", fail) != 0 ||
        read_guess(c, js_get(j, "category_guess"), fail) != 0)
        goto out;
    for (size_t h = 0; h < HAZARDS; h++)
        if (read_share(&c->hazards[h], hazards, hazard_name((enum hazard)h),
                fail) != 0)
            goto out;
    texts_from_json(&c->reasons, js_get(j, "reasons"));
    for (int l = 0; l < LANGS; l++)
        texts_from_json(&c->reasons_in[l],
            js_get(js_get(j, "reasons_in"), lang_code((enum lang)l)));
    c->rules_version = optional_text(versions, "rules");
    c->recalls_version = optional_text(versions, "recalls");
    c->model_version = optional_text(versions, "model");
    *out = c;
    c = NULL; /* handed over */
    rc = 0;
out:
    casefile_free(c);
    return rc;
}

static void
add_guess(struct js *j, const struct casefile *c)
{
    struct js *guess;

    if (c->category_guess == NULL)
        return;
    guess = js_new_object();
    js_set_textz(guess, "category", c->category_guess);
    js_set_number(guess, "probability", c->category_probability);
    js_set(j, "category_guess", guess);
}

static void
add_reasons_in(struct js *j, const struct casefile *c)
{
    struct js *in = js_new_object();

    for (int l = 0; l < LANGS; l++)
        texts_to_json(&c->reasons_in[l], in, lang_code((enum lang)l));
    js_set(j, "reasons_in", in);
}

static void
add_verdict(struct js *j, const struct casefile *c)
{
    struct js *array = js_new_array();
    struct js *hazards = js_new_object(), *versions = js_new_object();

    js_set_bool(j, "flagged", c->flagged);
    if (c->blind)
        js_set_bool(j, "blind", 1);
    js_set_number(j, "priority", c->priority);
    js_set_number(j, "risk", c->risk);
    add_guess(j, c);
    for (size_t h = 0; h < HAZARDS; h++)
        if (c->hazards[h] > 0)
            js_set_number(hazards, hazard_name((enum hazard)h), c->hazards[h]);
    js_set(j, "hazards", hazards);
    if (c->reasons.count > 0)
        texts_to_json(&c->reasons, j, "reasons");
    else
        js_set(j, "reasons", js_new_array());
    for (size_t l = 0; l < LANGS; l++)
        if (c->reasons_in[l].count > 0) {
            add_reasons_in(j, c);
            break;
        }
    for (size_t i = 0; i < c->findings.count; i++)
        js_add(array, finding_to_json(c->findings.item[i]));
    js_set(j, "findings", array);
    if (c->rules_version != NULL)
        js_set_textz(versions, "rules", c->rules_version);
    if (c->recalls_version != NULL)
        js_set_textz(versions, "recalls", c->recalls_version);
    if (c->model_version != NULL)
        js_set_textz(versions, "model", c->model_version);
    js_set(j, "verdict_of", versions);
}

struct js *
casefile_verdict_to_json(const struct casefile *c)
{
    struct js *j = js_new_object();

    add_verdict(j, c);
    return j;
}

struct js *
casefile_to_json(const struct casefile *c)
{
    struct js *j = js_new_object();

    js_set(j, "listing", listing_to_json(c->listing));
    add_verdict(j, c);
    return j;
}
