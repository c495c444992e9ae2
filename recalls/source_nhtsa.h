/* recalls/source_nhtsa.h - vehicle and equipment recalls of the US National
 * Highway Traffic Safety Administration.
 *
 * One record per make, model and year: those of one campaign become one
 * recall, with all models and the range of model years.
 */
#ifndef RECALLS_SOURCE_NHTSA_H
#define RECALLS_SOURCE_NHTSA_H

#include "recalls/recall_import.h"

/* The recalls API ({"results":[..]}), lines or an array; the API's member
 * names, those of the flat file (CAMPNO, MAKETXT ..) and of the data hub
 * (nhtsa_id ..). */
int source_nhtsa_json(
    struct recall_import *im, struct str text, struct fail *fail);

#endif
