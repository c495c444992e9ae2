#include "core/workflow_settings.h"

#define DAY_MINUTES 1440
#define WEEK_MINUTES 10080
#define SEVERITY_SERIOUS 4

struct workflow_settings
workflow_settings_default(void)
{
    return (struct workflow_settings){
        .lease_minutes = 15,
        .undo_minutes = 30,
        .second_person = 1,
        .strength_from = FINDING_CANDIDATE,
        .severity_from = SEVERITY_SERIOUS,
    };
}

static int
read_number(int64_t *out, const struct js *j, const char *name, int64_t low,
    int64_t high, struct fail *fail)
{
    double v = js_number(j, (double)low - 1);

    if (!(v >= (double)low && v <= (double)high) ||
        v != (double)js_integer(j, low - 1))
        return fail_set(fail, "'%s' is not a whole number from %lld to %lld",
            name, (long long)low, (long long)high);
    *out = (int64_t)v;
    return 0;
}

static int
read_strength(enum finding_strength *out, struct str name, struct fail *fail)
{
    for (int s = FINDING_CANDIDATE; s <= FINDING_CONCLUSIVE; s++)
        if (str_is(name, finding_strength_name((enum finding_strength)s))) {
            *out = (enum finding_strength)s;
            return 0;
        }
    return fail_set(
        fail, "'strength' is none of candidate, strong, conclusive");
}

static int
read_hazards(unsigned *out, const struct js *j, struct fail *fail)
{
    *out = 0;
    if (js_kind(j) != JS_ARRAY)
        return fail_set(fail, "'hazards' is not a list");
    for (size_t i = 0; i < js_count(j); i++) {
        struct str name = js_text(js_at(j, i));
        enum hazard h;

        if (hazard_find(&h, name) != 0)
            return fail_set(fail, "'hazards': '%.*s' is no hazard",
                (int)(name.len < 60 ? name.len : 60), name.p ? name.p : "");
        *out |= 1u << h;
    }
    return 0;
}

static int
read_second_person(
    struct workflow_settings *w, const struct js *j, struct fail *fail)
{
    struct js *value;
    struct str name;
    int64_t severity;
    void *it = NULL;

    if (js_kind(j) != JS_OBJECT)
        return fail_set(fail, "'second_person' is not an object");
    while (js_next(j, &it, &name, &value)) {
        int rc;

        if (str_is(name, "on")) {
            rc = js_kind(value) == JS_BOOL
                     ? 0
                     : fail_set(fail, "'on' is neither true nor false");
            w->second_person = js_bool(value, 1);
        } else if (str_is(name, "strength")) {
            rc = read_strength(&w->strength_from, js_text(value), fail);
        } else if (str_is(name, "severity")) {
            rc = read_number(
                &severity, value, "severity", 0, SEVERITY_SERIOUS, fail);
            if (rc == 0)
                w->severity_from = (int)severity;
        } else if (str_is(name, "hazards")) {
            rc = read_hazards(&w->hazards, value, fail);
        } else {
            rc = fail_set(fail, "'second_person' has no '%.60s'", name.p);
        }
        if (rc != 0)
            return -1;
    }
    return 0;
}

int
workflow_settings_from_json(
    struct workflow_settings *out, const struct js *j, struct fail *fail)
{
    struct workflow_settings w = workflow_settings_default();
    struct js *value;
    struct str name;
    void *it = NULL;

    if (js_kind(j) != JS_OBJECT)
        return fail_set(fail, "the settings are not an object");
    while (js_next(j, &it, &name, &value)) {
        int rc;

        if (str_is(name, "lease_minutes"))
            rc = read_number(
                &w.lease_minutes, value, name.p, 1, DAY_MINUTES, fail);
        else if (str_is(name, "undo_minutes"))
            rc = read_number(
                &w.undo_minutes, value, name.p, 0, WEEK_MINUTES, fail);
        else if (str_is(name, "second_person"))
            rc = read_second_person(&w, value, fail);
        else
            rc = fail_set(fail, "there is no setting '%.60s'", name.p);
        if (rc != 0)
            return -1;
    }
    *out = w;
    return 0;
}

struct js *
workflow_settings_to_json(const struct workflow_settings *w)
{
    struct js *j = js_new_object(), *second = js_new_object();
    struct js *hazards = js_new_array();

    js_set_integer(j, "lease_minutes", w->lease_minutes);
    js_set_integer(j, "undo_minutes", w->undo_minutes);
    js_set_bool(second, "on", w->second_person);
    js_set_textz(second, "strength", finding_strength_name(w->strength_from));
    js_set_integer(second, "severity", w->severity_from);
    for (size_t h = 0; h < HAZARDS; h++)
        if (w->hazards >> h & 1)
            js_add_text(hazards, str_of(hazard_name((enum hazard)h)));
    js_set(second, "hazards", hazards);
    js_set(j, "second_person", second);
    return j;
}

int
workflow_is_serious(const struct workflow_settings *w, const struct casefile *c)
{
    int hazard = w->hazards == 0;

    if (!w->second_person)
        return 0;
    for (size_t h = 0; h < HAZARDS; h++)
        hazard |= c->hazards[h] > 0 && (w->hazards >> h & 1);
    for (size_t i = 0; hazard && i < c->findings.count; i++)
        if (c->findings.item[i]->strength >= w->strength_from &&
            c->findings.item[i]->severity >= w->severity_from)
            return 1;
    return 0;
}
