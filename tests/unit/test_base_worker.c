#include "tests/check.h"

#include "base/mem.h"
#include "base/worker.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

/* A job that waits at a gate, and says what was done with it. */
struct work {
    pthread_mutex_t *gate; /* held by the test while it must not go on */
    atomic_int ran, dropped, begun;
};

static void
run(void *ctx)
{
    struct work *w = ctx;

    atomic_store(&w->begun, 1);
    if (w->gate != NULL) {
        pthread_mutex_lock(w->gate);
        pthread_mutex_unlock(w->gate);
    }
    atomic_fetch_add(&w->ran, 1);
}

static void
drop(void *ctx)
{
    struct work *w = ctx;

    atomic_fetch_add(&w->dropped, 1);
}

static void
wait_for(const atomic_int *flag)
{
    while (!atomic_load(flag))
        sched_yield();
}

static void
does_jobs_one_by_one(void **state)
{
    struct work w[3] = { { .gate = NULL }, { .gate = NULL }, { .gate = NULL } };
    struct worker_job *job[3];
    struct worker *worker;
    struct fail fail;

    (void)state;
    assert_int_equal(worker_new(&worker, 3, &fail), 0);
    for (size_t i = 0; i < COUNT(w); i++)
        job[i] = worker_add(worker, run, drop, &w[i]);
    for (size_t i = 0; i < COUNT(w); i++) {
        while (!worker_done(worker, job[i]))
            sched_yield();
        CHECK_INT(w[i].ran, 1, "ran once");
        CHECK_INT(w[i].dropped, 0, "still the caller's");
        worker_drop(worker, job[i]);
        CHECK_INT(w[i].dropped, 1, "dropped once");
    }
    worker_free(worker);
    check_end();
}

static void
drops_what_nobody_waits_for(void **state)
{
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    struct work first = { .gate = &gate }, second = { .gate = NULL },
                third = { .gate = NULL }, full = { .gate = NULL };
    struct worker_job *a, *b, *c;
    struct worker *worker;
    struct fail fail;

    (void)state;
    assert_int_equal(worker_new(&worker, 2, &fail), 0);
    pthread_mutex_lock(&gate);
    a = worker_add(worker, run, drop, &first);
    wait_for(&first.begun);
    b = worker_add(worker, run, drop, &second);
    c = worker_add(worker, run, drop, &third);
    assert_null(worker_add(worker, run, drop, &full));
    CHECK_INT(full.dropped, 1, "one too many");
    worker_drop(worker, b);
    CHECK_INT(second.dropped, 1, "waiting");
    worker_drop(worker, a);
    CHECK_INT(first.dropped, 0, "running: at its end");
    pthread_mutex_unlock(&gate);
    wait_for(&third.ran);
    worker_drop(worker, c);
    worker_free(worker);
    CHECK_INT(first.dropped, 1, "running");
    CHECK_INT(second.ran, 0, "never begun");
    check_end();
}

static void
ends_with_jobs_that_wait(void **state)
{
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    struct work w[2] = { { .gate = &gate }, { .gate = NULL } };
    struct worker *worker;
    struct fail fail;

    (void)state;
    assert_int_equal(worker_new(&worker, 5, &fail), 0);
    pthread_mutex_lock(&gate);
    worker_drop(worker, worker_add(worker, run, drop, &w[0]));
    worker_add(worker, run, drop, &w[1]);
    pthread_mutex_unlock(&gate);
    worker_free(worker);
    CHECK_INT(w[0].dropped, 1, "first");
    CHECK_INT(w[1].dropped, 1, "second");
    worker_free(NULL);
    check_end();
}

/* Whoever asked for it has gone without a word. */
static void
ends_with_a_job_that_is_done(void **state)
{
    struct work w = { .gate = NULL };
    struct worker *worker;
    struct worker_job *job;
    struct fail fail;

    (void)state;
    assert_int_equal(worker_new(&worker, 5, &fail), 0);
    job = worker_add(worker, run, drop, &w);
    while (!worker_done(worker, job))
        sched_yield();
    CHECK_INT(w.dropped, 0, "still the caller's");
    worker_free(worker);
    CHECK_INT(w.dropped, 1, "dropped");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(does_jobs_one_by_one),
        cmocka_unit_test(drops_what_nobody_waits_for),
        cmocka_unit_test(ends_with_jobs_that_wait),
        cmocka_unit_test(ends_with_a_job_that_is_done),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
