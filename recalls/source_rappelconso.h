/* recalls/source_rappelconso.h - notices of RappelConso, the French site of
 * recalls, in French.
 *
 * A notice has a number and versions: all versions are read, the newest
 * last, so that a store keeps the older ones as history. GTINs, lots and
 * dates share one text in several notations and are told apart here.
 */
#ifndef RECALLS_SOURCE_RAPPELCONSO_H
#define RECALLS_SOURCE_RAPPELCONSO_H

#include "recalls/recall_import.h"

/* The data set's second version, its first, and the answers of its API. */
int source_rappelconso_json(
    struct recall_import *im, struct str text, struct fail *fail);

#endif
