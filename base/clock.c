#include "base/clock.h"

#include "base/now.h"

#include <sys/timex.h>

void
clock_read(struct clock_state *out)
{
    struct timex t = { .modes = 0 };
    int rc = adjtimex(&t);

    *out = (struct clock_state){ .wall_ms = now_wall_ms(), .known = rc >= 0 };
    if (rc < 0)
        return;
    out->synchronised = rc != TIME_ERROR && (t.status & STA_UNSYNC) == 0;
    out->offset_us = t.status & STA_NANO ? t.offset / 1000 : t.offset;
    out->error_us = t.esterror;
    out->error_max_us = t.maxerror;
}

struct js *
clock_record(const struct clock_state *c)
{
    struct js *j = js_new_object();
    char at[NOW_TEXT_BYTES];

    now_text(c->wall_ms, at);
    js_set_textz(j, "at", at);
    js_set_textz(j, "source", "the kernel's NTP state (adjtimex)");
    if (!c->known)
        return j;
    js_set(j, "synchronised", js_new_bool(c->synchronised));
    js_set_integer(j, "offset_us", c->offset_us);
    js_set_integer(j, "estimated_error_us", c->error_us);
    js_set_integer(j, "maximum_error_us", c->error_max_us);
    return j;
}
