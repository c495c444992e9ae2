#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "rules/rule_scan.h"
#include "rules/rule_view.h"

/* 2026-11-20 */
#define TODAY 1795132800000LL

#define HEAD                                                                   \
    "pack: t\nversion: 2026.1.1\ntitle: {en: t}\n"                             \
    "lists:\n  acids: [sulphuric acid, Schwefelsäure, 硫酸]\n"              \
    "rules:\n  - id: r\n    title: {en: Title, de: Titel}\n"                   \
    "    message: {en: 'Says {words}', de: 'Nennt {words}'}\n"                 \
    "    basis: {article: A, link: 'https://law.example/'}\n"                  \
    "    severity: high\n"

/* Compile one rule whose tail (markets, valid, when) is given. */
static struct rule_set *
compile(const char *tail)
{
    struct rule_set *set = NULL;
    struct buf text = BUF_MAX(65536);
    struct fail fail = { "" };

    buf_addf(&text, "%s%s", HEAD, tail);
    if (rule_set_parse(&set, buf_str(&text), "t.yaml", NULL, &fail) != 0)
        fail_msg("%s\n%s", fail.text, tail);
    buf_clear(&text);
    return set;
}

static struct listing *
listing(const char *json)
{
    struct js *j = NULL;
    struct listing *l = NULL;
    struct fail fail = { "" };

    if (js_parse(&j, str_of(json), &fail) != 0 ||
        listing_from_json(&l, j, &fail) != 0)
        fail_msg("%s: %s", fail.text, json);
    js_free(j);
    return l;
}

static void
scan(struct findings *out, const char *tail, const char *json,
    const struct rule_context *ctx)
{
    struct rule_set *set = compile(tail);
    struct rule_scratch *scratch = rule_scratch_new(set);
    struct listing *l = listing(json);

    rule_scan(set, scratch, l, ctx, out);
    listing_free(l);
    rule_scratch_free(scratch);
    rule_set_free(set);
}

static void
quotes_the_words_as_written(void **state)
{
    static const struct {
        const char *name, *pattern, *title, *want;
    } cases[] = {
        { "plain", "magnet balls?", "A magnet ball set", "magnet ball" },
        { "case", "magnet balls?", "MAGNET Balls", "MAGNET Balls" },
        { "full width", "magnet balls?", "xx ｍａｇｎｅｔ　ｂａｌｌｓ yy",
            "ｍａｇｎｅｔ　ｂａｌｌｓ" },
        { "zero width", "magnet", "mag\u200bnet", "mag\u200bnet" },
        { "soft hyphen", "wasserperlen", "Wasser\u00adperlen",
            "Wasser\u00adperlen" },
        { "hyphen for blank", "baby neck float", "baby-neck_float",
            "baby-neck_float" },
        { "umlaut", "störsender", "STÖRSENDER", "STÖRSENDER" },
        { "combining umlaut", "störsender", "sto\u0308rsender",
            "störsender" }, /* listings are NFC */
        { "sharp s", "straße", "STRASSE", "STRASSE" },
        { "sharp s in text", "strasse", "Straße", "Straße" },
        { "Chinese inside a sentence", "磁力球", "儿童磁力球玩具", "磁力球" },
        { "no part of a word", "bug", "debugger", NULL },
        { "no start of a word", "bug", "buggy", NULL },
        { "Latin beside Han", "bug", "隐藏bug机", "bug" },
        { "spaced out", "jammers?", "GPS j a m m e r", "j a m m e r" },
        { "spaced out, denied", "jammers?", "no j a m m e r", NULL },
        { "spaced out Han", "干扰器", "出售干 扰 器", "干 扰 器" },
        { "leetspeak", "jammers?", "GPS J4mmer", "J4mmer" },
        { "leetspeak, l", "metall", "Meta1l", "Meta1l" },
        { "look-alikes", "jammers?", "GPS jаmmеr", "jаmmеr" },
        { "only what was masked", "player", "MP3 player j4mmer", "player" },
        { "ending allowed", "wasserperle\\w*", "Wasserperlenset",
            "Wasserperlenset" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct findings f = { 0 };
        struct rule_context ctx = { .today_ms = TODAY };
        struct buf tail = BUF_MAX(4096), json = BUF_MAX(4096);

        buf_addf(&tail, "    when: {match: '%s'}\n", cases[i].pattern);
        buf_addf(&json, "{\"title\": \"%s\"}", cases[i].title);
        scan(&f, buf_text(&tail), buf_text(&json), &ctx);
        CHECK_TEXT(f.count > 0 ? f.item[0]->spans[0].text : NULL, cases[i].want,
            cases[i].name);
        findings_clear(&f);
        buf_clear(&tail);
        buf_clear(&json);
    }
    check_end();
}

static void
knows_three_values(void **state)
{
#define FULL "{\"title\": \"Ball\", \"observed\": \"full\""
#define PART "{\"title\": \"Ball\", \"observed\": \"partial\""
#define WALL "{\"observed\": \"blocked\""
    static const struct {
        const char *name, *when, *json;
        int want;
    } cases[] = {
        { "absent, seen", "{absent: manufacturer.name}", FULL "}", 1 },
        { "absent, partial page", "{absent: manufacturer.name}", PART "}", 0 },
        { "absent, blocked page", "{absent: manufacturer.name}", WALL "}", 0 },
        { "there", "{absent: manufacturer.name}",
            FULL ", \"manufacturer\": {\"name\": \"X\"}}", 0 },
        { "one of several there", "{absent: manufacturer}",
            FULL ", \"manufacturer\": {\"email\": \"x@y.z\"}}", 0 },
        { "not present is not absent when unseen", "{not: {present: warnings}}",
            PART "}", 0 },
        { "not present, seen", "{not: {present: warnings}}", FULL "}", 1 },
        { "not a match, unseen", "{not: {match: red}}", PART "}", 0 },
        { "not a match, seen", "{not: {match: red}}", FULL "}", 1 },
        { "a match counts on a partial page", "{match: ball}", PART "}", 1 },
        { "unknown country is no country",
            "{is: {field: seller.country, not_in: [EU]}}", FULL "}", 0 },
        { "known country", "{is: {field: seller.country, not_in: [EU]}}",
            FULL ", \"seller\": {\"country\": \"CN\"}}", 1 },
        { "member of the Union", "{is: {field: seller.country, not_in: [EU]}}",
            FULL ", \"seller\": {\"country\": \"de\"}}", 0 },
        { "any: true beats unknown",
            "{any: [{match: ball}, {absent: warnings}]}", PART "}", 1 },
        { "all: unknown beats true",
            "{all: [{match: ball}, {absent: warnings}]}", PART "}", 0 },
        { "not all: unknown stays unknown",
            "{not: {all: [{match: ball}, {absent: warnings}]}}", PART "}", 0 },
        { "not all: false decides",
            "{not: {all: [{match: ball}, {is: {field: title, in: [X]}}]}}",
            PART "}", 1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct findings f = { 0 };
        struct rule_context ctx = { .today_ms = TODAY };
        struct buf tail = BUF_MAX(4096);

        buf_addf(&tail, "    when: %s\n", cases[i].when);
        scan(&f, buf_text(&tail), cases[i].json, &ctx);
        CHECK_INT(f.count, cases[i].want, cases[i].name);
        findings_clear(&f);
        buf_clear(&tail);
    }
    check_end();
}

static void
knows_conditions(void **state)
{
    static const struct {
        const char *name, *when, *json;
        int want;
    } cases[] = {
        { "near", "{near: {first: cure, second: cancer, within: 3}}",
            "{\"title\": \"Tea will cure all kinds of cancer\"}", 1 },
        { "not near", "{near: {first: cure, second: cancer, within: 2}}",
            "{\"title\": \"Tea will cure all kinds of cancer\"}", 0 },
        { "near, other order", "{near: {first: cancer, second: cure}}",
            "{\"title\": \"cure for cancer\"}", 1 },
        { "near, Chinese", "{near: {first: 治疗, second: 癌症, within: 4}}",
            "{\"title\": \"本品治疗各类癌症\"}", 1 },
        { "list", "{list: acids}", "{\"title\": \"Schwefelsaure\"}", 0 },
        { "list, folded", "{list: acids}", "{\"title\": \"SCHWEFELSÄURE 96%\"}",
            1 },
        { "list in a field", "{list: {name: acids, fields: [ingredients]}}",
            "{\"ingredients\": \"aqua, sulphuric-acid\"}", 1 },
        { "list in another field", "{list: {name: acids, fields: [title]}}",
            "{\"ingredients\": \"aqua, sulphuric acid\"}", 0 },
        { "attribute", "{match: titanium}",
            "{\"attributes\": {\"Material\": \"Titanium\"}}", 1 },
        { "number in an attribute",
            "{number: {name: spannung|voltage, unit: V, above: 50}}",
            "{\"attributes\": {\"Spannung\": \"0,23 kV\"}}", 1 },
        { "bare number", "{number: {name: voltage, unit: V, above: 50}}",
            "{\"attributes\": {\"Voltage\": \"230\"}}", 1 },
        { "below the bound", "{number: {name: voltage, unit: V, above: 50}}",
            "{\"attributes\": {\"Voltage\": \"12 V\"}}", 0 },
        { "number in text", "{number: {fields: title, unit: mW, above: 1}}",
            "{\"title\": \"Laser 5mW rot\"}", 1 },
        { "other unit", "{number: {fields: title, unit: mW, above: 1}}",
            "{\"title\": \"Laser 5 mm rot\"}", 0 },
        { "unless near", "{match: {pattern: mercury, unless: retrograde}}",
            "{\"title\": \"Mercury retrograde mug\"}", 0 },
        { "unless elsewhere", "{match: {pattern: mercury, unless: retrograde}}",
            "{\"title\": \"Mercury thermometer\"}", 1 },
        { "part of a word", "{match: {pattern: bug, words: part}}",
            "{\"title\": \"debugger\"}", 1 },
        { "certificate, ill formed", "{certificate: {kind: CCC, valid: no}}",
            "{\"title\": \"Lamp\", \"certificates\": [{\"kind\": \"CCC\", "
            "\"number\": \"12345678\"}]}",
            1 },
        { "certificate, well formed", "{certificate: {kind: CCC, valid: no}}",
            "{\"description\": \"3C认证编号：2016010901123456\"}", 0 },
        { "certificate, both", "{certificate: {kind: CCC, valid: no}}",
            "{\"description\": \"3C认证编号：2016010901123456\", "
            "\"attributes\": {\"CCC\": \"12345678\"}}",
            0 },
        { "no certificate", "{not: {certificate: CCC}}", "{\"title\": \"x\"}",
            1 },
        { "certificate in an attribute",
            "{certificate: {kind: WEEE, valid: yes}}",
            "{\"attributes\": {\"WEEE-Reg.-Nr.\": \"DE 12345678\"}}", 1 },
        { "notified body", "{certificate: {kind: CE-body}}",
            "{\"title\": \"Helm CE 0197\"}", 1 },
        { "gtin", "{gtin: {valid: yes}}", "{\"gtins\": [\"04006381333931\"]}",
            1 },
        { "gtin, ill formed", "{gtin: {valid: no}}",
            "{\"attributes\": {\"EAN\": \"4006381333932\"}}", 1 },
        { "gtin, not stated", "{gtin: {valid: no}}", "{\"title\": \"x\"}", 0 },
        { "gtin in another field", "{gtin: {valid: no, fields: title}}",
            "{\"attributes\": {\"EAN\": \"4006381333932\"}}", 0 },
        { "seller abroad", "{seller: {not_in: EU, lacks: address}}",
            "{\"observed\": \"full\", \"seller\": {\"country\": \"CN\"}}", 1 },
        { "seller abroad with an address",
            "{seller: {not_in: EU, lacks: address}}",
            "{\"observed\": \"full\", \"seller\": {\"country\": \"CN\", "
            "\"address\": \"Road 1\"}}",
            0 },
        { "seller by name", "{seller: {match: depot, states: url}}",
            "{\"seller\": {\"name\": \"The Depot\", \"url\": "
            "\"https://d.example/\"}}",
            1 },
        { "price in another currency", "{number: {currency: EUR, below: 10}}",
            "{\"price\": {\"amount\": \"10.50\", \"currency\": \"USD\"}}", 1 },
        { "price, above", "{number: {currency: EUR, below: 10}}",
            "{\"price\": {\"amount\": \"10.50\", \"currency\": \"GBP\"}}", 0 },
        { "price of no known currency",
            "{not: {number: {currency: EUR, below: 10}}}",
            "{\"price\": {\"amount\": \"10.50\", \"currency\": \"XXX\"}}", 0 },
        { "language", "{match: {pattern: gift, language: de}}",
            "{\"title\": \"Gift\", \"language\": \"de-AT\"}", 1 },
        { "other language", "{match: {pattern: gift, language: de}}",
            "{\"title\": \"Gift\", \"language\": \"en\"}", 0 },
        { "language not stated", "{match: {pattern: gift, language: de}}",
            "{\"title\": \"Gift\"}", 1 },
        { "not in this language, and not unknown",
            "{not: {match: {pattern: gift, language: de}}}",
            "{\"title\": \"Gift\", \"language\": \"en\"}", 1 },
        { "exact case", "{match: {pattern: CE, case: exact}}",
            "{\"title\": \"avec ce jouet CE\"}", 1 },
        { "exact case, other", "{match: {pattern: CE, case: exact}}",
            "{\"title\": \"avec ce jouet\"}", 0 },
        { "exact case, full width", "{match: {pattern: CE, case: exact}}",
            "{\"title\": \"ＣＥ\"}", 1 },
        { "exact width", "{match: {pattern: CE, case: exact, width: exact}}",
            "{\"title\": \"ＣＥ\"}", 0 },
        { "degrees", "{number: {fields: title, unit: °C, above: 50}}",
            "{\"title\": \"heats to 60 ℃\"}", 1 },
        { "reviews", "{match: {pattern: caught fire, fields: reviews}}",
            "{\"reviews\": [{\"text\": \"It caught fire.\"}]}", 1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct findings f = { 0 };
        struct rule_context ctx = { .today_ms = TODAY };
        struct buf tail = BUF_MAX(4096);

        buf_addf(&tail, "    when: %s\n", cases[i].when);
        scan(&f, buf_text(&tail), cases[i].json, &ctx);
        CHECK_INT(f.count, cases[i].want, cases[i].name);
        findings_clear(&f);
        buf_clear(&tail);
    }
    check_end();
}

/* Rules may build on what the other sources found; what was not asked is
 * unknown. */
static void
asks_the_other_sources(void **state)
{
    static const struct {
        const char *name, *when;
        int strength; /* of a recall for burns; -1 none */
        double risk;  /* below 0: not asked */
        int want;
    } cases[] = {
        { "recall", "{recall: candidate}", FINDING_CANDIDATE, 0, 1 },
        { "recall, too weak", "{recall: strong}", FINDING_CANDIDATE, 0, 0 },
        { "no recall", "{not: {recall: strong}}", -1, 0, 1 },
        { "hazard", "{recall: {hazard: burns}}", FINDING_STRONG, 0, 1 },
        { "other hazard", "{recall: {hazard: choking}}", FINDING_STRONG, 0, 0 },
        { "model", "{model: {above: 0.5}}", -1, 0.6, 1 },
        { "model, below", "{model: {above: 0.5}}", -1, 0.4, 0 },
        { "model's hazard", "{model: {hazard: fire, above: 0.2}}", -1, 0, 1 },
        { "model's other hazard", "{model: {hazard: cuts, above: 0.2}}", -1, 1,
            0 },
        { "not asked", "{model: {above: 0.5}}", -1, -1, 0 },
        { "not asked is not low", "{not: {model: {above: 0.5}}}", -1, -1, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct findings f = { 0 }, recalls = { 0 };
        struct rule_evidence evidence = { &recalls, cases[i].risk >= 0,
            cases[i].risk, { [HAZARD_FIRE] = 0.3 } };
        struct rule_context ctx = { .today_ms = TODAY, .evidence = &evidence };
        struct buf tail = BUF_MAX(4096);

        if (cases[i].strength >= 0) {
            struct finding *r = finding_new(FINDING_RECALL, "R1",
                (enum finding_strength)cases[i].strength, 1);

            r->hazards = 1u << HAZARD_BURNS;
            findings_add(&recalls, &r);
        }
        buf_addf(&tail, "    when: %s\n", cases[i].when);
        scan(&f, buf_text(&tail), "{\"title\": \"Lamp\"}", &ctx);
        CHECK_INT(f.count, cases[i].want, cases[i].name);
        if (f.count > 0 && strstr(cases[i].when, "{recall") == cases[i].when)
            CHECK_TEXT(f.item[0]->looked_at.item[0], "recall: R1", "named");
        findings_clear(&f);
        ctx.evidence = NULL;
        scan(&f, buf_text(&tail), "{\"title\": \"Lamp\"}", &ctx);
        CHECK_INT(f.count, 0, "nothing was gathered");
        findings_clear(&f);
        findings_clear(&recalls);
        buf_clear(&tail);
    }
    check_end();
}

/* A lexicon beside the pack: every name of a row finds it, and the message
 * says which entry it is. */
static void
reads_shared_lexicons(void **state)
{
    static const char pack[] = HEAD "    when: {list: {lexicon: bad, "
                                    "fields: [ingredients, title]}}\n";
    static const struct {
        const char *json, *want;
    } cases[] = {
        { "{\"ingredients\": \"Aqua, Butylphenyl Methylpropional\"}",
            "Annex II/1666" },
        { "{\"ingredients\": \"CAS 80-54-6, 58-08-2\"}",
            "Annex II/1666, III/9" },
        { "{\"title\": \"Lilial\"}", "Annex II/1666" },
        { "{\"title\": \"Lilialfrei\"}", NULL },
        { "{\"title\": \"ohne Lilial\"}", NULL },
        { "{\"description\": \"Lilial\"}", NULL },
    };
    char dir[] = "/tmp/test_rules_XXXXXX";
    struct buf path = BUF_MAX(4096), text = BUF_MAX(65536);
    struct rule_set *set = NULL;
    struct rule_scratch *scratch;
    struct fail fail = { "" };
    const char *one;

    (void)state;
    assert_non_null(mkdtemp(dir));
    buf_addf(&path, "%s/lexicons", dir);
    assert_int_equal(file_make_dirs(buf_text(&path), &fail), 0);
    buf_addz(&path, "/bad.tsv");
    assert_int_equal(file_write(buf_text(&path),
                         STR("name\tinci\tcas\tannex\n"
                             "lilial\tbutylphenyl methylpropional\t80-54-6\t"
                             "Annex II/1666\n"
                             "caffeine\t\t58-08-2\tIII/9\n"),
                         &fail),
        0);
    buf_reset(&path);
    buf_addf(&path, "%s/t.yaml", dir);
    buf_addz(&text, pack);
    for (char *at; (at = strstr(text.p, "'Says {words}'")) != NULL;)
        memcpy(at, "'{entry}'     ", 14);
    assert_int_equal(file_write(buf_text(&path), buf_str(&text), &fail), 0);
    one = buf_text(&path);
    if (rule_set_load(&set, &one, 1, NULL, &fail) != 0)
        fail_msg("%s", fail.text);
    scratch = rule_scratch_new(set);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rule_context ctx = { .today_ms = TODAY };
        struct listing *l = listing(cases[i].json);
        struct findings f = { 0 };
        const char *colon;

        rule_scan(set, scratch, l, &ctx, &f);
        CHECK_INT(f.count, cases[i].want != NULL, cases[i].json);
        if (f.count > 0) {
            colon = strstr(f.item[0]->reason, ": ");
            CHECK_INT(colon - f.item[0]->reason,
                cases[i].want ? strlen(cases[i].want) : 0, f.item[0]->reason);
            CHECK_INT(strncmp(f.item[0]->reason, cases[i].want,
                          strlen(cases[i].want)),
                0, f.item[0]->reason);
        }
        findings_clear(&f);
        listing_free(l);
    }
    rule_scratch_free(scratch);
    rule_set_free(set);
    buf_clear(&path);
    buf_clear(&text);
    check_end();
}

static void
keeps_to_dates_and_markets(void **state)
{
    static const struct {
        const char *name, *tail, *market;
        int want;
    } cases[] = {
        { "market", "    markets: [EU]\n", "EU", 1 },
        { "member state", "    markets: [EU]\n", "DE", 1 },
        { "elsewhere", "    markets: [EU]\n", "CN", 0 },
        { "national rule in the Union", "    markets: [DE]\n", "EU", 1 },
        { "national rule in another member", "    markets: [DE]\n", "FR", 0 },
        { "all markets asked", "    markets: [EU]\n", NULL, 1 },
        { "in force", "    valid: {from: 2024-12-13}\n", NULL, 1 },
        { "not yet", "    valid: {from: 2027-01-01}\n", NULL, 0 },
        { "last day", "    valid: {until: 2026-11-20}\n", NULL, 1 },
        { "no longer", "    valid: {until: 2026-11-19}\n", NULL, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct findings f = { 0 };
        struct rule_context ctx = { .market = cases[i].market,
            .today_ms = TODAY };
        struct buf tail = BUF_MAX(4096);

        buf_addf(&tail, "%s    when: {match: ball}\n", cases[i].tail);
        scan(&f, buf_text(&tail), "{\"title\": \"Ball\"}", &ctx);
        CHECK_INT(f.count, cases[i].want, cases[i].name);
        findings_clear(&f);
        buf_clear(&tail);
    }
    check_end();
}

static void
says_why(void **state)
{
    struct findings f = { 0 };
    struct rule_context ctx = {
        .market = "EU", .language = "de", .today_ms = TODAY
    };
    const struct finding *x;

    (void)state;
    scan(&f,
        "    hazard: [burns]\n    when:\n      all:\n        - match: acid\n"
        "        - absent: [warnings, manufacturer.name]\n",
        "{\"title\": \"Strong Acid\", \"description\": \"acid\", "
        "\"url\": \"https://s.example/1\", "
        "\"fetched_at\": \"2026-11-20T08:00:00Z\"}",
        &ctx);
    assert_int_equal(f.count, 1);
    x = f.item[0];
    CHECK_TEXT(x->id, "t/r", "id");
    CHECK_TEXT(x->reason, "Nennt “Acid”", "reason, each word once");
    CHECK_TEXT(x->title, "Titel", "title");
    CHECK_TEXT(x->basis, "A", "basis");
    CHECK_TEXT(x->url, "https://law.example/", "url");
    CHECK_INT(x->severity, 3, "severity");
    CHECK_INT(x->hazards, 1u << HAZARD_BURNS, "hazards");
    CHECK_INT(x->span_count, 2, "spans");
    CHECK_TEXT(x->spans[0].field, "title", "field");
    CHECK_INT(x->spans[0].start, 7, "start");
    CHECK_INT(x->spans[0].end, 11, "end");
    CHECK_INT(x->absent.count, 2, "absent");
    CHECK_TEXT(x->absent.item[0], "manufacturer.name", "absent field");
    CHECK_TEXT(x->looked_at.item[0], "page: https://s.example/1", "page");
    CHECK_TEXT(x->looked_at.item[1],
        "fetched: 2026-11-20T08:00:00Z, observed in full", "time");
    findings_clear(&f);
    check_end();
}

static int
quotes_category(const struct finding *f)
{
    for (size_t i = 0; i < f->span_count; i++)
        if (str_starts(str_of(f->spans[i].field), STR("category[")))
            return 1;
    return 0;
}

#define KITE                                                                   \
    "{\"title\": \"red kite\", \"observed\": \"observed\", "                   \
    "\"attributes\": {\"Material\": \"cotton\"}"

/* A category that comes after the offer was scanned without it: found is what
 * quotes it when the offer is scanned with it at once, in the same words. */
static void
adds_a_list_to_what_was_scanned(void **state)
{
    static const struct {
        const char *name, *tail;
        int finds;
    } cases[] = {
        { "of the field",
            "    when: {match: {pattern: toy, fields: [category]}}\n", 1 },
        { "of the offer", "    when: {match: toy}\n", 1 },
        { "with other words",
            "    when: {all: [{match: kites?}, {match: toys?}]}\n", 1 },
        { "with words behind it",
            "    when: {all: [{match: cotton}, {match: toys?}]}\n", 1 },
        { "or other words", "    when: {match: 'toys?|kites?|red'}\n", 1 },
        { "which nothing tells where",
            "    when: {match: '[kt][io][ty]e?s?'}\n", 1 },
        { "which it has not", "    when: {match: lamp}\n", 0 },
        { "near each other there",
            "    when: {near: {first: toy, second: plush, within: 3}}\n", 1 },
        { "near each other in other texts",
            "    when: {near: {first: toy, second: kite, within: 3}}\n", 0 },
        { "masked", "    when: {match: jammer}\n", 1 },
        { "of another", "    when: {match: {pattern: kite, fields: [title]}}\n",
            0 },
        { "of none", "    when: {absent: [brand]}\n", 0 },
        { "of what is not there",
            "    when: {all: [{absent: [brand]}, {not: {match: {pattern: lamp, "
            "fields: [category]}}}]}\n",
            0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rule_set *set = compile(cases[i].tail);
        struct rule_scratch *scratch = rule_scratch_new(set);
        struct rule_context ctx = { .today_ms = TODAY };
        struct listing *l = listing(KITE "}");
        struct listing *whole = listing(
            KITE ", \"category\": [\"plush toy\", \"toys\", \"gps j4mmer\"]}");

        for (int turn = 0; turn < 2; turn++) {
            struct findings f = { 0 }, all = { 0 };

            rule_scan(set, scratch, whole, &ctx, &all);
            CHECK_INT(all.count > 0 && quotes_category(all.item[0]),
                cases[i].finds, cases[i].name);
            rule_scan(set, scratch, l, &ctx, &f);
            findings_clear(&f);
            rule_scan_added(scratch, whole, LISTING_CATEGORY, &ctx, &f);
            CHECK_INT(f.count, cases[i].finds, cases[i].name);
            for (size_t k = 0; k < f.count && k < all.count; k++) {
                CHECK_TEXT(
                    f.item[k]->reason, all.item[k]->reason, cases[i].name);
                CHECK_INT(f.item[k]->span_count, all.item[k]->span_count,
                    cases[i].name);
            }
            findings_clear(&all);
            findings_clear(&f);
        }
        listing_free(l);
        listing_free(whole);
        rule_scratch_free(scratch);
        rule_set_free(set);
    }
    check_end();
}

static void
counts_patterns_that_give_up(void **state)
{
    struct rule_set *set = compile("    when: {match: '(a+)+(b|ac)c'}\n");
    struct rule_scratch *scratch = rule_scratch_new(set);
    struct rule_context ctx = { .today_ms = TODAY };
    struct findings f = { 0 };
    struct buf json = BUF_MAX(4096);
    struct listing *l;

    (void)state;
    buf_addz(&json, "{\"title\": \"");
    for (int i = 0; i < 1000; i++)
        buf_addc(&json, 'a');
    buf_addz(&json, "! acc\"}");
    l = listing(buf_text(&json));
    rule_scan(set, scratch, l, &ctx, &f);
    CHECK_INT(f.count, 0, "no finding");
    CHECK_INT(rule_scratch_limits(scratch), 1, "reported");
    CHECK_INT(rule_scratch_limits_of(scratch, 0), 1, "by rule");
    listing_free(l);
    buf_clear(&json);
    rule_scratch_free(scratch);
    rule_set_free(set);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_the_words_as_written),
        cmocka_unit_test(knows_three_values),
        cmocka_unit_test(knows_conditions),
        cmocka_unit_test(asks_the_other_sources),
        cmocka_unit_test(reads_shared_lexicons),
        cmocka_unit_test(keeps_to_dates_and_markets),
        cmocka_unit_test(says_why),
        cmocka_unit_test(adds_a_list_to_what_was_scanned),
        cmocka_unit_test(counts_patterns_that_give_up),
    };

    return cmocka_run_group_tests_name("rules/rule_scan", tests, NULL, NULL);
}
