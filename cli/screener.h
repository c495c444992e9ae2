/* cli/screener.h - a screener from the files and the store at hand. */
#ifndef CLI_SCREENER_H
#define CLI_SCREENER_H

#include "core/campaign.h"
#include "score/screen.h"

/* Beside the risk model, for datadir_find. */
#define SCREENER_PAIR_MODEL "models/pair-1"
#define SCREENER_CATEGORY_MODEL "models/category-1"

/* Where things are; NULL takes what is installed (rules, model, policy). */
struct screener_files {
    const char *store;   /* recalls of this store, if it exists; or NULL */
    const char *recalls; /* recalls of this file instead */
    const char *rules, *model, *policy;
    const char *language;  /* of the reasons: "en", "de", "zh"; NULL: "en" */
    struct recalls *given; /* these recalls and no others; or NULL */
    int renew; /* 1: the store will be written, and is brought to this version
                  where an older one left it, or a kill left it empty */
};

/* The options of every verb that screens, for getopt_long. */
#define SCREENER_OPTIONS                                                       \
    { "store", required_argument, NULL, 's' },                                 \
        { "rules", required_argument, NULL, 'r' },                             \
        { "model", required_argument, NULL, 'm' },                             \
        { "policy", required_argument, NULL, 'p' },                            \
    {                                                                          \
        "language", required_argument, NULL, 'l'                               \
    }

/* Take one of them; -1 if `option` is none of them or the value is wrong. */
int screener_option(
    struct screener_files *files, int option, const char *value);

/* Load everything. Without recalls or a released model screening goes on
 * without them; a log line says so. */
int screener_from_files(struct screener **out,
    const struct screener_files *files, const char *market, struct fail *fail);

/* Append the folder of the released model in use, which models/CURRENT names.
 */
int screener_model_dir(struct buf *path, struct fail *fail);

/* Every recall of the store; one that does not exist has none. */
int screener_recalls(struct recalls *out, const char *path, struct fail *fail);

#endif
