/* cli/secret_input.h - passwords from a terminal or a pipe, never from the
 * command line, where everybody on the machine sees them. */
#ifndef CLI_SECRET_INPUT_H
#define CLI_SECRET_INPUT_H

#include "base/buf.h"
#include "base/fail.h"

/* Append a new password for a name: asked twice without echo where standard
 * input is a terminal, else its first line. */
int secret_input_new(struct buf *out, const char *name, struct fail *fail);

/* Overwrite and free. */
void secret_input_clear(struct buf *b);

#endif
