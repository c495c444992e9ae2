#include "base/log.h"

#include "base/now.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_MAX_BYTES 4000

static enum log_level level_now = LOG_AT_INFO;

void
log_set_level(enum log_level level)
{
    level_now = level;
}

/* U+0080 to U+009F, in UTF-8: terminals obey some of them. */
static int
is_control(const char *p)
{
    return (unsigned char)p[0] == 0xC2 && ((unsigned char)p[1] & 0xE0) == 0x80;
}

__attribute__((format(printf, 2, 0))) static void
write_line(enum log_level level, const char *format, va_list ap)
{
    static const char *const names[] = { "error", "warn", "info", "debug" };
    char text[LINE_MAX_BYTES / 4];
    char line[LINE_MAX_BYTES];
    char time[NOW_TEXT_BYTES];
    size_t n;

    if (level > level_now)
        return;
    vsnprintf(text, sizeof text, format, ap);
    now_text(now_wall_ms(), time);
    n = (size_t)snprintf(line, sizeof line, "%s level=%s ", time, names[level]);
    for (const char *p = text; *p != '\0' && n + 6 < sizeof line; p++) {
        unsigned char c = (unsigned char)*p;

        if (c < 0x20 || c == 0x7F || is_control(p) ||
            (p > text && is_control(p - 1)))
            n += (size_t)snprintf(line + n, sizeof line - n, "\\x%02x", c);
        else
            line[n++] = *p;
    }
    line[n++] = '\n';
    if (write(STDERR_FILENO, line, n) < 0)
        return; /* nowhere left to say so */
}

#define DEFINE(name, level)                                                    \
    void name(const char *format, ...)                                         \
    {                                                                          \
        va_list ap;                                                            \
                                                                               \
        va_start(ap, format);                                                  \
        write_line(level, format, ap);                                         \
        va_end(ap);                                                            \
    }

DEFINE(log_error, LOG_AT_ERROR)
DEFINE(log_warn, LOG_AT_WARN)
DEFINE(log_info, LOG_AT_INFO)
DEFINE(log_debug, LOG_AT_DEBUG)
