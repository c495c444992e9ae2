/* cli/screen_replay.h - the offers of an evidence pack, judged again. */
#ifndef CLI_SCREEN_REPLAY_H
#define CLI_SCREEN_REPLAY_H

#include "cli/screener.h"

/* Screen the offer of every case of a pack as of the day it was judged, with
 * the recalls that `files` names, else with those of the pack. Prints what is
 * the same, and each finding and version that is not; *differ counts the
 * findings. -1 where the pack is not whole or cannot be read. */
int screen_replay(const char *path, const struct screener_files *files,
    const char *market, size_t *differ, struct fail *fail);

#endif
