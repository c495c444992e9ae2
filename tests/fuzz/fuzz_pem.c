/* Input: a file with a certificate or a key. */
#include "tests/fuzz/fuzz.h"

#include "base/pem.h"
#include "base/tls_certificate.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    struct buf der = BUF_MAX(1u << 20);
    struct tls_certificate c;
    struct fail fail = { "" };

    if (pem_find(&der, text, "CERTIFICATE") == 0)
        assert(der.len > 0 && der.len < size);
    if (tls_certificate_read(&c, text, &fail) != 0)
        assert(fail.text[0] != '\0');
    assert(memchr(c.name, '\0', sizeof c.name) != NULL);
    tls_certificate_has_key(text, text);
    buf_clear(&der);
    return 0;
}
