/* base/endpoint.h - IP addresses of sockets, as text and back.
 *
 * Which addresses a crawler may connect to is crawler/address.h.
 */
#ifndef BASE_ENDPOINT_H
#define BASE_ENDPOINT_H

#include <netinet/in.h>
#include <stdint.h>
#include <sys/socket.h>

#define ENDPOINT_TEXT_BYTES INET6_ADDRSTRLEN

/* Read an IPv4 or IPv6 address without port or brackets. Return its family,
 * or -1. */
int endpoint_parse(
    struct sockaddr_storage *out, const char *text, uint16_t port);

/* The address alone; "" of another family. */
void endpoint_text(const struct sockaddr *a, char out[ENDPOINT_TEXT_BYTES]);

/* 1 for 127.0.0.0/8, also inside IPv6, and ::1. */
int endpoint_is_loopback(const struct sockaddr *a);

#endif
