/* classifier/model_folder.h - the files of a model, with their checksums.
 *
 * A released model is a folder; SHA256SUMS names every other file, as
 * sha256sum writes it, and a file that does not agree is an error. Knows
 * nothing of what the files say.
 */
#ifndef CLASSIFIER_MODEL_FOLDER_H
#define CLASSIFIER_MODEL_FOLDER_H

#include "base/buf.h"
#include "base/fail.h"

/* Read the files into bytes[0..count), which are cleared by the caller in any
 * case, and set *version to an owned "NAME+sha256:...". The errors name the
 * file. */
int model_folder_load(struct buf *bytes, char **version, const char *dir,
    const char *const *names, size_t count, struct fail *fail);

/* Write the files, the sums last. */
int model_folder_save(const char *dir, const char *const *names,
    const struct str *bytes, size_t count, struct fail *fail);

#endif
