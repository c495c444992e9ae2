#include "base/timestamp.h"

#include <assert.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <stdio.h>
#include <string.h>

#define NONCE_BYTES 8

/* What OpenSSL noted last, and nothing of it left. */
static int
refuse(struct fail *fail, const char *what)
{
    unsigned long code = ERR_peek_last_error();
    const char *why = code != 0 ? ERR_reason_error_string(code) : NULL;

    ERR_clear_error();
    return fail_set(
        fail, "%s%s%s", what, why != NULL ? ": " : "", why != NULL ? why : "");
}

/* --- a request --- */

static int
set_imprint(TS_REQ *req, const unsigned char digest[DIGEST_BYTES])
{
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR *algorithm = X509_ALGOR_new();
    int ok = imprint != NULL && algorithm != NULL &&
             X509_ALGOR_set0(
                 algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) == 1 &&
             TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1 &&
             TS_MSG_IMPRINT_set_msg(
                 imprint, (unsigned char *)digest, DIGEST_BYTES) == 1 &&
             TS_REQ_set_msg_imprint(req, imprint) == 1;

    X509_ALGOR_free(algorithm);
    TS_MSG_IMPRINT_free(imprint);
    return ok;
}

static int
set_nonce(TS_REQ *req)
{
    unsigned char bytes[NONCE_BYTES];
    ASN1_INTEGER *nonce = NULL;
    BIGNUM *number = NULL;
    int ok = RAND_bytes(bytes, sizeof bytes) == 1 &&
             (number = BN_bin2bn(bytes, sizeof bytes, NULL)) != NULL &&
             (nonce = BN_to_ASN1_INTEGER(number, NULL)) != NULL &&
             TS_REQ_set_nonce(req, nonce) == 1;

    BN_free(number);
    ASN1_INTEGER_free(nonce);
    return ok;
}

int
timestamp_request(struct buf *out, const unsigned char digest[DIGEST_BYTES],
    struct fail *fail)
{
    TS_REQ *req = TS_REQ_new();
    unsigned char *der = NULL;
    int len = -1;

    if (req != NULL && TS_REQ_set_version(req, 1) == 1 &&
        set_imprint(req, digest) && set_nonce(req) &&
        TS_REQ_set_cert_req(req, 1) == 1)
        len = i2d_TS_REQ(req, &der);
    if (len > 0)
        buf_add(out, der, (size_t)len);
    OPENSSL_free(der);
    TS_REQ_free(req);
    return len > 0 && !out->over ? 0 : refuse(fail, "no time stamp request");
}

/* --- an answer --- */

static TS_RESP *
parse(struct str answer)
{
    const unsigned char *p = (const unsigned char *)answer.p;
    TS_RESP *r = NULL;

    if (answer.len == 0 || answer.len > TIMESTAMP_BYTES_MAX)
        return NULL;
    r = d2i_TS_RESP(NULL, &p, (long)answer.len);
    if (r != NULL && p != (const unsigned char *)answer.p + answer.len) {
        TS_RESP_free(r);
        r = NULL;
    }
    return r;
}

/* Why the authority did not stamp, in its own words where it has some. */
static int
check_status(TS_RESP *r, struct fail *fail)
{
    const TS_STATUS_INFO *info = TS_RESP_get_status_info(r);
    long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(info));
    const STACK_OF(ASN1_UTF8STRING) *texts = TS_STATUS_INFO_get0_text(info);
    const ASN1_UTF8STRING *text = sk_ASN1_UTF8STRING_num(texts) > 0
                                      ? sk_ASN1_UTF8STRING_value(texts, 0)
                                      : NULL;

    if (status == 0 || status == 1) /* granted, with or without changes */
        return 0;
    return fail_set(fail,
        "the authority refused the time stamp (status %ld) "
        "%.*s",
        status, text != NULL ? ASN1_STRING_length(text) : 0,
        text != NULL ? (const char *)ASN1_STRING_get0_data(text) : "");
}

static int
is_of(TS_TST_INFO *info, const unsigned char digest[DIGEST_BYTES])
{
    TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint(info);
    const ASN1_OBJECT *algorithm = NULL;
    ASN1_OCTET_STRING *message;

    if (imprint == NULL)
        return 0;
    X509_ALGOR_get0(&algorithm, NULL, NULL, TS_MSG_IMPRINT_get_algo(imprint));
    message = TS_MSG_IMPRINT_get_msg(imprint);
    return OBJ_obj2nid(algorithm) == NID_sha256 && message != NULL &&
           ASN1_STRING_length(message) == DIGEST_BYTES &&
           memcmp(ASN1_STRING_get0_data(message), digest, DIGEST_BYTES) == 0;
}

static int
is_answer_to(TS_TST_INFO *info, struct str request)
{
    const unsigned char *p = (const unsigned char *)request.p;
    TS_REQ *req;
    int same;

    if (request.len == 0)
        return 1;
    req = d2i_TS_REQ(NULL, &p, (long)request.len);
    same = req != NULL && TS_TST_INFO_get_nonce(info) != NULL &&
           ASN1_INTEGER_cmp(
               TS_TST_INFO_get_nonce(info), TS_REQ_get_nonce(req)) == 0;
    TS_REQ_free(req);
    return same;
}

static void
describe(struct timestamp *out, TS_RESP *r, TS_TST_INFO *info)
{
    const ASN1_INTEGER *serial = TS_TST_INFO_get_serial(info);
    PKCS7 *token = TS_RESP_get_token(r);
    BIGNUM *number = serial != NULL ? ASN1_INTEGER_to_BN(serial, NULL) : NULL;
    char *hex = number != NULL ? BN_bn2hex(number) : NULL;
    STACK_OF(X509) *signers = PKCS7_get0_signers(token, NULL, 0);
    struct tm tm;

    if (TS_TST_INFO_get_time(info) != NULL &&
        ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &tm) == 1)
        snprintf(out->at, sizeof out->at, "%04d-%02d-%02dT%02d:%02d:%02dZ",
            tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
            tm.tm_sec);
    if (hex != NULL)
        snprintf(out->serial, sizeof out->serial, "%s", hex);
    if (sk_X509_num(signers) > 0)
        X509_NAME_oneline(X509_get_subject_name(sk_X509_value(signers, 0)),
            out->authority, sizeof out->authority);
    sk_X509_free(signers);
    OPENSSL_free(hex);
    BN_free(number);
    ERR_clear_error();
}

/* The verify context owns the roots and the imprint it is given. */
static int
verify(TS_RESP *r, const unsigned char digest[DIGEST_BYTES],
    const char *ca_file, struct fail *fail)
{
    TS_VERIFY_CTX *ctx = TS_VERIFY_CTX_new();
    X509_STORE *roots = X509_STORE_new();
    unsigned char *imprint = OPENSSL_memdup(digest, DIGEST_BYTES);
    int rc = 0;

    assert(ctx != NULL && roots != NULL && imprint != NULL);
    TS_VERIFY_CTX_set_flags(
        ctx, TS_VFY_VERSION | TS_VFY_IMPRINT | TS_VFY_SIGNATURE);
    TS_VERIFY_CTX_set_imprint(ctx, imprint, DIGEST_BYTES);
    if (X509_STORE_load_file(roots, ca_file) != 1) {
        ERR_clear_error();
        rc = fail_set(fail, "%s: no certificates can be read", ca_file);
    }
    TS_VERIFY_CTX_set_store(ctx, roots);
    if (rc == 0 && TS_RESP_verify_response(ctx, r) != 1)
        rc = refuse(fail, "the time stamp does not verify");
    TS_VERIFY_CTX_free(ctx);
    return rc;
}

int
timestamp_read(struct timestamp *out, struct str answer,
    const unsigned char digest[DIGEST_BYTES], struct str request,
    const char *ca_file, struct fail *fail)
{
    TS_RESP *r = parse(answer);
    TS_TST_INFO *info;
    int rc = 0;

    *out = (struct timestamp){ .verified = 0 };
    if (r == NULL)
        return refuse(fail, "no answer of a time stamp authority");
    info = TS_RESP_get_tst_info(r);
    rc = check_status(r, fail);
    if (rc == 0 && (info == NULL || TS_RESP_get_token(r) == NULL))
        rc = refuse(fail, "an answer without a time stamp");
    if (rc == 0 && !is_of(info, digest))
        rc = fail_set(fail, "the time stamp is of something else");
    if (rc == 0 && !is_answer_to(info, request))
        rc = fail_set(fail, "the time stamp answers another request");
    if (rc == 0)
        describe(out, r, info);
    if (rc == 0 && ca_file != NULL)
        rc = verify(r, digest, ca_file, fail);
    out->verified = rc == 0 && ca_file != NULL;
    TS_RESP_free(r);
    ERR_clear_error();
    return rc;
}
