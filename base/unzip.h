/* base/unzip.h - read a zip archive (APPNOTE 6.3) that a stranger sent.
 *
 * Looks at the directory and at what stands before each entry, and refuses
 * what does not agree: names that lead elsewhere or come twice, entries that
 * overlap, sizes above the caps, encryption, several disks, 64-bit fields.
 * Nothing is written to a disk, and no more is unpacked than was declared.
 */
#ifndef BASE_UNZIP_H
#define BASE_UNZIP_H

#include "base/buf.h"
#include "base/fail.h"

/* All entries of an archive, unpacked. */
#define UNZIP_BYTES_MAX ((uint64_t)2 << 30)
#define UNZIP_NAME_BYTES 200 /* with the NUL */

struct unzip_entry {
    char name[UNZIP_NAME_BYTES]; /* printable ASCII, relative, no ".." */
    uint32_t crc;
    uint64_t packed, bytes;
    uint64_t at; /* of the local header */
    int method;  /* 0 or 8 */
    /* Header fields of the directory that say nothing of the content. */
    uint32_t made_by, attributes, outside;
};

struct unzip {
    struct str file;           /* borrowed */
    struct unzip_entry *entry; /* owned; folders are left out */
    size_t count, cap;
    int commented; /* something stands behind the end of the directory */
};

/* Read the directory. The error says what is wrong and names the entry. */
int unzip_open(struct unzip *z, struct str file, struct fail *fail);
void unzip_clear(struct unzip *z);

/* Borrowed, or NULL. */
const struct unzip_entry *unzip_find(const struct unzip *z, struct str name);

/* Append what an entry holds; -1 where it is damaged: its length or its sum
 * is not what was declared. */
int unzip_read(const struct unzip *z, const struct unzip_entry *e,
    struct buf *out, struct fail *fail);

#endif
