/* recalls/safety_gate_xml.h - the weekly report of the EU Safety Gate.
 *
 * Two documents: the index of weeks, and the report of one week with its
 * alerts. A cut-off or broken report gives the alerts that can be read.
 */
#ifndef RECALLS_SAFETY_GATE_XML_H
#define RECALLS_SAFETY_GATE_XML_H

#include "recalls/recall_import.h"

/* The alerts of one week's report, with the report's date. */
int safety_gate_xml_report(
    struct recall_import *im, struct str text, struct fail *fail);

/* 1 if text looks like one of the two documents. */
int safety_gate_xml_is(struct str text);

/* Each week of the index: reference ("Report-2026-40"), date (RFC 3339, ""
 * if it has none) and address, all clean. A non-zero return ends it. */
int safety_gate_xml_index(struct str text,
    int (*visit)(
        struct str reference, struct str date, struct str url, void *ctx),
    void *ctx, struct fail *fail);

#endif
