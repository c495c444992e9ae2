#include "tests/check.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"

#include <fcntl.h>

/* Standard error of what `write` logs. */
static void
capture(struct buf *out, void (*write_lines)(const char *), const char *text)
{
    char path[] = "/tmp/shelfwatch-log-XXXXXX";
    int fd = mkstemp(path), kept = dup(STDERR_FILENO);
    char bytes[16384];
    ssize_t n;

    fflush(NULL);
    dup2(fd, STDERR_FILENO);
    write_lines(text);
    dup2(kept, STDERR_FILENO);
    lseek(fd, 0, SEEK_SET);
    buf_reset(out);
    while ((n = read(fd, bytes, sizeof bytes)) > 0)
        buf_add(out, bytes, (size_t)n);
    close(fd);
    close(kept);
    unlink(path);
}

static void
warn(const char *text)
{
    log_warn("event=seen text=%s", text);
}

/* One event is one line, whatever a page put into it. */
static void
escapes(void **state)
{
    static const struct {
        const char *name, *text, *want;
    } cases[] = {
        { "a word", "a", "text=a" },
        { "nothing", "", "text=\"\"" },
        { "words", "a b", "text=\"a b\"" },
        { "a forged pair", "a level=error", "text=\"a level=error\"" },
        { "a forged name", "a=b", "text=\"a=b\"" },
        { "a closed quote", "a\" x=\"", "text=\"a\\\" x=\\\"\"" },
        { "a backslash", "a\\", "text=\"a\\\\\"" },
        { "a forged line", "x\n2026-01-01T00:00:00Z level=error event=y",
            "text=\"x\\x0a2026-01-01T00:00:00Z level=error event=y\"" },
        { "carriage return", "a\rb", "text=\"a\\x0db\"" },
        { "terminal colours", "\033[31mred", "text=\"\\x1b[31mred\"" },
        { "eight-bit control",
            "\xC2\x9B"
            "31m",
            "text=\"\\xc2\\x9b31m\"" },
        { "delete", "\x7F", "text=\"\\x7f\"" },
        { "no UTF-8", "\xFFx", "text=\"\\xffx\"" },
        { "half a character", "\xE4\xBD", "text=\"\\xe4\\xbd\"" },
        { "turned around", "\xE2\x80\xAEgnp", "text=\"\\xe2\\x80\\xaegnp\"" },
        { "line separator", "\xE2\x80\xA8", "text=\"\\xe2\\x80\\xa8\"" },
        { "Chinese", "\xE4\xBD\xA0", "text=\xE4\xBD\xA0" },
        { "no-break space", "\xC2\xA0", "text=\xC2\xA0" },
    };
    struct buf out = BUF_MAX(1 << 16);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        ptrdiff_t at;

        capture(&out, warn, cases[i].text);
        at = str_find(buf_str(&out), STR("text="), 0);
        assert_true(at > 0 && out.len > 0);
        CHECK_INT(out.p[out.len - 1], '\n', cases[i].name);
        CHECK_INT(
            str_find_char(buf_str(&out), '\n', 0), out.len - 1, cases[i].name);
        buf_cut(&out, out.len - 1);
        CHECK_TEXT(out.p + at, cases[i].want, cases[i].name);
        CHECK_INT(str_starts(buf_str(&out), STR("time=2")), 1, "time");
        CHECK_INT(str_find(buf_str(&out), STR("Z level=warn event=seen "), 0),
            24, "time, level, event");
    }
    buf_clear(&out);
    check_end();
}

static void
log_pairs(const char *text)
{
    log_warn("event=two first=%s number=%d last=\"%s\"", text, 7, text);
    log_warn("%s", text);
    log_warn("event=counted share=%.1f of=%.*s by %s", 0.5, 2, "abc", text);
}

/* Whatever a value is, the next pair begins where the format has it. */
static void
parts_pairs_as_the_format_does(void **state)
{
    static const struct {
        const char *text;
        const char *want[3];
    } cases[] = {
        { "x", { "event=two first=x number=7 last=\"x\"\n",
                   "level=warn text=x\n", "share=0.5 of=\"ab by x\"\n" } },
        { "x number=8 last=",
            { "first=\"x number=8 last=\" number=7 last=\"x number=8 last=\"\n",
                "level=warn text=\"x number=8 last=\"\n",
                "of=\"ab by x number=8 last=\"\n" } },
        { "\" number=8",
            { "first=\"\\\" number=8\" number=7 last=\"\\\" number=8\"\n",
                "text=\"\\\" number=8\"\n", "of=\"ab by \\\" number=8\"\n" } },
        { "", { "first=\"\" number=7 last=\"\"\n", "level=warn text=\"\"\n",
                  "of=\"ab by \"\n" } },
    };
    struct buf out = BUF_MAX(1 << 16);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        capture(&out, log_pairs, cases[i].text);
        for (size_t k = 0; k < COUNT(cases[i].want); k++)
            if (strstr(buf_text(&out), cases[i].want[k]) == NULL)
                CHECK_TEXT(buf_text(&out), cases[i].want[k], cases[i].text);
    }
    buf_clear(&out);
    check_end();
}

static void
cuts_long_lines(void **state)
{
    struct buf out = BUF_MAX(1 << 16), text = BUF_MAX(1 << 16);

    (void)state;
    for (int i = 0; i < 20000; i++)
        buf_addc(&text, '\n');
    capture(&out, warn, buf_text(&text));
    CHECK_INT(out.len > 500 && out.len < 4096, 1, "one write, one line");
    CHECK_INT(
        str_find_char(buf_str(&out), '\n', 0), out.len - 1, "one line end");
    buf_clear(&out);
    buf_clear(&text);
    check_end();
}

static void
all_levels(const char *text)
{
    log_error("%s", text);
    log_warn("%s", text);
    log_info("%s", text);
    log_debug("%s", text);
}

static void
keeps_to_its_level(void **state)
{
    static const enum log_level levels[] = { LOG_AT_ERROR, LOG_AT_WARN,
        LOG_AT_INFO, LOG_AT_DEBUG };
    struct buf out = BUF_MAX(1 << 16);

    (void)state;
    for (size_t i = 0; i < COUNT(levels); i++) {
        size_t lines = 0;

        log_set_level(levels[i]);
        capture(&out, all_levels, "x");
        for (size_t k = 0; k < out.len; k++)
            lines += out.p[k] == '\n';
        CHECK_INT(lines, i + 1, "lines");
    }
    log_set_level(LOG_AT_INFO);
    buf_clear(&out);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes),
        cmocka_unit_test(parts_pairs_as_the_format_does),
        cmocka_unit_test(cuts_long_lines),
        cmocka_unit_test(keeps_to_its_level),
    };

    return cmocka_run_group_tests_name("base/log", tests, NULL, NULL);
}
