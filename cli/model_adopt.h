/* cli/model_adopt.h - a candidate against the current model; CURRENT.
 *
 * The only place that changes which model is in use.
 */
#ifndef CLI_MODEL_ADOPT_H
#define CLI_MODEL_ADOPT_H

#include "base/fail.h"

/* Judge the held-out decisions of the store with both models, print both
 * figures, and name the candidate (a folder beside the current one) in
 * models/CURRENT. Fails, and changes nothing, where it is worse or there are
 * too few decisions to tell, unless `force` is set. */
int model_adopt(
    const char *candidate, const char *store, int force, struct fail *fail);

#endif
