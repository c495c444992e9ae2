/* cli/serve_options.h - what serve is told: where it listens, to whom it
 * answers, and that this is safe. */
#ifndef CLI_SERVE_OPTIONS_H
#define CLI_SERVE_OPTIONS_H

#include "base/buf.h"
#include "base/fail.h"

#include <stdint.h>

#define SERVE_OPTIONS_HOSTS_MAX 16
#define SERVE_OPTIONS_THREADS_MAX 16

struct serve_options {
    const char *store, *archive, *author, *address, *campaigns;
    int64_t port;
    int64_t threads;                     /* 1 to SERVE_OPTIONS_THREADS_MAX */
    int64_t idle_minutes, session_hours; /* 0: the default of the pages */
    int behind_proxy;
    int run_scans;                        /* those asked for on the pages */
    const char *cert_file, *key_file;     /* PEM, or NULL */
    const char *proxy_user, *secret_file; /* or NULL */
    const char *host[SERVE_OPTIONS_HOSTS_MAX + 1]; /* ends with NULL */
    size_t hosts;
    /* What the files hold; "" without them. */
    struct buf cert, key, secret;
    struct buf own_host; /* the address as a Host field names it */
};

extern const char serve_options_usage[];

/* Read the command line. -1 to go on, else the verb's exit status: help was
 * printed, or what is wrong. */
int serve_options_read(struct serve_options *o, int argc, char **argv);
/* Read the files, and fail where passwords would travel in the clear, or a
 * proxy would prove nothing. */
int serve_options_check(struct serve_options *o, struct fail *fail);
void serve_options_clear(struct serve_options *o);

/* 1 if only this machine can reach the pages. */
int serve_options_is_local(const struct serve_options *o);

#endif
