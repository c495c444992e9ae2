/* base/file.h - whole files: read up to the buffer's cap, write aside. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"
#include "base/fail.h"

/* Append the file to *out; fails past the cap of out, naming the path.
 * Path "-" is standard input. */
int file_read(struct buf *out, const char *path, struct fail *fail);

/* Write aside in the same folder, sync, rename: readers see the old file or
 * the whole new one. */
int file_write(const char *path, struct str bytes, struct fail *fail);

/* Append the folder a path is in, "." where it names none, and return it. */
const char *file_folder(struct buf *out, const char *path);

int file_exists(const char *path);
int file_make_dirs(const char *path, struct fail *fail); /* like mkdir -p */

/* Remove a file or a folder with all in it; never through a link, nor into
 * another file system. What cannot be removed stays. */
void file_remove_tree(const char *path);

/* Call visit with the path of every entry of the folder that ends in
 * `suffix` ("" for all) and is not hidden (".x"), in byte order. Stops at the
 * first non-zero return, and returns it. */
int file_each(const char *dir, const char *suffix,
    int (*visit)(const char *path, void *ctx, struct fail *fail), void *ctx,
    struct fail *fail);

#endif
