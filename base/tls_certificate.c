#include "base/tls_certificate.h"

#include "base/mem.h"
#include "base/now.h"
#include "base/pem.h"

#include <openssl/x509.h>
#include <string.h>
#include <time.h>

#define DER_BYTES_MAX (1u << 20)

static X509 *
read_first(struct str pem)
{
    struct buf der = BUF_MAX(DER_BYTES_MAX);
    const unsigned char *p;
    X509 *x = NULL;

    if (pem_find(&der, pem, "CERTIFICATE") == 0) {
        p = (const unsigned char *)der.p;
        x = d2i_X509(NULL, &p, (long)der.len);
    }
    buf_clear(&der);
    return x;
}

/* As openssl and certbot write them; one that is encrypted is none. */
static EVP_PKEY *
read_key(struct str pem)
{
    static const char *const labels[] = { "PRIVATE KEY", "EC PRIVATE KEY",
        "RSA PRIVATE KEY" };
    struct buf der = BUF_MAX(DER_BYTES_MAX);
    const unsigned char *p;
    EVP_PKEY *key = NULL;

    for (size_t i = 0; i < COUNT(labels) && key == NULL; i++) {
        buf_reset(&der);
        if (pem_find(&der, pem, labels[i]) != 0)
            continue;
        p = (const unsigned char *)der.p;
        key = d2i_AutoPrivateKey(NULL, &p, (long)der.len);
    }
    buf_clear(&der);
    return key;
}

/* ASN.1 knows two forms of time; both are UTC. -1 for none. */
static int
read_time(const ASN1_TIME *t, int64_t *ms)
{
    char text[NOW_TEXT_BYTES];
    struct tm tm;

    if (t == NULL || ASN1_TIME_to_tm(t, &tm) != 1)
        return -1;
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
    return now_parse(str_of(text), ms);
}

int
tls_certificate_read(
    struct tls_certificate *out, struct str pem, struct fail *fail)
{
    X509 *x = read_first(pem);
    int rc = 0;

    *out = (struct tls_certificate){ 0 };
    if (x == NULL)
        return fail_set(fail, "no certificate (PEM) is in it");
    if (read_time(X509_get0_notBefore(x), &out->from_ms) != 0 ||
        read_time(X509_get0_notAfter(x), &out->until_ms) != 0)
        rc = fail_set(fail, "the certificate's times cannot be read");
    if (X509_NAME_get_text_by_NID(X509_get_subject_name(x), NID_commonName,
            out->name, sizeof out->name) < 0)
        out->name[0] = '\0';
    X509_free(x);
    return rc;
}

int
tls_certificate_has_key(struct str pem, struct str key)
{
    X509 *x = read_first(pem);
    EVP_PKEY *k = read_key(key);
    int same = x != NULL && k != NULL && X509_check_private_key(x, k) == 1;

    EVP_PKEY_free(k);
    X509_free(x);
    return same;
}
