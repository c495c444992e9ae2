/* tests/fuzz/fuzz.h - one parser of outside bytes, one fuzz target.
 *
 * tests/fuzz/fuzz_NAME.c defines the function below; it is linked with
 * libFuzzer (`make fuzz F=NAME T=seconds`, or all) or with replay.c, which
 * `make check` runs over seeds/NAME and kept/NAME. What a target holds to be
 * true of every input it checks with assert.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
