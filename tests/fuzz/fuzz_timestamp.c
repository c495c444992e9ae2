/* Input: the answer of a time stamp authority. */
#include "tests/fuzz/fuzz.h"

#include "base/timestamp.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str answer = { (const char *)data, size };
    unsigned char digest[DIGEST_BYTES];
    struct timestamp t;
    struct fail fail = { "" };

    /* The one that the seeds are of. */
    digest_sha256(STR("manifest\n"), digest);
    if (timestamp_read(&t, answer, digest, STR_NONE, NULL, &fail) == 0) {
        assert(!t.verified);
        assert(memchr(t.at, '\0', sizeof t.at) != NULL);
        assert(memchr(t.authority, '\0', sizeof t.authority) != NULL);
    } else {
        assert(fail.text[0] != '\0');
    }
    return 0;
}
