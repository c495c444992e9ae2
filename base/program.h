/* base/program.h - which program this is, to the byte. */
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

#include "base/digest.h"

/* A digest of the identities that the linker gave this program and every
 * library it runs with (GNU build-id): another build of either gives another
 * one. Where the program has none, that of its own bytes stands in. Reads
 * files then: not inside a sandbox. */
void program_digest(char out[DIGEST_HEX_BYTES]);

#endif
