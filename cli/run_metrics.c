#include "cli/run_metrics.h"

#include "base/file.h"
#include "base/log.h"
#include "base/now.h"

void
run_metrics_begin(struct run_metrics *m, const char *path, const char *verb)
{
    *m = (struct run_metrics){ .path = path, .folder = BUF_MAX(8192) };
    m->run.verb = verb;
    m->run.began_ms = now_wall_ms();
}

void
run_metrics_add(struct run_metrics *m, const char *name, const char *help,
    const char *label, struct str value, int64_t n)
{
    if (m->path != NULL)
        metrics_run_add(&m->run, name, help, label, value, n);
}

const char *
run_metrics_folder(struct run_metrics *m)
{
    return m->path != NULL ? file_folder(&m->folder, m->path) : NULL;
}

void
run_metrics_end(struct run_metrics *m, int ok)
{
    struct buf text = BUF_MAX(METRICS_BYTES_MAX);
    struct fail fail = { "" };

    m->run.ended_ms = now_wall_ms();
    m->run.ok = ok;
    if (m->path != NULL) {
        metrics_write_run(&text, &m->run);
        if (file_write(m->path, buf_str(&text), &fail) != 0)
            log_error("event=no_metrics why=%s", fail.text);
    }
    metrics_run_clear(&m->run);
    buf_clear(&text);
    buf_clear(&m->folder);
}
