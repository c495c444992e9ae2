#include "core/retention.h"

#include "core/workflow.h"

#include <string.h>

/* A century: longer is for good. */
#define DAYS_MAX 36500
#define CAMPAIGNS_MAX 1000

static const struct {
    const char *state;
    int64_t days;
} defaults[] = {
    /* Offers that nothing was found about have done their service when the
     * rate of misses was measured on them. */
    { "unflagged", 365 },
    { "pages", 365 },
    /* The regular period of limitation of civil law in Germany (BGB Section
     * 195), from the last act on. */
    { "dismissed", 1095 },
    /* The usual period for files of proceedings. */
    { "closed", 3650 },
};

const char *
retention_state(size_t i)
{
    static const char *const others[] = { "unflagged", "pages" };

    if (i < 2)
        return others[i];
    i -= 2;
    return i < WORKFLOW_STATES ? workflow_state_name((enum workflow_state)i)
                               : NULL;
}

static int
is_state(struct str name)
{
    for (size_t i = 0; retention_state(i) != NULL; i++)
        if (str_is(name, retention_state(i)))
            return 1;
    return 0;
}

struct retention
retention_default(void)
{
    struct retention r = { js_new_object() };
    struct js *days = js_new_object();

    for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++)
        js_set_integer(days, defaults[i].state, defaults[i].days);
    js_set(r.json, "days", days);
    js_set(r.json, "campaigns", js_new_object());
    return r;
}

void
retention_clear(struct retention *r)
{
    js_free(r->json);
    r->json = NULL;
}

/* Take up days per state over what is there. */
static int
read_days(struct js *out, const struct js *j, const char *of, struct fail *fail)
{
    struct str name;
    struct js *value;
    void *it = NULL;

    if (js_kind(j) != JS_OBJECT)
        return fail_set(fail, "'%s' is not an object", of);
    while (js_next(j, &it, &name, &value)) {
        double v = js_number(value, -1);

        if (!is_state(name))
            return fail_set(
                fail, "'%s': '%.60s' is no state of a case", of, name.p);
        if (!(v >= 0 && v <= DAYS_MAX) || v != (double)js_integer(value, -1))
            return fail_set(fail,
                "'%s': '%s' is not a whole number of days from 0 to %d", of,
                name.p, DAYS_MAX);
        js_set_integer(out, name.p, js_integer(value, 0));
    }
    return 0;
}

static int
read_campaigns(struct js *out, const struct js *j, struct fail *fail)
{
    struct str name;
    struct js *value;
    void *it = NULL;

    if (js_kind(j) != JS_OBJECT || js_count(j) > CAMPAIGNS_MAX)
        return fail_set(
            fail, "'campaigns' is not an object of at most %d", CAMPAIGNS_MAX);
    while (js_next(j, &it, &name, &value)) {
        struct js *days = js_new_object();

        if (read_days(days, value, name.p, fail) != 0) {
            js_free(days);
            return -1;
        }
        js_set(out, name.p, days);
    }
    return 0;
}

int
retention_from_json(
    struct retention *out, const struct js *j, struct fail *fail)
{
    struct retention r = retention_default();
    struct str name;
    struct js *value;
    void *it = NULL;
    int rc = 0;

    if (js_kind(j) != JS_OBJECT)
        rc = fail_set(fail, "the retention policy is not an object");
    while (rc == 0 && js_next(j, &it, &name, &value)) {
        if (str_is(name, "days"))
            rc = read_days(js_get(r.json, "days"), value, "days", fail);
        else if (str_is(name, "campaigns"))
            rc = read_campaigns(js_get(r.json, "campaigns"), value, fail);
        else
            rc = fail_set(fail, "a retention policy has no '%.60s'", name.p);
    }
    if (rc == 0)
        *out = r;
    else
        retention_clear(&r);
    return rc;
}

const struct js *
retention_to_json(const struct retention *r)
{
    return r->json;
}

int64_t
retention_days(
    const struct retention *r, const char *campaign, const char *state)
{
    const struct js *own = js_get(js_get(r->json, "campaigns"), campaign);
    const struct js *days = js_get(own, state);

    if (days == NULL)
        days = js_get(js_get(r->json, "days"), state);
    return js_integer(days, 0);
}
