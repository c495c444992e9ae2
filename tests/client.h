/* tests/client.h - the smallest HTTP client, and a server in a thread. */
#ifndef TESTS_CLIENT_H
#define TESTS_CLIENT_H

#include "base/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Send `bytes` as they are to the port on loopback, and put all that comes
 * until the server closes into *out. Returns the status code, 0 without. */
static inline int
client_send(uint16_t port, struct str bytes, struct buf *out)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    char block[4096];
    ssize_t n;
    int64_t status = 0;

    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    buf_reset(out);
    if (connect(fd, (struct sockaddr *)&at, sizeof at) == 0) {
        while (bytes.len > 0 &&
               (n = send(fd, bytes.p, bytes.len, MSG_NOSIGNAL)) > 0)
            bytes = str_sub(bytes, (size_t)n, bytes.len);
        while ((n = recv(fd, block, sizeof block, 0)) > 0)
            buf_add(out, block, (size_t)n);
    }
    close(fd);
    if (out->len > 12 && str_starts(buf_str(out), STR("HTTP/1.1 ")))
        str_to_i64(str_sub(buf_str(out), 9, 3), &status);
    return (int)status;
}

/* GET, or POST of a form where form is not NULL; `headers` are lines. */
static inline int
client_ask(uint16_t port, const char *target, const char *headers,
    const char *form, struct buf *out)
{
    struct buf rq = BUF_MAX(1u << 20);
    int status;

    buf_addf(&rq, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n",
        form != NULL ? "POST" : "GET", target);
    buf_addz(&rq, headers);
    if (form != NULL)
        buf_addf(&rq,
            "Content-Type: application/x-www-form-urlencoded\r\n"
            "Content-Length: %zu\r\n",
            strlen(form));
    buf_addf(&rq, "\r\n%s", form != NULL ? form : "");
    status = client_send(port, buf_str(&rq), out);
    buf_clear(&rq);
    return status;
}

struct client_server {
    struct http_server *server;
    pthread_t thread;
    volatile sig_atomic_t stop;
};

static inline void *
client_server_main(void *ctx)
{
    struct client_server *c = ctx;

    http_server_run(c->server, &c->stop, NULL);
    return NULL;
}

/* To listen, and to answer in a thread: who forks does it between the two,
 * since a thread may hold a lock that its process does not get free after that.
 */
static inline int
client_server_open(
    struct client_server *c, const struct http_options *o, struct fail *fail)
{
    c->stop = 0;
    return http_server_open(&c->server, o, fail);
}

static inline int
client_server_run(struct client_server *c)
{
    return pthread_create(&c->thread, NULL, client_server_main, c);
}

static inline int
client_server_start(
    struct client_server *c, const struct http_options *o, struct fail *fail)
{
    return client_server_open(c, o, fail) != 0 ? -1 : client_server_run(c);
}

static inline void
client_server_stop(struct client_server *c)
{
    __atomic_store_n(&c->stop, 1, __ATOMIC_RELEASE);
    pthread_join(c->thread, NULL);
    http_server_close(c->server);
}

#endif
