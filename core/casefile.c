#include "core/casefile.h"

#include "base/js_line.h"
#include "base/mem.h"
#include "core/category.h"

#include <stdlib.h>

/* Of a verdict's text: what a finding quotes has caps of its own. */
#define VERDICT_BYTES_MAX (1u << 30)

struct casefile *
casefile_new(void)
{
    return mem_new(sizeof(struct casefile));
}

void
casefile_clear_verdict(struct casefile *c)
{
    struct listing *listing = c->listing;

    findings_clear(&c->findings);
    texts_clear(&c->reasons);
    for (size_t l = 0; l < LANGS; l++)
        texts_clear(&c->reasons_in[l]);
    free(c->rules_version);
    free(c->recalls_version);
    free(c->model_version);
    *c = (struct casefile){ .listing = listing };
}

void
casefile_free(struct casefile *c)
{
    if (c == NULL)
        return;
    casefile_clear_verdict(c);
    listing_free(c->listing);
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
write_guess(struct js_line *line, const struct casefile *c)
{
    if (c->category_guess == NULL)
        return;
    js_line_object(line, "category_guess");
    js_line_textz(line, "category", c->category_guess);
    js_line_number(line, "probability", c->category_probability);
    js_line_object_end(line);
}

static void
write_reasons(struct js_line *line, const struct casefile *c)
{
    int any = 0;

    if (c->reasons.count > 0) {
        texts_write(&c->reasons, line, "reasons");
    } else {
        js_line_array(line, "reasons");
        js_line_array_end(line);
    }
    for (size_t l = 0; l < LANGS; l++)
        any |= c->reasons_in[l].count > 0;
    if (!any)
        return;
    js_line_object(line, "reasons_in");
    for (int l = 0; l < LANGS; l++)
        texts_write(&c->reasons_in[l], line, lang_code((enum lang)l));
    js_line_object_end(line);
}

static void
write_versions(struct js_line *line, const struct casefile *c)
{
    js_line_object(line, "verdict_of");
    if (c->rules_version != NULL)
        js_line_textz(line, "rules", c->rules_version);
    if (c->recalls_version != NULL)
        js_line_textz(line, "recalls", c->recalls_version);
    if (c->model_version != NULL)
        js_line_textz(line, "model", c->model_version);
    js_line_object_end(line);
}

static void
write_verdict(struct js_line *line, const struct casefile *c)
{
    js_line_bool(line, "flagged", c->flagged);
    if (c->blind)
        js_line_bool(line, "blind", 1);
    js_line_number(line, "priority", c->priority);
    js_line_number(line, "risk", c->risk);
    write_guess(line, c);
    js_line_object(line, "hazards");
    for (size_t h = 0; h < HAZARDS; h++)
        if (c->hazards[h] > 0)
            js_line_number(line, hazard_name((enum hazard)h), c->hazards[h]);
    js_line_object_end(line);
    write_reasons(line, c);
    js_line_array(line, "findings");
    for (size_t i = 0; i < c->findings.count; i++)
        finding_write(line, c->findings.item[i]);
    js_line_array_end(line);
    write_versions(line, c);
}

int
casefile_write_verdict(struct buf *out, const struct casefile *c)
{
    struct js_line line = { out, 0 };

    js_line_object(&line, NULL);
    write_verdict(&line, c);
    js_line_object_end(&line);
    return out->over ? -1 : 0;
}

int
casefile_write(struct buf *out, const struct casefile *c)
{
    struct js_line line = { out, 0 };

    js_line_object(&line, NULL);
    js_line_name(&line, STR("listing"));
    listing_write(out, c->listing);
    line.more = 1;
    write_verdict(&line, c);
    js_line_object_end(&line);
    return out->over ? -1 : 0;
}

struct js *
casefile_to_json(const struct casefile *c)
{
    struct buf text = BUF_MAX(VERDICT_BYTES_MAX);
    struct js *j = js_new_object(), *verdict = NULL, *value;
    struct str name;
    void *it = NULL;

    js_set(j, "listing", listing_to_json(c->listing));
    if (casefile_write_verdict(&text, c) == 0)
        js_parse(&verdict, buf_str(&text), NULL);
    while (js_next(verdict, &it, &name, &value))
        js_set(j, name.p, js_copy(value));
    js_free(verdict);
    buf_clear(&text);
    return j;
}
