#include "cli/serve_captures.h"

static int
start(void *ctx, struct str record, struct str form, void **job,
    struct fail *fail)
{
    struct capture *c = NULL;
    int rc = capture_start(ctx, record,
        str_is(form, "page")         ? CAPTURE_PAGE
        : str_is(form, "text")       ? CAPTURE_TEXT
        : str_is(form, "picture")    ? CAPTURE_PICTURE
        : str_is(form, "screenshot") ? CAPTURE_SCREENSHOT
                                     : CAPTURE_RECORD,
        &c, fail);

    *job = c;
    return rc;
}

static int64_t
take(void *job, char *out, size_t max)
{
    return capture_read(job, out, max);
}

static void
end(void *job)
{
    capture_end(job);
}

struct capture_source
serve_captures(struct capture_archive *archive)
{
    return (struct capture_source){ start, take, end, archive };
}
