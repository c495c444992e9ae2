/* Input: one byte that says which settings it is, then the file: how official
 * sources are fetched, an authority's workflow, or the weights of scores. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/yaml.h"

#include "core/workflow_settings.h"
#include "scan/recall_config.h"
#include "score/policy.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void
sources(struct str text)
{
    struct recall_config c;
    struct fail fail = { "" };

    recall_config_init(&c);
    if (recall_config_parse(&c, text, "sources.yaml", &fail) == 0) {
        assert(c.delay_ms >= 0 && c.timeout_ms > 0 && c.pages_max > 0);
        assert(c.bytes_max > 0 && c.time_max_ms > 0);
        for (size_t i = 0; i < c.named.count; i++)
            assert(c.named.item[i][0] != '\0');
    } else {
        assert(strncmp(fail.text, "sources.yaml", 12) == 0);
    }
    recall_config_clear(&c);
}

static void
workflow(struct str text)
{
    struct workflow_settings w, again;
    struct fail fail = { "" };
    struct js *j = NULL;

    if (js_parse(&j, text, &fail) != 0 ||
        workflow_settings_from_json(&w, j, &fail) != 0) {
        assert(fail.text[0] != '\0');
        js_free(j);
        return;
    }
    js_free(j);
    assert(w.lease_minutes >= 1 && w.lease_minutes <= 1440);
    assert(w.undo_minutes >= 0 && w.undo_minutes <= 10080);
    assert(w.severity_from >= 0 && w.severity_from <= 4);
    j = workflow_settings_to_json(&w);
    assert(workflow_settings_from_json(&again, j, &fail) == 0);
    assert(again.lease_minutes == w.lease_minutes);
    assert(again.hazards == w.hazards);
    js_free(j);
}

static void
policy(struct str text)
{
    int fd = memfd_create("policy.yaml", MFD_CLOEXEC);
    char path[64];
    struct policy p;
    struct fail fail = { "" };

    assert(fd >= 0 && write(fd, text.p, text.len) == (ssize_t)text.len);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (policy_load(&p, path, &fail) == 0) {
        for (int i = 0; i < 3; i++)
            assert(isfinite(p.strength[i]));
        for (int i = 0; i < 5; i++)
            assert(isfinite(p.severity[i]));
        assert(isfinite(p.flag_from) && isfinite(p.model_weight));
    } else {
        assert(fail.text[0] != '\0');
    }
    close(fd);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    void (*const kinds[])(struct str text) = { sources, workflow, policy };
    struct str all = { (const char *)data, size };

    if (size > 0)
        kinds[data[0] % 3](str_sub(all, 1, size));
    return 0;
}
