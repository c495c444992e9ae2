#include "recalls/recall_import.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* A message is one line; ids and values from outside are cut. */
#define MESSAGE_BYTES_MAX 1000
#define ID_BYTES_MAX 80

void
recalls_add(struct recalls *rs, struct recall **r)
{
    rs->item = mem_grow(rs->item, &rs->cap, rs->count + 1, sizeof rs->item[0]);
    rs->item[rs->count++] = *r;
    *r = NULL;
}

void
recalls_clear(struct recalls *rs)
{
    for (size_t i = 0; i < rs->count; i++)
        recall_free(rs->item[i]);
    free(rs->item);
    *rs = (struct recalls){ 0 };
}

void
recall_import_begin(struct recall_import *im)
{
    im->record++;
    im->read++;
}

void
recall_import_keep(struct recall_import *im, struct recall **r)
{
    im->kept++;
    recalls_add(im->out, r);
}

void
recall_import_leave(struct recall_import *im)
{
    im->left++;
}

__attribute__((format(printf, 4, 0))) static void
say(struct recall_import *im, struct str id, const char *field,
    const char *format, va_list ap)
{
    struct buf text = BUF_MAX(MESSAGE_BYTES_MAX);
    struct buf clean = BUF_MAX(3 * MESSAGE_BYTES_MAX);

    if (im->say == NULL)
        return;
    buf_addf(&text, "%s: record %zu", im->name, im->record);
    if (id.len > 0)
        buf_addf(&text, " (" STR_FMT ")", STR_ARG(utf8_cut(id, ID_BYTES_MAX)));
    buf_addf(&text, ": %s: ", field);
    buf_addv(&text, format, ap);
    /* Parsers quote what they choke on. */
    utf8_clean(&clean, buf_str(&text));
    im->say(buf_text(&clean), im->ctx);
    buf_clear(&clean);
    buf_clear(&text);
}

void
recall_import_bad(struct recall_import *im, struct str id, const char *field,
    const char *format, ...)
{
    va_list ap;

    im->bad++;
    if (im->bad_fields == 0)
        im->bad_field = field;
    if (im->bad_fields == 0 ||
        (im->bad_fields == 1 && strcmp(im->bad_field, field) != 0))
        im->bad_fields++;
    if (im->bad_fields > 1)
        im->bad_field = NULL;
    va_start(ap, format);
    say(im, id, field, format, ap);
    va_end(ap);
}

void
recall_import_warn(struct recall_import *im, struct str id, const char *field,
    const char *format, ...)
{
    va_list ap;

    im->warned++;
    va_start(ap, format);
    say(im, id, field, format, ap);
    va_end(ap);
}

struct str
recall_import_text(struct recall_import *im, const struct js *record,
    struct str id, const char *const *names, struct buf *scratch)
{
    for (; *names != NULL; names++) {
        const struct js *value = js_get(record, *names);

        switch (js_kind(value)) {
        case JS_NULL:
            break;
        case JS_STRING:
            if (str_trim(js_text(value)).len > 0)
                return str_trim(js_text(value));
            break;
        case JS_NUMBER:
            buf_reset(scratch);
            js_write(scratch, value);
            return buf_str(scratch);
        case JS_BOOL:
        case JS_ARRAY:
        case JS_OBJECT:
            recall_import_warn(im, id, *names, "must be text");
            break;
        }
    }
    return STR_NONE;
}
