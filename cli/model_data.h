/* cli/model_data.h - notices and listings from files to training documents.
 *
 * Joins recalls/ to classifier/, which may not know each other.
 */
#ifndef CLI_MODEL_DATA_H
#define CLI_MODEL_DATA_H

#include "classifier/dataset.h"

/* Add the products of a file of notices, without motor vehicles (which no
 * shop lists by make) and notices without a product's name. */
int model_data_add_recalls(
    struct dataset *d, const char *path, struct fail *fail);

/* Add the listings of a JSON Lines file. */
int model_data_add_listings(
    struct dataset *d, const char *path, struct fail *fail);

#endif
