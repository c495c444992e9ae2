/* base/share.h - work in parts that need nothing of each other, on all cores.
 */
#ifndef BASE_SHARE_H
#define BASE_SHARE_H

#include <stddef.h>

/* Call one(i, ctx) for every i below `parts`, each once, in any order and
 * several at a time, and return when all are done. What one part changes no
 * other may look at. The caller's thread works too, and does all where none
 * can be made. */
void share_run(size_t parts, void (*one)(size_t part, void *ctx), void *ctx);

/* The same for work whose results are large and stay (mem_large_pages). */
void share_load(size_t parts, void (*one)(size_t part, void *ctx), void *ctx);

#endif
