#include "base/fail.h"

#include <stdio.h>
#include <string.h>

int
fail_set(struct fail *fail, const char *format, ...)
{
    va_list ap;

    if (fail == NULL)
        return -1;
    va_start(ap, format);
    vsnprintf(fail->text, sizeof fail->text, format, ap);
    va_end(ap);
    /* It quotes outside text: no part of that may pass for another line. */
    for (char *p = fail->text; *p != '\0'; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7F)
            *p = ' ';
    return -1;
}

int
fail_wrap(struct fail *fail, const char *format, ...)
{
    char prefix[FAIL_TEXT_MAX / 2];
    size_t n;
    va_list ap;

    if (fail == NULL)
        return -1;
    va_start(ap, format);
    vsnprintf(prefix, sizeof prefix - 2, format, ap);
    va_end(ap);
    n = strlen(prefix);
    memcpy(prefix + n, ": ", 3);
    n += 2;
    memmove(fail->text + n, fail->text, sizeof fail->text - n);
    fail->text[sizeof fail->text - 1] = '\0';
    memcpy(fail->text, prefix, n);
    return -1;
}
