#include "base/log.h"

#include "base/now.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A pipe takes this much in one piece (PIPE_BUF), so that the lines of several
 * processes do not mix. A byte of text becomes four at most. */
#define LINE_MAX_BYTES 4096
#define TEXT_MAX_BYTES 960
#define FORMAT_MAX_BYTES 400
#define PAIRS_MAX 32

static enum log_level level_now = LOG_AT_INFO;

void
log_set_level(enum log_level level)
{
    level_now = level;
}

/* One finished line. There is always room for the longest escape, the closing
 * quote and the line end. */
struct line {
    char bytes[LINE_MAX_BYTES];
    size_t n;
};

#define ROOM 16

static void
put(struct line *l, const char *bytes, size_t n)
{
    if (l->n + n + ROOM < sizeof l->bytes) {
        memcpy(l->bytes + l->n, bytes, n);
        l->n += n;
    }
}

/* What a terminal obeys, or what turns the order of what is shown around. */
static int
is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* Step over one character: 1 if its bytes are to be written as numbers. */
static int
next_is_unsafe(struct str s, size_t *at)
{
    size_t from = *at;
    uint32_t c = utf8_next(s, at);

    return is_control(c) || !utf8_valid(str_sub(s, from, *at - from));
}

/* A value that is one word of a safe text stands as it is; others in quotes,
 * where quote and backslash have a backslash before them. */
static int
wants_quotes(struct str value)
{
    for (size_t at = 0; at < value.len;) {
        if (strchr(" \"=\\", value.p[at]) != NULL || next_is_unsafe(value, &at))
            return 1;
    }
    return value.len == 0;
}

static void
put_quoted(struct line *l, struct str value)
{
    put(l, "\"", 1);
    for (size_t at = 0; at < value.len;) {
        size_t from = at;
        char number[8];

        if (next_is_unsafe(value, &at)) {
            for (; from < at; from++) {
                snprintf(number, sizeof number, "\\x%02x",
                    (unsigned char)value.p[from]);
                put(l, number, 4);
            }
            continue;
        }
        if (value.p[from] == '"' || value.p[from] == '\\')
            put(l, "\\", 1);
        put(l, value.p + from, at - from);
    }
    l->bytes[l->n++] = '"';
}

/* The length of a name with its '=' at the beginning of a format, or 0. */
static size_t
name_bytes(const char *format)
{
    size_t n = strspn(format, "abcdefghijklmnopqrstuvwxyz_0123456789");

    return n > 0 && format[n] == '=' ? n + 1 : 0;
}

/* Where the pairs of a format begin: only what we wrote parts them, so that no
 * value can. */
static size_t
find_pairs(const char *format, size_t at[PAIRS_MAX])
{
    size_t count = 0;

    at[count++] = 0;
    for (size_t i = 0; format[i] != '\0' && count < PAIRS_MAX; i++)
        if (format[i] == ' ' && name_bytes(format + i + 1) > 0)
            at[count++] = i + 1;
    return count;
}

/* How long the finished text of the first `bytes` of a format is. */
__attribute__((format(printf, 1, 0))) static size_t
length_of(const char *format, size_t bytes, va_list ap)
{
    char first[FORMAT_MAX_BYTES];
    va_list copy;
    int n;

    snprintf(first, sizeof first, "%.*s", (int)bytes, format);
    va_copy(copy, ap);
/* A part of a format that the compiler has seen, up to a blank. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    n = vsnprintf(NULL, 0, first, copy);
#pragma GCC diagnostic pop
    va_end(copy);
    return n > 0 ? (size_t)n : 0;
}

static void
put_pair(struct line *l, const char *format, struct str pair)
{
    size_t name = name_bytes(format);
    struct str value = str_sub(pair, name, pair.len);

    put(l, " ", 1);
    if (name == 0) { /* a text without a name */
        name = 4;
        format = "text=";
        value = pair;
        put(l, format, 5);
    } else {
        put(l, format, name);
    }
    /* Quotes that the format has around a value. */
    if (value.len >= 2 && format[name] == '"' && value.p[0] == '"' &&
        value.p[value.len - 1] == '"')
        put_quoted(l, str_sub(value, 1, value.len - 2));
    else if (wants_quotes(value))
        put_quoted(l, value);
    else
        put(l, value.p, value.len);
}

__attribute__((format(printf, 2, 0))) static void
write_line(enum log_level level, const char *format, va_list ap)
{
    static const char *const names[] = { "error", "warn", "info", "debug" };
    char text[TEXT_MAX_BYTES], time[NOW_TEXT_BYTES];
    size_t pair[PAIRS_MAX], count;
    struct line l = { .n = 0 };
    struct str rest;
    va_list copy;

    va_copy(copy, ap);
    vsnprintf(text, sizeof text, format, copy);
    va_end(copy);
    rest = str_of(text);
    now_text(now_wall_ms(), time);
    l.n = (size_t)snprintf(
        l.bytes, sizeof l.bytes, "time=%s level=%s", time, names[level]);
    count = find_pairs(format, pair);
    for (size_t i = 0; i < count; i++) {
        size_t from = i == 0 ? 0 : length_of(format, pair[i], ap);
        size_t end = rest.len;

        if (i + 1 < count)
            end = length_of(format, pair[i + 1] - 1, ap);
        if (i == 0 || from < rest.len)
            put_pair(&l, format + pair[i],
                str_sub(rest, from, (end < rest.len ? end : rest.len) - from));
    }
    l.bytes[l.n++] = '\n';
    if (write(STDERR_FILENO, l.bytes, l.n) < 0)
        return; /* nowhere left to say so */
}

/* What is not written takes no room on the stack. */
#define DEFINE(name, level)                                                    \
    void name(const char *format, ...)                                         \
    {                                                                          \
        va_list ap;                                                            \
                                                                               \
        if (level > level_now)                                                 \
            return;                                                            \
        va_start(ap, format);                                                  \
        write_line(level, format, ap);                                         \
        va_end(ap);                                                            \
    }

DEFINE(log_error, LOG_AT_ERROR)
DEFINE(log_warn, LOG_AT_WARN)
DEFINE(log_info, LOG_AT_INFO)
DEFINE(log_debug, LOG_AT_DEBUG)
