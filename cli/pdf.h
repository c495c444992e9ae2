/* cli/pdf.h - a document as PDF, printed by Chromium where it is there.
 *
 * In a process of its own, without a network, for a limited time.
 */
#ifndef CLI_PDF_H
#define CLI_PDF_H

#include "base/buf.h"
#include "base/fail.h"

#define PDF_BYTES_MAX (64u << 20)

/* Append an HTML document that needs nothing from elsewhere as PDF. The
 * program is $SHELFWATCH_CHROMIUM, else "chromium" of the path. */
int pdf_print(struct str html, struct buf *out, struct fail *fail);

#endif
