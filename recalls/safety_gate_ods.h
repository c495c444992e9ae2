/* recalls/safety_gate_ods.h - EU Safety Gate alerts as OpenDataSoft's data set
 * healthref-europe-rapex-en gives them.
 */
#ifndef RECALLS_SAFETY_GATE_ODS_H
#define RECALLS_SAFETY_GATE_ODS_H

#include "recalls/recall_import.h"

/* The export of records (an array or lines), the answer of the Explore API
 * v2 ({"total_count", "results": [..]}) or of v1 (records with "fields"). */
int safety_gate_ods_json(
    struct recall_import *im, struct str text, struct fail *fail);

#endif
