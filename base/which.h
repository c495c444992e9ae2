/* base/which.h - where another program is, as execvp would find it. */
#ifndef BASE_WHICH_H
#define BASE_WHICH_H

#include <stddef.h>

#define WHICH_PATH_BYTES 4096

/* The program that the environment variable names, or else `name`: with a
 * slash in it as a path, else looked for in $PATH. 1 and its path; 0 if it is
 * not there, and the path is what was looked for. */
int which_find(
    const char *variable, const char *name, char path[WHICH_PATH_BYTES]);

#endif
