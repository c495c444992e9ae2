/* base/log.h - levelled key=value lines on standard error.
 *
 * Used by cli/ and the process loops only. The finished line is escaped, so
 * no page can forge one; outside text goes last in a line. No bodies, cookies
 * or personal data.
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
