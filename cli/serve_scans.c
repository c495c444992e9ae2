#include "cli/serve_scans.h"

#include "base/log.h"
#include "base/mem.h"

#include <pthread.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* One works, another may find that nothing is left for it. */
#define PROCESSES_MAX 4
#define ARGUMENTS_MAX 8

extern char **environ;

struct serve_scans {
    const char *store, *archive, *campaigns;
    pthread_mutex_t lock;
    pid_t pid[PROCESSES_MAX]; /* 0: none */
};

struct serve_scans *
serve_scans_new(const char *store, const char *archive, const char *campaigns)
{
    struct serve_scans *s = mem_new(sizeof *s);

    s->store = store;
    s->archive = archive;
    s->campaigns = campaigns;
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

void
serve_scans_free(struct serve_scans *s)
{
    if (s == NULL)
        return;
    pthread_mutex_destroy(&s->lock);
    free(s);
}

/* A place for a process; those that have ended give theirs. */
static pid_t *
place(struct serve_scans *s)
{
    pid_t *found = NULL;

    for (size_t i = 0; i < PROCESSES_MAX; i++) {
        if (s->pid[i] > 0 && waitpid(s->pid[i], NULL, WNOHANG) != 0)
            s->pid[i] = 0;
        if (s->pid[i] == 0)
            found = &s->pid[i];
    }
    return found;
}

void
serve_scans_start(void *ctx)
{
    struct serve_scans *s = ctx;
    const char *args[ARGUMENTS_MAX] = { "shelfwatch", "scan", "--requested",
        s->campaigns, "--store", s->store };
    pid_t *pid;
    int rc;

    if (s->archive != NULL) {
        args[6] = "--archive";
        args[7] = s->archive;
    }
    pthread_mutex_lock(&s->lock);
    pid = place(s);
    if (pid != NULL) {
        char *list[ARGUMENTS_MAX + 1];

        memcpy(list, args, sizeof args);
        list[ARGUMENTS_MAX] = NULL;
        rc = posix_spawn(pid, "/proc/self/exe", NULL, NULL, list, environ);
        if (rc != 0) {
            *pid = 0;
            log_error("event=scan_not_started why=\"%s\"", strerror(rc));
        }
    }
    pthread_mutex_unlock(&s->lock);
}
