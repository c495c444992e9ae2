#include "base/certificate.h"

#include "base/now.h"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <time.h>

/* Longer chains are no server's. */
#define PEM_BYTES_MAX (1u << 20)

static BIO *
open_text(struct str pem)
{
    return pem.len > 0 && pem.len <= PEM_BYTES_MAX
               ? BIO_new_mem_buf(pem.p, (int)pem.len)
               : NULL;
}

/* An encrypted key is not asked for on the terminal. */
static int
no_password(char *out, int size, int writing, void *ctx)
{
    (void)out;
    (void)size;
    (void)writing;
    (void)ctx;
    return -1;
}

static X509 *
read_first(struct str pem)
{
    BIO *in = open_text(pem);
    X509 *x =
        in != NULL ? PEM_read_bio_X509(in, NULL, no_password, NULL) : NULL;

    BIO_free(in);
    return x;
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
certificate_pem_read(struct certificate *out, struct str pem, struct fail *fail)
{
    X509 *x = read_first(pem);
    int rc = 0;

    *out = (struct certificate){ 0 };
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
certificate_has_key(struct str pem, struct str key)
{
    X509 *x = read_first(pem);
    BIO *in = open_text(key);
    EVP_PKEY *k = in != NULL
                      ? PEM_read_bio_PrivateKey(in, NULL, no_password, NULL)
                      : NULL;
    int same = x != NULL && k != NULL && X509_check_private_key(x, k) == 1;

    EVP_PKEY_free(k);
    BIO_free(in);
    X509_free(x);
    return same;
}
