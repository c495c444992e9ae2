#include "review/hashing.h"

#include "base/mem.h"
#include "review/pages.h"

#include <stdlib.h>
#include <string.h>

#define AGAIN_MS 10

struct work {
    char *kept; /* owned, or NULL */
    char *password, *fresh;
    struct hashing out;
};

struct memo {
    struct worker *worker;
    struct worker_job *job;
    struct work *work; /* owned by the job */
};

static void
wipe(char *text)
{
    if (text != NULL)
        explicit_bzero(text, strlen(text));
    free(text);
}

static void
work_free(void *ctx)
{
    struct work *w = ctx;

    free(w->kept);
    wipe(w->password);
    wipe(w->fresh);
    explicit_bzero(&w->out, sizeof w->out);
    free(w);
}

static void
work_run(void *ctx)
{
    struct work *w = ctx;
    struct hashing *out = &w->out;

    out->right = w->kept == NULL || password_is(w->kept, str_of(w->password));
    if (out->right && w->fresh[0] != '\0')
        out->failed =
            password_keep(out->kept, str_of(w->fresh), &out->why) != 0;
}

static void
memo_free(void *p)
{
    struct memo *m = p;

    if (m->job != NULL)
        worker_drop(m->worker, m->job);
    else
        work_free(m->work);
    free(m);
}

int
hashing_begun(const struct view *v)
{
    return v->rq->memo->p != NULL;
}

/* -1 where too many wait. */
static int
begin(struct view *v, struct work *w)
{
    struct worker *worker = v->pages->worker;
    struct worker_job *job = NULL;
    struct memo *m;

    if (worker == NULL)
        work_run(w);
    else if ((job = worker_add(worker, work_run, work_free, w)) == NULL)
        return -1;
    m = mem_new(sizeof *m);
    *m = (struct memo){ .worker = worker, .job = job, .work = w };
    v->rq->memo->p = m;
    v->rq->memo->drop = memo_free;
    return 0;
}

const struct hashing *
hashing_ask(
    struct view *v, const char *kept, struct str password, struct str fresh)
{
    struct memo *m = v->rq->memo->p;

    if (m == NULL) {
        struct work *w = mem_new(sizeof *w);

        *w = (struct work){ .kept = mem_text(kept),
            .password = str_dup(password),
            .fresh = str_dup(fresh) };
        if (begin(v, w) != 0) {
            view_error(v, 503, "busy", "");
            return NULL;
        }
        m = v->rq->memo->p;
    }
    if (m->job != NULL && !worker_done(m->worker, m->job)) {
        v->rs->again_ms = AGAIN_MS;
        return NULL;
    }
    return &m->work->out;
}
