/* store/notes.h - what befell a scan besides its pages, over all its runs.
 *
 * Counted by kind and name: processes that had to be replaced, rules that hit
 * their limits, runs that were cut off. store_scan_summary gives them, and why
 * pages were not seen whole.
 */
#ifndef STORE_NOTES_H
#define STORE_NOTES_H

#include "store/store.h"

#define STORE_NOTE_EVENT "event"
#define STORE_NOTE_LIMIT "limit" /* a rule's name */

int store_note_add(struct store *s, int64_t scan, const char *kind,
    struct str name, int64_t n, struct fail *fail);

/* A run of the scan begins, or ends as it should. If the one before did not
 * end, it was cut off: that is noted as an event, and the result is 1, else 0.
 */
int store_note_open(struct store *s, int64_t scan, struct fail *fail);
int store_note_close(struct store *s, int64_t scan, struct fail *fail);

/* Set "events", "rules_limited" (objects of counts) and "reasons" (array of
 * {"state","reason","pages","example","url"}, the most frequent first). */
int store_notes_summary(
    struct store *s, int64_t scan, struct js *out, struct fail *fail);

#endif
