/* cli/stop.h - a verb that works for long ends when it is asked to.
 *
 * SIGINT and SIGTERM set one flag, which whatever works looks at. Knows no
 * verb.
 */
#ifndef CLI_STOP_H
#define CLI_STOP_H

#include <signal.h>

/* From now on signals set the flag. */
void stop_on_signals(void);
/* The same, and the second one ends the program at once. */
void stop_on_first_signal(void);

/* 0 until one came; any thread may look, by __atomic_load_n. */
const volatile sig_atomic_t *stop_flag(void);
int stop_asked(void); /* 1 if one came */
void stop_ask(void);  /* as a signal does */

#endif
