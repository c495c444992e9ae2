/* cli/screener.h - a screener from the files and the store at hand. */
#ifndef CLI_SCREENER_H
#define CLI_SCREENER_H

#include "core/campaign.h"
#include "score/screen.h"

/* Where things are; NULL takes what is installed (rules, model, policy). */
struct screener_files {
    const char *store;   /* recalls of this store, if it exists; or NULL */
    const char *recalls; /* recalls of this file instead */
    const char *rules, *model, *policy;
    const char *language; /* of the reasons: "en", "de", "zh"; NULL: "en" */
};

/* Load everything. Without recalls or a released model screening goes on
 * without them; a log line says so. */
int screener_from_files(struct screener **out,
    const struct screener_files *files, const char *market, struct fail *fail);

/* 1 if reasons can be given in this language: "en", "de" or "zh". */
int screener_speaks(const char *language);

/* Append the folder of the released model in use, which models/CURRENT names.
 */
int screener_model_dir(struct buf *path, struct fail *fail);

/* Every recall of the store; one that does not exist has none. */
int screener_recalls(struct recalls *out, const char *path, struct fail *fail);

#endif
