/* tests/no_jit.c - PCRE2 without its compiler, for valgrind.
 *
 * Loaded before the library. Compiled patterns read 16 bytes at a time, beyond
 * the ends of texts, which does no harm and hides what would; the interpreter,
 * which the program falls back on, reads like other code.
 */
#include <stdint.h>

/* PCRE2_ERROR_JIT_BADOPTION: built without one. */
#define NONE (-45)

int pcre2_jit_compile_8(void *code, uint32_t options);

int
pcre2_jit_compile_8(void *code, uint32_t options)
{
    (void)code;
    (void)options;
    return NONE;
}
