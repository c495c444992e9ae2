#include "base/which.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
which_find(const char *variable, const char *name, char path[WHICH_PATH_BYTES])
{
    const char *given = getenv(variable);
    const char *dirs = getenv("PATH"), *end;

    if (given != NULL && given[0] != '\0')
        name = given;
    if (strchr(name, '/') != NULL) {
        snprintf(path, WHICH_PATH_BYTES, "%s", name);
        return access(path, X_OK) == 0;
    }
    for (; dirs != NULL && *dirs != '\0'; dirs = *end ? end + 1 : end) {
        end = strchrnul(dirs, ':');
        snprintf(
            path, WHICH_PATH_BYTES, "%.*s/%s", (int)(end - dirs), dirs, name);
        if (access(path, X_OK) == 0)
            return 1;
    }
    snprintf(path, WHICH_PATH_BYTES, "%s", name);
    return 0;
}
