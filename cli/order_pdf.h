/* cli/order_pdf.h - a document as PDF, printed by Chromium where it is there.
 *
 * In a process of its own, without a network, for a limited time.
 */
#ifndef CLI_ORDER_PDF_H
#define CLI_ORDER_PDF_H

#include "base/fail.h"
#include "base/str.h"

/* Print an HTML document that needs nothing from elsewhere to the file. The
 * program is $SHELFWATCH_CHROMIUM, else "chromium" of the path. */
int order_pdf(struct str html, const char *path, struct fail *fail);

#endif
