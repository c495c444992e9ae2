#include "base/handover.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union control {
    struct cmsghdr head; /* for its alignment */
    char bytes[CMSG_SPACE(sizeof(int))];
};

int
handover_send(int socket, int fd, struct fail *fail)
{
    char byte = 'f'; /* a message needs one */
    struct iovec part = { &byte, 1 };
    union control control;
    struct msghdr m = { .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = sizeof control.bytes };
    struct cmsghdr *c;
    ssize_t n;

    memset(&control, 0, sizeof control);
    c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(c), &fd, sizeof fd);
    do
        n = sendmsg(socket, &m, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n == 1 ? 0
                  : fail_set(fail, "hand over a socket: %s", strerror(errno));
}

int
handover_take(int socket, struct fail *fail)
{
    char byte;
    struct iovec part = { &byte, 1 };
    union control control;
    struct msghdr m = { .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = sizeof control.bytes };
    struct cmsghdr *c;
    ssize_t n;
    int fd;

    do
        n = recvmsg(socket, &m, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    c = n == 1 ? CMSG_FIRSTHDR(&m) : NULL;
    if (c == NULL || c->cmsg_level != SOL_SOCKET ||
        c->cmsg_type != SCM_RIGHTS || c->cmsg_len != CMSG_LEN(sizeof fd))
        return fail_set(fail, "hand over a socket: none came");
    memcpy(&fd, CMSG_DATA(c), sizeof fd);
    return fd;
}
