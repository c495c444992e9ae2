#include "cli/rule_record.h"

#include "base/buf.h"
#include "base/now.h"
#include "core/hazard.h"
#include "core/lang.h"

const char *
rule_record_severity(const struct rule *r)
{
    static const char *const names[] = { "?", "low", "medium", "high",
        "serious" };

    return names[r->severity];
}

static void
add_hazards(struct js *j, unsigned hazards)
{
    struct js *names = js_new_array();

    for (int h = 0; h < HAZARDS; h++)
        if (hazards & 1u << h)
            js_add_text(names, str_of(hazard_name((enum hazard)h)));
    js_set(j, "hazards", names);
}

static void
add_words(struct js *j, const struct rule *r, const char *language)
{
    struct str message = rule_words_in(&r->message, language);

    js_set_text(j, "title", rule_words_in(&r->title, language));
    if (message.len > 0)
        js_set_text(j, "message", message);
}

/* The other languages; one that a text lacks has the English one. */
static void
add_languages(struct js *j, const struct rule *r)
{
    struct js *in = js_new_object();

    for (int l = LANG_EN + 1; l < LANGS; l++) {
        struct js *words = js_new_object();

        add_words(words, r, lang_code((enum lang)l));
        js_set(in, lang_code((enum lang)l), words);
    }
    js_set(j, "in", in);
}

static void
add_date(struct js *j, const char *name, int64_t ms)
{
    char text[NOW_TEXT_BYTES];

    if (ms == 0)
        return;
    now_text(ms, text);
    js_set_text(j, name, str_sub(str_of(text), 0, strlen("2026-11-20")));
}

struct js *
rule_record(const struct rule_pack *p, const struct rule *r)
{
    struct js *j = js_new_object(), *markets = js_new_array();
    struct buf id = BUF_MAX(65536);

    buf_addf(&id, STR_FMT "/" STR_FMT, STR_ARG(p->name), STR_ARG(r->id));
    js_set_text(j, "id", buf_str(&id));
    js_set_textz(j, "severity", rule_record_severity(r));
    js_set_textz(j, "strength", finding_strength_name(r->strength));
    add_words(j, r, "en");
    js_set_text(j, "basis", r->basis);
    js_set_text(j, "link", r->url);
    add_date(j, "from", r->from_ms);
    add_date(j, "until", r->until_ms);
    for (size_t i = 0; i < r->markets.count; i++)
        js_add_text(markets, r->markets.item[i]);
    js_set(j, "markets", markets);
    add_hazards(j, r->hazards);
    add_languages(j, r);
    buf_clear(&id);
    return j;
}

struct js *
rule_record_all(const struct rule_set *set)
{
    struct js *all = js_new_array();

    for (size_t i = 0; i < rule_set_packs(set); i++) {
        const struct rule_pack *p = rule_set_pack(set, i);

        for (const struct rule *r = p->rules; r != NULL; r = r->next)
            js_add(all, rule_record(p, r));
    }
    return all;
}
