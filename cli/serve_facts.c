#include "cli/serve_facts.h"

#include "base/datadir.h"
#include "base/log.h"
#include "cli/rule_record.h"
#include "scan/recall_health.h"

static struct js *
load_rules(void)
{
    struct buf path = BUF_MAX(4096);
    struct rule_set *set = NULL;
    struct js *all = NULL;
    struct fail fail = { "" };
    const char *one;

    if (datadir_find(&path, "rules/packs", &fail) == 0) {
        one = buf_text(&path);
        rule_set_load(&set, &one, 1, NULL, &fail);
    }
    if (set != NULL)
        all = rule_record_all(set);
    else
        log_warn("event=no_rules why=%s", fail.text);
    rule_set_free(set);
    buf_clear(&path);
    return all;
}

static struct js *
sources(struct store *s, int64_t now_ms, struct fail *fail)
{
    struct js *all = js_new_array();
    const struct feed_source *feed;

    for (size_t i = 0; (feed = feed_at(i)) != NULL; i++) {
        enum feed_state state;
        struct js *j = recall_health(s, feed, now_ms, &state, fail);

        if (j == NULL) {
            js_free(all);
            return NULL;
        }
        js_add(all, j);
    }
    return all;
}

void
serve_facts_sources(struct facts *f)
{
    *f = (struct facts){ .sources = sources };
}

void
serve_facts_load(struct facts *f)
{
    *f = (struct facts){ .rules = load_rules(), .sources = sources };
}

void
serve_facts_clear(struct facts *f)
{
    js_free((struct js *)f->rules);
}
