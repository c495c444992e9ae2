/* base/log.h - levelled lines of name=value pairs on standard error.
 *
 * Used by cli/ and the process loops only. A format is pairs with one blank
 * between, "event=gone tries=%d url=%s"; the line begins with time and level.
 * Only the format's own blanks part pairs: a value that is not one plain word
 * is put in quotes, with \" \\ and \xNN for controls and bytes that are no
 * UTF-8, so that no page can forge a line or a pair (logfmt). No bodies,
 * cookies or personal data.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_AT_ERROR, LOG_AT_WARN, LOG_AT_INFO, LOG_AT_DEBUG };

/* What is written from now on; the default is LOG_AT_INFO. */
void log_set_level(enum log_level level);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
