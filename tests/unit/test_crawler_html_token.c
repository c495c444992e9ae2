/* The html5lib tokenizer cases, all of them; and what they leave out. */
#include "tests/check.h"

#include "base/file.h"
#include "base/js.h"
#include "base/mem.h"
#include "crawler/html_token.h"

#define TEXT_MAX (1u << 20)

struct tally {
    struct html_token_reader *reader;
    struct arena arena;
    size_t cases, right;
    int coerce; /* as for XML, which cannot hold all that HTML can */
};

/* --- What came, and what was due, as one text --- */

static void
put(struct buf *out, char kind, struct str s)
{
    buf_addf(out, "%c%zu:", kind, s.len);
    buf_adds(out, s);
}

static void
put_id(struct buf *out, int is, struct str s)
{
    if (is)
        put(out, '"', s);
    else
        buf_addc(out, '-');
}

/* HTML standard, 13.2.9: U+FFFF, form feeds and "--" in comments. */
static void
coerce(struct buf *text, int is_comment)
{
    struct buf out = BUF_MAX(TEXT_MAX);

    for (size_t i = 0; i < text->len; i++) {
        struct str rest = str_sub(buf_str(text), i, text->len);

        if (str_starts(rest, STR("\xEF\xBF\xBF"))) {
            buf_addz(&out, "\xEF\xBF\xBD");
            i += 2;
        } else if (is_comment && str_starts(rest, STR("--"))) {
            buf_addz(&out, "- ");
        } else {
            buf_addc(&out, rest.p[0] == '\f' ? ' ' : rest.p[0]);
        }
    }
    buf_clear(text);
    *text = out;
}

static void
put_comment(struct buf *out, struct str s, int coerced)
{
    struct buf text = BUF_MAX(TEXT_MAX);

    buf_adds(&text, s);
    if (coerced)
        coerce(&text, 1);
    put(out, 'C', buf_str(&text));
    buf_addc(out, '\n');
    buf_clear(&text);
}

static void
put_token(struct buf *out, struct tally *tally, const struct html_token *t)
{
    switch (t->kind) {
    case HTML_TOKEN_OPEN:
        put(out, 'S', t->name);
        for (size_t i = 0; i < t->attr_count; i++) {
            put(out, 'a', t->attrs[i].name);
            put(out, '=', t->attrs[i].value);
        }
        buf_addz(out, t->empty ? "/>\n" : ">\n");
        break;
    case HTML_TOKEN_CLOSE:
        put(out, 'E', t->name);
        buf_addc(out, '\n');
        break;
    case HTML_TOKEN_COMMENT:
        put_comment(out, html_token_text(tally->reader, t), tally->coerce);
        break;
    default:
        put_id(out, t->has_name, t->name);
        put_id(out, t->has_public, t->public_id);
        put_id(out, t->has_system, t->system_id);
        buf_addz(out, t->quirks ? "quirks\n" : "\n");
        break;
    }
}

static void
put_text(struct buf *out, struct buf *text)
{
    if (text->len == 0)
        return;
    put(out, 'T', buf_str(text));
    buf_addc(out, '\n');
    buf_reset(text);
}

/* All tokens of the reader, neighbouring texts as one. */
static void
read_all(struct buf *out, struct tally *tally)
{
    struct html_token_reader *r = tally->reader;
    struct buf text = BUF_MAX(TEXT_MAX);
    struct html_token t;

    for (html_token_next(r, &t); t.kind != HTML_TOKEN_END;
         html_token_next(r, &t)) {
        if (t.kind == HTML_TOKEN_TEXT) {
            buf_adds(&text, html_token_text(r, &t));
            if (tally->coerce)
                coerce(&text, 0);
            continue;
        }
        put_text(out, &text);
        put_token(out, tally, &t);
    }
    put_text(out, &text);
    buf_clear(&text);
}

/* "\uD83D\uDE00" in a text that was escaped twice; a lone surrogate becomes
 * the three bytes it would be in UTF-8, which the tokenizer passes on. */
static void
unescape(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned c, low;

        if (s.p[i] != '\\' || i + 5 >= s.len ||
            sscanf(s.p + i, "\\u%4x", &c) != 1) {
            buf_addc(out, s.p[i]);
            continue;
        }
        i += 5;
        if (c >= 0xD800 && c < 0xDC00 && i + 6 < s.len &&
            sscanf(s.p + i + 1, "\\u%4x", &low) == 1) {
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            i += 6;
        }
        if (c >= 0xD800 && c < 0xE000)
            buf_addf(out, "\xED%c%c", 0x80 | (c >> 6 & 0x3F), 0x80 | (c & 63));
        else
            buf_add_utf8(out, c);
    }
}

struct due {
    struct buf out, text; /* what is due; a text that may go on */
    int escaped;          /* twice */
};

static struct str
piece(struct due *d, struct buf *scratch, const struct js *j)
{
    buf_reset(scratch);
    if (d->escaped)
        unescape(scratch, js_text(j));
    else
        buf_adds(scratch, js_text(j));
    return buf_str(scratch);
}

static void
due_attrs(struct due *d, struct buf *scratch, const struct js *attrs)
{
    void *it = NULL;
    struct str name;
    struct js *value;

    while (js_next(attrs, &it, &name, &value)) {
        struct js *as_text = js_new_text(name);

        put(&d->out, 'a', piece(d, scratch, as_text));
        put(&d->out, '=', piece(d, scratch, value));
        js_free(as_text);
    }
}

static void
due_token(struct due *d, const struct js *j)
{
    struct buf scratch = BUF_MAX(TEXT_MAX);
    struct str kind = js_text(js_at(j, 0));

    if (str_is(kind, "Character")) {
        buf_adds(&d->text, piece(d, &scratch, js_at(j, 1)));
    } else if (js_kind(j) == JS_ARRAY) {
        put_text(&d->out, &d->text);
        if (str_is(kind, "StartTag")) {
            put(&d->out, 'S', piece(d, &scratch, js_at(j, 1)));
            due_attrs(d, &scratch, js_at(j, 2));
            buf_addz(&d->out, js_bool(js_at(j, 3), 0) ? "/>\n" : ">\n");
        } else if (str_is(kind, "DOCTYPE")) {
            for (size_t i = 1; i < 4; i++)
                put_id(&d->out, js_kind(js_at(j, i)) == JS_STRING,
                    piece(d, &scratch, js_at(j, i)));
            buf_addz(&d->out, js_bool(js_at(j, 4), 0) ? "\n" : "quirks\n");
        } else {
            put(&d->out, kind.p[0], piece(d, &scratch, js_at(j, 1)));
            buf_addc(&d->out, '\n');
        }
    }
    buf_clear(&scratch);
}

/* --- The cases --- */

static enum html_token_state
state_of(struct str name)
{
    static const struct {
        const char *name;
        enum html_token_state state;
    } states[] = { { "RCDATA state", HTML_TOKEN_RCDATA },
        { "RAWTEXT state", HTML_TOKEN_RAWTEXT },
        { "Script data state", HTML_TOKEN_SCRIPT },
        { "PLAINTEXT state", HTML_TOKEN_PLAINTEXT },
        { "CDATA section state", HTML_TOKEN_CDATA },
        { "Data state", HTML_TOKEN_DATA } };

    for (size_t i = 0; i < COUNT(states); i++)
        if (str_is(name, states[i].name))
            return states[i].state;
    fail_msg("no such state: " STR_FMT, STR_ARG(name));
    return HTML_TOKEN_DATA;
}

static void
try_state(struct tally *t, const struct js *j, enum html_token_state state)
{
    struct due d = { BUF_MAX(TEXT_MAX), BUF_MAX(TEXT_MAX),
        js_bool(js_get(j, "doubleEscaped"), 0) };
    struct js *output = js_get(j, "output");
    struct buf in = BUF_MAX(TEXT_MAX), got = BUF_MAX(TEXT_MAX);

    piece(&d, &in, js_get(j, "input"));
    for (size_t i = 0; i < js_count(output); i++)
        due_token(&d, js_at(output, i));
    put_text(&d.out, &d.text);
    arena_reset(&t->arena);
    html_token_start(t->reader, buf_str(&in), &t->arena);
    t->reader->state = state;
    t->reader->last_open = js_get_text(j, "lastStartTag");
    read_all(&got, t);
    t->cases++;
    if (str_eq(buf_str(&got), buf_str(&d.out)))
        t->right++;
    else
        print_message("%s\n got  %s want %s", js_get_text(j, "description").p,
            buf_text(&got), buf_text(&d.out));
    buf_clear(&in);
    buf_clear(&got);
    buf_clear(&d.out);
    buf_clear(&d.text);
}

static int
try_file(const char *path, void *ctx, struct fail *fail)
{
    struct tally *t = ctx;
    struct buf text = BUF_MAX(16u << 20);
    struct js *j = NULL, *tests;

    if (file_read(&text, path, fail) != 0 ||
        js_parse(&j, buf_str(&text), fail) != 0) {
        buf_clear(&text);
        return -1;
    }
    tests = js_get(j, "tests");
    t->coerce = tests == NULL;
    if (tests == NULL)
        tests = js_get(j, "xmlViolationTests");
    for (size_t i = 0; i < js_count(tests); i++) {
        struct js *states = js_get(js_at(tests, i), "initialStates");

        if (states == NULL)
            try_state(t, js_at(tests, i), HTML_TOKEN_DATA);
        for (size_t k = 0; k < js_count(states); k++)
            try_state(t, js_at(tests, i), state_of(js_text(js_at(states, k))));
    }
    js_free(j);
    buf_clear(&text);
    return 0;
}

static void
follows_the_standard(void **state)
{
    const char *dir = check_data("suites/html5lib/tokenizer");
    struct tally t = { .reader = mem_new(sizeof *t.reader),
        .arena = ARENA_MAX(TEXT_MAX) };
    struct fail fail = { "" };

    (void)state;
    if (file_each(dir, ".test", try_file, &t, &fail) != 0)
        fail_msg("%s", fail.text);
    print_message("html5lib tokenizer: %zu of %zu\n", t.right, t.cases);
    CHECK_INT(t.right, t.cases, "cases");
    CHECK_INT(t.cases > 2800, 1, "all files are there");
    free(t.reader);
    arena_clear(&t.arena);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(
        follows_the_standard) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
