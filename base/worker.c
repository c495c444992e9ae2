#include "base/worker.h"

#include "base/mem.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum state { WAITING, RUNNING, DONE };

struct worker_job {
    struct worker_job *next;
    void (*run)(void *ctx);
    void (*drop)(void *ctx);
    void *ctx;
    enum state state;
    int dropped; /* nobody waits for it */
};

struct worker {
    pthread_t thread;
    pthread_mutex_t mutex; /* of all below, and of the jobs' states */
    pthread_cond_t wake;
    struct worker_job *first; /* those that wait */
    struct worker_job *done;  /* and that somebody may still look at */
    size_t waiting, waiting_max;
    int stop;
};

static void
job_free(struct worker_job *job)
{
    job->drop(job->ctx);
    free(job);
}

/* Locked. */
static struct worker_job *
take_first(struct worker *w)
{
    struct worker_job *job = w->first;

    w->first = job->next;
    w->waiting--;
    job->next = NULL;
    return job;
}

/* Locked. Take a job that is in the list off it. */
static void
unlink_job(struct worker_job **at, const struct worker_job *job)
{
    while (*at != job) {
        assert(*at != NULL);
        at = &(*at)->next;
    }
    *at = job->next;
}

static void *
work(void *arg)
{
    struct worker *w = arg;

    pthread_mutex_lock(&w->mutex);
    while (!w->stop) {
        struct worker_job *job;

        if (w->first == NULL) {
            pthread_cond_wait(&w->wake, &w->mutex);
            continue;
        }
        job = take_first(w);
        job->state = RUNNING;
        pthread_mutex_unlock(&w->mutex);
        job->run(job->ctx);
        pthread_mutex_lock(&w->mutex);
        job->state = DONE;
        if (job->dropped) {
            job_free(job);
        } else {
            job->next = w->done;
            w->done = job;
        }
    }
    pthread_mutex_unlock(&w->mutex);
    return NULL;
}

int
worker_new(struct worker **out, size_t waiting_max, struct fail *fail)
{
    struct worker *w = mem_new(sizeof *w);
    sigset_t all, before;
    int error;

    w->waiting_max = waiting_max;
    pthread_mutex_init(&w->mutex, NULL);
    pthread_cond_init(&w->wake, NULL);
    /* Signals go to the thread that has a loop to leave. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(&w->thread, NULL, work, w);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error != 0) {
        fail_set(fail, "no thread: %s", strerror(error));
        pthread_mutex_destroy(&w->mutex);
        pthread_cond_destroy(&w->wake);
        free(w);
        return -1;
    }
    *out = w;
    return 0;
}

void
worker_free(struct worker *w)
{
    if (w == NULL)
        return;
    pthread_mutex_lock(&w->mutex);
    w->stop = 1;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->mutex);
    pthread_join(w->thread, NULL);
    while (w->first != NULL)
        job_free(take_first(w));
    while (w->done != NULL) {
        struct worker_job *job = w->done;

        w->done = job->next;
        job_free(job);
    }
    pthread_mutex_destroy(&w->mutex);
    pthread_cond_destroy(&w->wake);
    free(w);
}

struct worker_job *
worker_add(struct worker *w, void (*run)(void *ctx), void (*drop)(void *ctx),
    void *ctx)
{
    struct worker_job *job = NULL, **at;

    pthread_mutex_lock(&w->mutex);
    if (w->waiting < w->waiting_max) {
        job = mem_new(sizeof *job);
        *job = (struct worker_job){ .run = run, .drop = drop, .ctx = ctx };
        for (at = &w->first; *at != NULL;)
            at = &(*at)->next;
        *at = job;
        w->waiting++;
        pthread_cond_signal(&w->wake);
    }
    pthread_mutex_unlock(&w->mutex);
    if (job == NULL)
        drop(ctx);
    return job;
}

int
worker_done(struct worker *w, const struct worker_job *job)
{
    int done;

    pthread_mutex_lock(&w->mutex);
    done = job->state == DONE;
    pthread_mutex_unlock(&w->mutex);
    return done;
}

void
worker_drop(struct worker *w, struct worker_job *job)
{
    pthread_mutex_lock(&w->mutex);
    if (job->state == RUNNING) {
        job->dropped = 1;
        job = NULL;
    } else if (job->state == WAITING) {
        unlink_job(&w->first, job);
        w->waiting--;
    } else {
        unlink_job(&w->done, job);
    }
    pthread_mutex_unlock(&w->mutex);
    if (job != NULL)
        job_free(job);
}
