#include "review/view_export.h"

#include "base/mem.h"
#include "review/export.h"
#include "review/queue_query.h"

#include <stdlib.h>

/* Between two answers to other people: about 5 ms. */
#define PORTION 25
#define DETAIL_BYTES_MAX (16u << 10)
#define PORTION_BYTES_MAX (64u << 20)

enum form { CSV, XLSX, LINES };

/* An export on its way; it outlives the request's arena. */
struct job {
    struct store *store; /* borrowed: it outlives the server's requests */
    enum form form;
    struct store_filter filter; /* its texts are those of `texts` */
    struct texts texts;
    struct store_place place;
    char *place_text; /* owned: of place */
    struct buf out;
    size_t sent; /* of out */
    struct xlsx *book;
    int64_t rows;
    int ended;
};

static void
job_free(void *ctx)
{
    struct job *j = ctx;

    texts_clear(&j->texts);
    free(j->place_text);
    buf_clear(&j->out);
    xlsx_free(j->book);
    free(j);
}

/* A copy that lives as long as the job. */
static const char *
keep(struct job *j, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return NULL;
    texts_add(&j->texts, str_of(text));
    return j->texts.item[j->texts.count - 1];
}

static struct job *
job_new(const struct view *v, enum form form)
{
    struct job *j = mem_new(sizeof *j);
    struct queue_query q;
    struct store_filter *f = &j->filter;

    queue_query_read(&q, v, "all");
    queue_query_filter(f, &q, v);
    f->state = keep(j, f->state);
    f->market = keep(j, f->market);
    f->hazard = keep(j, f->hazard);
    f->assignee = keep(j, f->assignee);
    f->source = keep(j, f->source);
    f->language = keep(j, f->language);
    f->seller = keep(j, f->seller);
    f->recall = keep(j, f->recall);
    f->rule = keep(j, f->rule);
    f->text = keep(j, f->text);
    f->after = NULL;
    f->limit = PORTION;
    j->store = v->store;
    j->form = form;
    j->out = BUF_MAX(PORTION_BYTES_MAX);
    return j;
}

static int
job_start(struct job *j)
{
    switch (j->form) {
    case CSV:
        return export_csv_head(&j->out);
    case XLSX:
        j->book = xlsx_new();
        if (xlsx_start(j->book, &j->out, "shelfwatch") != 0)
            return -1;
        export_xlsx_head(j->book);
        return 0;
    case LINES:
        break;
    }
    return 0;
}

static int
put_row(const struct queue_row *row, void *ctx, struct fail *fail)
{
    struct job *j = ctx;

    j->rows++;
    store_place_of(&j->place, row->entry, j->filter.sort);
    if (j->place.text != NULL) {
        char *text = mem_text(j->place.text);

        free(j->place_text);
        j->place.text = j->place_text = text;
    }
    if (j->form == CSV)
        export_csv_row(&j->out, row);
    else if (j->form == LINES)
        export_json_row(&j->out, row);
    else
        export_xlsx_row(j->book, row);
    return j->out.over ? fail_set(fail, "a portion is too long") : 0;
}

/* The next rows, or the end. */
static int
job_more(struct job *j, struct fail *fail)
{
    int64_t before = j->rows;

    buf_reset(&j->out);
    j->sent = 0;
    if (queue_each(j->store, &j->filter, put_row, j, fail) != 0)
        return -1;
    j->filter.after = &j->place;
    j->ended = j->rows - before < PORTION ||
               (j->form == XLSX && j->rows + PORTION >= XLSX_ROWS_MAX);
    if (j->form != XLSX)
        return 0;
    if ((j->ended ? xlsx_end(j->book, &j->out)
                  : xlsx_flush(j->book, &j->out)) != 0)
        return fail_set(fail, "the workbook is too large");
    return 0;
}

static int64_t
job_next(void *ctx, uint64_t at, char *out, size_t max, int64_t *wait_ms)
{
    struct job *j = ctx;
    struct fail fail = { "" };
    size_t n;

    (void)at;
    (void)wait_ms;
    while (j->sent == j->out.len) {
        if (j->ended)
            return HTTP_STREAM_END;
        if (job_more(j, &fail) != 0)
            return HTTP_STREAM_ABORT;
    }
    n = j->out.len - j->sent < max ? j->out.len - j->sent : max;
    memcpy(out, j->out.p + j->sent, n);
    j->sent += n;
    return (int64_t)n;
}

/* Who took which cases with them. */
static int
note(struct view *v, const char *form, struct fail *fail)
{
    struct buf detail = BUF_MAX(DETAIL_BYTES_MAX), filter = detail;
    struct js *j = js_new_object();
    struct queue_query q;
    int rc;

    queue_query_read(&q, v, "all");
    queue_query_add(&filter, &q);
    js_set_textz(j, "form", form);
    js_set_text(j, "filter", buf_str(&filter));
    js_write(&detail, j);
    rc = view_audit(v, "queue.export", "queue", buf_str(&detail), fail);
    js_free(j);
    buf_clear(&filter);
    buf_clear(&detail);
    return rc;
}

static void
send(struct view *v, enum form form)
{
    static const struct {
        const char *name, *type, *disposition;
    } forms[] = {
        [CSV] = { "csv", "text/csv; charset=utf-8",
            "attachment; filename=\"queue.csv\"" },
        [XLSX] = { "xlsx",
            "application/"
            "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment; filename=\"queue.xlsx\"" },
        [LINES] = { "json", "application/x-ndjson",
            "attachment; filename=\"queue.jsonl\"" },
    };
    struct fail fail = { "" };
    struct job *j;

    if (note(v, forms[form].name, &fail) != 0) {
        view_error(v, 500, "broken_store", fail.text);
        return;
    }
    j = job_new(v, form);
    if (job_start(j) != 0) {
        job_free(j);
        view_error(v, 500, "error", "");
        return;
    }
    v->rs->next = job_next;
    v->rs->done = job_free;
    v->rs->ctx = j;
    http_response_header(v->rs, "Content-Type", str_of(forms[form].type));
    http_response_header(
        v->rs, "Content-Disposition", str_of(forms[form].disposition));
}

void
view_export_csv(struct view *v)
{
    send(v, CSV);
}

void
view_export_xlsx(struct view *v)
{
    send(v, XLSX);
}

void
view_export_json(struct view *v)
{
    send(v, LINES);
}
