/* recalls/source_cpsc.h - notices of the US Consumer Product Safety
 * Commission: its REST JSON, the CSV its website exports, and JSON Lines
 * collected from both.
 *
 * The structured model and UPC fields are mostly empty upstream, so models,
 * UPCs and lots are mined from the description; extra "mined" keeps the
 * sentence of each.
 */
#ifndef RECALLS_SOURCE_CPSC_H
#define RECALLS_SOURCE_CPSC_H

#include "recalls/recall_import.h"

/* Records of JSON Lines or one array. The member names of the REST service
 * (RecallNumber), of its collected forms (recall_number, number) and of the
 * recalls API of USA.gov (2013) are known. */
int source_cpsc_json(
    struct recall_import *im, struct str text, struct fail *fail);

/* The export of cpsc.gov: a header row that names "Recall Number" or "Recall
 * Heading" and the columns it has. */
int source_cpsc_csv(
    struct recall_import *im, struct str text, struct fail *fail);

#endif
