#include "crawler/frontier_refusal.h"

const char *
frontier_refusal_name(enum frontier_refusal why)
{
    static const char *const names[FRONTIER_REFUSALS] = { "fine", "known",
        "depth", "host budget", "trap: long", "trap: deep", "trap: repeat",
        "trap: calendar", "trap: session", "trap: facets", "trap: pattern",
        "host gone" };

    return names[why];
}

enum frontier_refusal
frontier_refusal_of_trap(enum trap t)
{
    static const enum frontier_refusal of[] = { FRONTIER_FINE,
        FRONTIER_TRAP_LONG, FRONTIER_TRAP_DEEP, FRONTIER_TRAP_REPEAT,
        FRONTIER_TRAP_CALENDAR, FRONTIER_TRAP_SESSION, FRONTIER_TRAP_FACETS,
        FRONTIER_TRAP_PATTERN };

    return of[t];
}
