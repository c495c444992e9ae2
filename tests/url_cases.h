/* tests/url_cases.h - addresses of other projects' tests, one at a time.
 */
#ifndef TESTS_URL_CASES_H
#define TESTS_URL_CASES_H

#include "tests/check.h"

#include "base/csv.h"
#include "base/file.h"
#include "base/js.h"
#include "core/limits.h"

struct tally {
    int total, good, bad;
};

/* A file of cases beside the tree, as JSON; its text is held in *text. */
static inline struct js *
url_cases_load(const char *name, struct buf *text)
{
    struct js *j = NULL;
    struct fail fail = { "" };

    if (file_read(text, check_data(name), &fail) != 0)
        fail_msg("%s", fail.text);
    if (js_parse(&j, buf_str(text), &fail) != 0)
        fail_msg("%s", fail.text);
    return j;
}

/* Rows of crawler-commons' files: "input, base, result"; a '#' begins a
 * comment line; fields stand behind blanks, some in quotes. */
static inline void
url_cases_each(const char *name,
    void (*visit)(struct str *field, size_t count, void *ctx), void *ctx)
{
    struct buf text = BUF_MAX(1u << 20);
    struct str rest, line;
    struct fail fail = { "" };

    if (file_read(&text, check_data(name), &fail) != 0)
        fail_msg("%s", fail.text);
    rest = buf_str(&text);
    while (str_next_line(&rest, &line)) {
        struct buf tight = BUF_MAX(LIMIT_URL_BYTES);
        struct csv row;

        if (line.len == 0 || line.p[0] == '#')
            continue;
        for (size_t i = 0; i < line.len; i++)
            if (line.p[i] != ' ' || i == 0 || line.p[i - 1] != ',')
                buf_addc(&tight, line.p[i]);
        csv_init(&row, buf_str(&tight), ',');
        if (csv_next(&row, &fail) == 1)
            visit(row.field, row.count, ctx);
        csv_clear(&row);
        buf_clear(&tight);
    }
    buf_clear(&text);
}

#endif
