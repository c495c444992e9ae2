#include "tests/check.h"

#include "base/mem.h"
#include "core/workflow_settings.h"

static void
reads_what_an_authority_sets(void **state)
{
    static const struct {
        const char *name, *text;
        const char *why; /* NULL: it is read */
    } cases[] = {
        { "nothing", "{}", NULL },
        { "minutes", "{\"lease_minutes\":5,\"undo_minutes\":0}", NULL },
        { "off", "{\"second_person\":{\"on\":false}}", NULL },
        { "all of it",
            "{\"second_person\":{\"on\":true,\"strength\":\"strong\","
            "\"severity\":3,\"hazards\":[\"fire\",\"choking\"]}}",
            NULL },
        { "no object", "[]", "not an object" },
        { "unknown member", "{\"lease\":1}", "no setting 'lease'" },
        { "unknown member inside", "{\"second_person\":{\"off\":true}}",
            "'second_person' has no 'off'" },
        { "too short", "{\"lease_minutes\":0}", "from 1 to 1440" },
        { "too long", "{\"undo_minutes\":99999}", "from 0 to 10080" },
        { "half a minute", "{\"lease_minutes\":1.5}", "whole number" },
        { "text", "{\"lease_minutes\":\"5\"}", "whole number" },
        { "no switch", "{\"second_person\":{\"on\":\"no\"}}",
            "neither true nor false" },
        { "no strength", "{\"second_person\":{\"strength\":\"weak\"}}",
            "none of candidate, strong, conclusive" },
        { "severity", "{\"second_person\":{\"severity\":5}}", "from 0 to 4" },
        { "no hazard", "{\"second_person\":{\"hazards\":[\"ghosts\"]}}",
            "'ghosts' is no hazard" },
        { "no list", "{\"second_person\":{\"hazards\":\"fire\"}}",
            "not a list" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct workflow_settings w = { .lease_minutes = -7 }, again;
        struct fail fail = { "" };
        struct js *j, *written;
        int rc;

        assert_int_equal(js_parse(&j, str_of(cases[i].text), &fail), 0);
        rc = workflow_settings_from_json(&w, j, &fail);
        CHECK_INT(rc, cases[i].why == NULL ? 0 : -1, cases[i].name);
        js_free(j);
        if (cases[i].why != NULL) {
            CHECK_INT(strstr(fail.text, cases[i].why) != NULL, 1, fail.text);
            CHECK_INT(w.lease_minutes, -7, "left alone");
            continue;
        }
        written = workflow_settings_to_json(&w);
        assert_int_equal(
            workflow_settings_from_json(&again, written, &fail), 0);
        CHECK_INT(memcmp(&again, &w, sizeof w), 0, cases[i].name);
        js_free(written);
    }
    check_end();
}

static void
says_what_is_serious(void **state)
{
    static const struct {
        const char *name, *settings;
        enum finding_strength strength;
        int severity;
        double fire;
        int want;
    } cases[] = {
        { "serious", "{}", FINDING_STRONG, 4, 0.5, 1 },
        { "a candidate that was confirmed", "{}", FINDING_CANDIDATE, 4, 0, 1 },
        { "high is not serious", "{}", FINDING_CONCLUSIVE, 3, 0.9, 0 },
        { "unknown", "{}", FINDING_CONCLUSIVE, 0, 0.9, 0 },
        { "off", "{\"second_person\":{\"on\":false}}", FINDING_STRONG, 4, 0.5,
            0 },
        { "from high on", "{\"second_person\":{\"severity\":3}}",
            FINDING_STRONG, 3, 0.5, 1 },
        { "every case", "{\"second_person\":{\"severity\":0}}",
            FINDING_CANDIDATE, 0, 0, 1 },
        { "strong ones", "{\"second_person\":{\"strength\":\"strong\"}}",
            FINDING_CANDIDATE, 4, 0.5, 0 },
        { "of a hazard", "{\"second_person\":{\"hazards\":[\"fire\"]}}",
            FINDING_STRONG, 4, 0.1, 1 },
        { "of another", "{\"second_person\":{\"hazards\":[\"cuts\"]}}",
            FINDING_STRONG, 4, 0.1, 0 },
        { "of none", "{\"second_person\":{\"hazards\":[\"fire\"]}}",
            FINDING_STRONG, 4, 0, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct casefile *c = casefile_new();
        struct workflow_settings w;
        struct finding *f;
        struct fail fail;
        struct js *j;

        assert_int_equal(js_parse(&j, str_of(cases[i].settings), &fail), 0);
        assert_int_equal(workflow_settings_from_json(&w, j, &fail), 0);
        CHECK_INT(workflow_is_serious(&w, c), 0, "without findings");
        f = finding_new(FINDING_RULE, "r", cases[i].strength, 1);
        f->severity = cases[i].severity;
        findings_add(&c->findings, &f);
        c->hazards[HAZARD_FIRE] = cases[i].fire;
        CHECK_INT(workflow_is_serious(&w, c), cases[i].want, cases[i].name);
        casefile_free(c);
        js_free(j);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_an_authority_sets),
        cmocka_unit_test(says_what_is_serious),
    };

    return cmocka_run_group_tests_name(
        "core/workflow_settings", tests, NULL, NULL);
}
