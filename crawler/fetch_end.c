#include "crawler/fetch_end.h"

#include "base/gzip.h"
#include "crawler/head.h"

/* Where the end of a page is looked for. */
#define PAGE_TAIL_BYTES 4096

/* The word by which failures are counted. */
static const char *
failure_word(CURLcode code)
{
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return "dns";
    case CURLE_COULDNT_CONNECT:
        return "connect";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_ISSUER_ERROR:
        return "tls";
    case CURLE_OPERATION_TIMEDOUT:
        return "timeout";
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
        return "reset";
    case CURLE_PARTIAL_FILE:
        return "length";
    case CURLE_BAD_CONTENT_ENCODING:
        return "coding";
    default:
        return "protocol";
    }
}

void
fetch_end_explain(struct job *j, CURLcode code)
{
    struct buf why = BUF_MAX(1024);
    char ip[ADDRESS_TEXT_BYTES];

    if (j->header_over) {
        buf_addf(&why, "header: larger than %zu bytes", j->response.max);
    } else if (j->flooded) {
        buf_addz(&why, "flood: frames without end kept all others waiting");
    } else if (j->page->body.over) {
        buf_addf(&why, "body: larger than %zu bytes", j->page->body.max);
    } else if (j->damaged || code == CURLE_WRITE_ERROR) {
        buf_addz(&why, "coding: the packed page is damaged");
    } else if (code == CURLE_OUT_OF_MEMORY && !j->body_began) {
        /* So it says where one line is longer than 100 KB. */
        buf_addz(&why, "header: a line larger than libcurl reads");
    } else if (j->refused != ADDRESS_PUBLIC && j->page->status == 0) {
        address_text(&j->refused_address, ip);
        buf_addf(&why, "address: %s is %s", ip,
            j->refused_route ? "not where connect_to leads"
                             : address_kind_name(j->refused));
    } else {
        buf_addf(&why, "%s: %s", failure_word(code),
            j->error[0] != '\0' ? j->error : curl_easy_strerror(code));
    }
    page_set(&j->page->why, buf_str(&why));
    buf_clear(&why);
}

/* An HTTP/1 answer without a length ends where the connection does, for
 * whatever reason that ended; so does a packed one of which libcurl does not
 * tell whether all came. Then the page must have an end of its own. */
static int
ends_in_itself(const struct job *j)
{
    struct str headers = str_of(j->page->headers);
    struct str body = buf_str(&j->page->body), tail;
    int measured, packed;

    if (body.len == 0 ||
        str_find_nocase(str_of(j->page->content_type), STR("html"), 0) < 0)
        return 1;
    measured = !str_starts(headers, STR("HTTP/1")) ||
               page_header(headers, "Content-Length").len > 0 ||
               page_header(headers, "Transfer-Encoding").len > 0;
    packed = !j->packed && page_header(headers, "Content-Encoding").len > 0;
    if (measured && !packed)
        return 1;
    tail = body.len > PAGE_TAIL_BYTES
               ? str_sub(body, body.len - PAGE_TAIL_BYTES, body.len)
               : body;
    return str_find_nocase(tail, STR("</html"), 0) >= 0 ||
           str_find_nocase(tail, STR("</body"), 0) >= 0;
}

int
fetch_end_early(struct job *j)
{
    const char *why = NULL;

    if (j->packed && !gzip_reader_ended(j->decoder))
        why = "coding: the packed page ended early";
    else if (!ends_in_itself(j))
        why = "length: the connection ended before the page did";
    if (why != NULL)
        page_set(&j->page->why, str_of(why));
    return why != NULL;
}

void
fetch_end_fill(struct job *j)
{
    struct page *p = j->page;
    struct cookies_origin from = { str_of(j->host), str_of(j->path),
        j->secure };
    curl_off_t took_us = 0;
    char *peer = NULL;
    long status = 0;

    curl_easy_getinfo(j->easy, CURLINFO_TOTAL_TIME_T, &took_us);
    curl_easy_getinfo(j->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(j->easy, CURLINFO_PRIMARY_IP, &peer);
    p->took_ms = took_us / 1000 + j->named_ms;
    p->status = (int)status;
    page_set(&p->address, str_of(peer));
    page_set(&p->request, buf_str(&j->request));
    page_set(&p->headers, buf_str(&j->response));
    page_set(&p->content_type, page_header(str_of(p->headers), "Content-Type"));
    cookies_set_all(
        j->owner->cookies, &from, str_of(p->headers), p->fetched_at_ms);
}
