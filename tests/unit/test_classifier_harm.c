/* Reviews that report harm: our own sentences (tests/cases/harm), every
 * second one held out while the words were tuned. */
#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "classifier/harm_report.h"
#include "classifier/sentence.h"

struct score {
    int hits, misses, false_alarms, quiet, named, hurt_right;
};

static void
print_score(const char *name, const struct score *s)
{
    int found = s->hits + s->false_alarms, reports = s->hits + s->misses;

    print_message("harm %-8s %3d sentences  precision %.3f  recall %.3f  "
                  "hazard named %d/%d  injury right %d/%d\n",
        name, reports + s->false_alarms + s->quiet,
        found > 0 ? (double)s->hits / found : 0,
        reports > 0 ? (double)s->hits / reports : 0, s->named, s->hits,
        s->hurt_right, s->hits);
}

static unsigned
read_hazards(struct str names, int *hurt)
{
    struct str part;
    unsigned bits = 0;

    *hurt = str_ends(names, STR("+"));
    names.len -= *hurt ? 1 : 0;
    while (str_next(&names, ',', &part)) {
        enum hazard h;

        if (hazard_find(&h, part) == 0)
            bits |= 1u << h;
        else
            CHECK_TEXT(part.p[0] == '-' ? "-" : "?", "-", "hazard");
    }
    return bits;
}

static void
judge(const struct harm_cues *c, struct harm_scratch *scratch, struct str line,
    int show, struct score *s)
{
    struct harm_verdict v;
    struct str names;
    unsigned want;
    int hurt;

    if (!str_next(&line, '\t', &names))
        return;
    want = read_hazards(names, &hurt);
    harm_report_judge(c, scratch, line, 0, &v);
    s->hits += want != 0 && v.hazards != 0;
    s->misses += want != 0 && v.hazards == 0;
    s->false_alarms += want == 0 && v.hazards != 0;
    s->quiet += want == 0 && v.hazards == 0;
    s->named += (want & v.hazards) != 0;
    s->hurt_right += want != 0 && v.hazards != 0 && v.hurt == hurt;
    if (show && ((want & v.hazards) != want || (want == 0 && v.hazards != 0)))
        print_message("  want " STR_FMT " got %x: " STR_FMT "\n",
            STR_ARG(names), v.hazards, STR_ARG(line));
}

/* SHOW=tune or SHOW=held lists what that half gets wrong. */
static void
counts_sentences(void **state)
{
    static const char *const files[] = { "en", "de", "zh" };
    const char *show = getenv("SHOW");
    struct score half[2] = { { 0 } };
    struct harm_cues *c = harm_cues_new();
    struct harm_scratch scratch;

    (void)state;
    harm_report_init(&scratch);
    for (size_t i = 0; i < COUNT(files); i++) {
        struct buf text = BUF_MAX(1 << 20);
        struct score own[2] = { { 0 } };
        struct str rest, line;
        char name[64];
        int row = 0;

        snprintf(name, sizeof name, "tests/cases/harm/%s.tsv", files[i]);
        assert_int_equal(file_read(&text, name, NULL), 0);
        for (rest = buf_str(&text); str_next_line(&rest, &line);)
            if (line.len > 0 && line.p[0] != '#') {
                int held = row++ % 2;
                int shown =
                    show != NULL && strcmp(show, held ? "held" : "tune") == 0;

                judge(c, &scratch, line, shown, &own[held]);
                judge(c, &scratch, line, 0, &half[held]);
            }
        snprintf(name, sizeof name, "%s tuned", files[i]);
        print_score(name, &own[0]);
        snprintf(name, sizeof name, "%s held", files[i]);
        print_score(name, &own[1]);
        buf_clear(&text);
    }
    print_score("tuned", &half[0]);
    print_score("held", &half[1]);
    CHECK_INT(half[0].hits >= 9 * half[0].misses, 1, "recall, tuned");
    CHECK_INT(half[0].hits >= 9 * half[0].false_alarms, 1, "precision, tuned");
    CHECK_INT(half[1].hits >= 4 * half[1].misses, 1, "recall, held out");
    CHECK_INT(
        half[1].hits >= 4 * half[1].false_alarms, 1, "precision, held out");
    harm_report_clear(&scratch);
    harm_cues_free(c);
    check_end();
}

/* What is feared, likened or said in jest, beside what is like it and did
 * happen. */
static void
tells_jest_from_harm(void **state)
{
    static const struct {
        const char *sentence;
        int want;
    } cases[] = {
        { "Ich hatte Angst, dass es Feuer fängt, aber es läuft gut.", 0 },
        { "Meine Sorge, dass der Akku explodiert, war unbegründet.", 0 },
        { "Ich kann nicht glauben, dass es Feuer gefangen hat.", 1 },
        { "Schlimm ist, dass es Feuer gefangen hat.", 1 },
        { "Ich hatte Angst, dann hat es Feuer gefangen.", 1 },
        { "The crisps burned my mouth in the best possible way.", 0 },
        { "The cup burned my mouth in the morning.", 1 },
        { "So spicy that it burned my lips.", 0 },
        { "We all nearly choked laughing.", 0 },
        { "She nearly choked on the cap.", 1 },
        { "The bead ended up in her throat.", 1 },
        { "Die Scherbe hat mir die Hand zerschnitten.", 1 },
        { "辣得像着火一样，过瘾。", 0 },
        { "和上次一样，又着火了。", 1 },
        { "评论区都炸了。", 0 },
        { "充电宝炸了。", 1 },
        { "被颜值电到我了。", 0 },
        { "一碰外壳就被电到。", 1 },
    };
    struct harm_cues *c = harm_cues_new();
    struct harm_scratch scratch;

    (void)state;
    harm_report_init(&scratch);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct harm_verdict v;

        harm_report_judge(c, &scratch, str_of(cases[i].sentence), 0, &v);
        CHECK_INT(v.hazards != 0, cases[i].want, cases[i].sentence);
    }
    harm_report_clear(&scratch);
    harm_cues_free(c);
    check_end();
}

static void
splits_sentences(void **state)
{
    static const struct {
        const char *text, *want; /* joined by '|' */
    } cases[] = {
        { "", "" },
        { "  \n ", "" },
        { "One. Two! Three", "One.|Two!|Three" },
        { "It cost 1.50 at shop.example. Good.",
            "It cost 1.50 at shop.example.|Good." },
        { "Das ist z.B. gut. Dr. Maier auch.",
            "Das ist z.B. gut.|Dr. Maier auch." },
        { "很好。起火了！真的？", "很好。|起火了！|真的？" },
        { "He said \"fire!\" Then left...", "He said \"fire!\"|Then left..." },
        { "...", "..." },
        { "a\r\nb", "a|b" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf got = BUF_MAX(1000);
        struct str s;
        size_t at = 0;

        while (sentence_next(str_of(cases[i].text), &at, &s)) {
            if (got.len > 0)
                buf_addc(&got, '|');
            buf_adds(&got, s);
        }
        CHECK_TEXT(buf_text(&got), cases[i].want, cases[i].text);
        buf_clear(&got);
    }
    check_end();
}

/* What reviews become as findings. */
static void
finds_reports(void **state)
{
    static const struct {
        const char *name, *reviews[3], *language;
        const char *id, *reason, *quoted;
        enum finding_strength strength;
    } cases[] = {
        { "one review", { "Nice. It caught fire on my desk." }, NULL,
            "harm/fire", "a customer review reports fire, smoke or melting",
            "It caught fire on my desk.", FINDING_CANDIDATE },
        { "two witnesses",
            { "It caught fire on my desk.", "Hat Feuer gefangen." }, "de",
            "harm/fire",
            "2 Kundenbewertungen berichten von Feuer, Rauch oder Schmelzen",
            "It caught fire on my desk.", FINDING_STRONG },
        { "one witness twice",
            { "It caught fire on my desk.", "It caught fire on my desk." },
            NULL, "harm/fire",
            "a customer review reports fire, smoke or melting",
            "It caught fire on my desk.", FINDING_CANDIDATE },
        { "a person was hurt", { "一摸外壳就触电了，去了医院。" }, "zh",
            "harm/electric_shock", "一条买家评价反映触电；有人受伤",
            "一摸外壳就触电了，去了医院。", FINDING_STRONG },
        { "praise", { "This deal is fire. Shocking price!" }, NULL, NULL, NULL,
            NULL, FINDING_CANDIDATE },
        { "no reviews", { NULL }, NULL, NULL, NULL, NULL, FINDING_CANDIDATE },
    };
    struct harm_cues *c = harm_cues_new();
    struct harm_scratch scratch;

    (void)state;
    harm_report_init(&scratch);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct listing *l = listing_new();
        struct findings fs = { 0 };

        for (size_t k = 0; k < 3 && cases[i].reviews[k] != NULL; k++)
            listing_add_review(
                l, 1, str_of(cases[i].reviews[k]), STR("2026-01-01"));
        harm_report_find(c, &scratch, l, cases[i].language, &fs);
        CHECK_INT(fs.count, cases[i].id != NULL, cases[i].name);
        if (fs.count > 0 && cases[i].id != NULL) {
            const struct finding *f = fs.item[0];

            CHECK_TEXT(f->id, cases[i].id, cases[i].name);
            CHECK_TEXT(f->reason, cases[i].reason, cases[i].name);
            CHECK_TEXT(f->spans[0].text, cases[i].quoted, cases[i].name);
            CHECK_TEXT(f->spans[0].field, "reviews[0]", cases[i].name);
            CHECK_INT(f->strength, cases[i].strength, cases[i].name);
            CHECK_INT(f->source, FINDING_REVIEW, cases[i].name);
        }
        findings_clear(&fs);
        listing_free(l);
    }
    harm_report_clear(&scratch);
    harm_cues_free(c);
    check_end();
}

static void
refuses_bad_tables(void **state)
{
    static const struct {
        const char *table, *error;
    } cases[] = {
        { "event\tfire\n", "t:1: a line has three columns" },
        { "# all right\nevent\t-\tfire\n",
            "t:2: hazard -: event, hurt and sign name one, others '-'" },
        { "what\t-\tfire\n", "t:1: no kind what" },
        { "deny\t-\t@who\n", "t:1: no set @who" },
        { "deny\t-\ta||b\n", "t:1: an empty word" },
        { "deny\t-\t~ b\n", "t:1: a pattern begins with a word" },
        { "deny\t-\ta b c d e f g h i\n", "t:1: a pattern has 1 to 8 words" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct harm_cues *c = NULL;
        struct fail fail = { "" };

        CHECK_INT(harm_cues_parse(&c, str_of(cases[i].table), "t", &fail), -1,
            cases[i].table);
        CHECK_TEXT(fail.text, cases[i].error, cases[i].table);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_jest_from_harm),
        cmocka_unit_test(splits_sentences),
        cmocka_unit_test(refuses_bad_tables),
        cmocka_unit_test(counts_sentences),
        cmocka_unit_test(finds_reports),
    };

    return cmocka_run_group_tests_name("classifier/harm", tests, NULL, NULL);
}
