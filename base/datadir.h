/* base/datadir.h - where the files that belong to the program are.
 *
 * Rule packs, models and the score policy lie beside the sources while the
 * program is built there, and under PREFIX/share once it is installed.
 */
#ifndef BASE_DATADIR_H
#define BASE_DATADIR_H

#include "base/buf.h"
#include "base/fail.h"

/* Append the path of `name` ("rules/packs") to *out: in $SHELFWATCH_DATADIR
 * if that is set; else in ../share/shelfwatch as seen from the folder of the
 * program; else in the tree the running program was built in. -1 when it is
 * in none of them; the error names the places. */
int datadir_find(struct buf *out, const char *name, struct fail *fail);

#endif
