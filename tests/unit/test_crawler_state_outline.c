#include "tests/check.h"

#include "base/js.h"
#include "base/mem.h"
#include "crawler/state_outline.h"

static const char *const names[] = { "name", "price", NULL };
static const char *const others[] = { "price", "url", NULL };
enum { NAMES = 1, OTHERS = 2 };

struct seen {
    struct state_outline o;
    struct state_outline_words words;
    const struct state_outline_node *root;
    size_t used;
};

static void
see_outline(struct seen *s, const char *text)
{
    *s = (struct seen){ .root = NULL };
    state_outline_words_add(&s->words, names, NAMES);
    state_outline_words_add(&s->words, others, OTHERS);
    state_outline_init(&s->o);
    s->root = state_outline_read(&s->o, &s->words, str_of(text), &s->used);
}

/* What is accepted must be JSON; what is not may be. */
static void
accepts_strict_json(void **state)
{
    static const struct {
        const char *text;
        int used; /* 0: left to the parser */
    } cases[] = {
        { "{}", 2 },
        { "[]", 2 },
        { "[ ] behind", 3 },
        { "{\"a\": [1, -0.5, true, false, null, \"x\"]};", 40 },
        { "[\"\\u00e4\\ud83d\\ude00\\n\\/\"]", 26 },
        { "", 0 },
        { "1", 0 },
        { "[1,]", 0 },
        { "[1 2]", 0 },
        { "[,1]", 0 },
        { "[1", 0 },
        { "[1}", 0 },
        { "{\"a\"}", 0 },
        { "{\"a\":}", 0 },
        { "{\"a\":1,}", 0 },
        { "{a:1}", 0 },
        { "{'a':1}", 0 },
        { "[01]", 0 },
        { "[1.]", 0 },
        { "[.5]", 0 },
        { "[+1]", 0 },
        { "[nul]", 0 },
        { "[truex]", 0 },
        { "[undefined]", 0 },
        { "[\"a\tb\"]", 0 },
        { "[\"\\x41\"]", 0 },
        { "[\"\\ud83d\"]", 0 },
        { "[\"\\ude00\"]", 0 },
        { "[\"\\u00g0\"]", 0 },
        { "[\"open", 0 },
        { "[\"open\\", 0 },
        { "[\"open\\ud83d\\u", 0 },
        /* JSON, but of more than is told here. */
        { "[1e5]", 0 },
        { "[1234567890123456789]", 0 },
        { "{\"\\u0061\":1}", 0 },
        { "{\"a\":{\"b\":1},\"a\":2}", 0 },
        { "{\"a\":1,\"b\":[2],\"a\":3}", 0 },
        { "{\"name\":1,\"name\":2}", 0 },
        /* Twice, but nobody asks for it. */
        { "{\"a\":1,\"a\":2}", 13 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct js *j = NULL;
        struct seen s;

        see_outline(&s, cases[i].text);
        CHECK_INT(s.root != NULL, cases[i].used > 0, cases[i].text);
        if (s.root != NULL) {
            CHECK_INT(s.used, cases[i].used, cases[i].text);
            CHECK_INT(
                js_parse(&j, str_sub(str_of(cases[i].text), 0, s.used), NULL),
                0, cases[i].text);
        }
        js_free(j);
        state_outline_clear(&s.o);
    }
    check_end();
}

static void
notes_words_and_containers(void **state)
{
    static const char text[] = "{\"x\":1,\"price\":{\"url\":null},"
                               "\"list\":[1,{\"y\":2},[]],\"name\":\"N\"}";
    const struct state_outline_node *n;
    struct seen s;

    (void)state;
    see_outline(&s, text);
    assert_non_null(s.root);
    n = s.root->first;
    CHECK_INT(n->kind, STATE_OUTLINE_OBJECT, "price");
    CHECK_INT(n->word->lists, NAMES | OTHERS, "is in two lists");
    CHECK_INT(n->word->place, 0, "in the last of them");
    CHECK_INT(n->first->kind, STATE_OUTLINE_NULL, "url");
    CHECK_INT(n->first->word->place, 1, "url's place");
    n = n->next;
    CHECK_INT(n->kind, STATE_OUTLINE_ARRAY, "list");
    CHECK_INT(n->word == NULL, 1, "of no word");
    CHECK_INT(n->count, 3, "elements");
    CHECK_INT(n->first->kind, STATE_OUTLINE_OBJECT, "its object");
    CHECK_INT(n->first->next->kind, STATE_OUTLINE_ARRAY, "its array");
    CHECK_INT(n->first->next->next == NULL, 1, "no more");
    n = n->next;
    CHECK_INT(n->kind, STATE_OUTLINE_STRING, "name");
    CHECK_INT(str_is(str_sub(str_of(text), n->at, n->end - n->at), "\"N\""), 1,
        "text");
    CHECK_INT(n->next == NULL, 1, "the last");
    /* The root, two objects, two arrays, and the 1. */
    CHECK_INT(s.o.values, 6, "values");
    state_outline_clear(&s.o);
    check_end();
}

/* Many names, the last of them the first again; and deep nesting. */
static void
bears_hostile_text(void **state)
{
    for (int again = 0; again < 2; again++) {
        struct buf text = BUF_MAX(16u << 20);
        struct seen s;

        (void)state;
        buf_addz(&text, "{\"a\":{}");
        for (int i = 0; i < 10000; i++)
            buf_addf(&text, ",\"k%d\":0", i);
        buf_addf(&text, ",\"k%d\":0}", again ? 7 : 10000);
        see_outline(&s, buf_text(&text));
        CHECK_INT(s.root != NULL, !again, "a name twice among many");
        state_outline_clear(&s.o);
        buf_reset(&text);
        for (int i = 0; i < 100000; i++)
            buf_addz(&text, again ? "[" : "{\"a\":");
        see_outline(&s, buf_text(&text));
        CHECK_INT(s.root == NULL, 1, "deep");
        state_outline_clear(&s.o);
        buf_clear(&text);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_strict_json),
        cmocka_unit_test(notes_words_and_containers),
        cmocka_unit_test(bears_hostile_text),
    };

    return cmocka_run_group_tests_name(
        "crawler/state_outline", tests, NULL, NULL);
}
