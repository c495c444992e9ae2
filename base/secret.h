/* base/secret.h - random keys, and comparing them without telling where they
 * differ. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/fail.h"
#include "base/str.h"

#define SECRET_BYTES 65 /* 256 bits in hex, and NUL */

/* From the kernel's random numbers. */
int secret_new(char out[SECRET_BYTES], struct fail *fail);

/* 1 if they are equal and not empty. The time depends on their lengths
 * alone. */
int secret_is(struct str secret, struct str given);

#endif
