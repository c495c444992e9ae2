/* recalls/source_own.h - notices in our own format (docs/formats.md). */
#ifndef RECALLS_SOURCE_OWN_H
#define RECALLS_SOURCE_OWN_H

#include "recalls/recall_import.h"

/* JSON Lines or one array of recalls. A record needs id, source, and a name
 * or product; a member of another type than stated is left out with a
 * warning, and so is a GTIN whose check digit is wrong. */
int source_own_json(
    struct recall_import *im, struct str text, struct fail *fail);

#endif
