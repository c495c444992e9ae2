#include "scan/confine.h"

#include "base/file.h"
#include "base/sandbox.h"
#include "core/limits.h"

#define PATH_BYTES_MAX 8192

int
confine_fetcher(char report[CONFINE_REPORT_BYTES], struct fail *fail)
{
    const struct sandbox box = { .read_dirs = sandbox_network_dirs(),
        .network = 1 };

    return sandbox_enter(&box, report, CONFINE_REPORT_BYTES, fail);
}

int
confine_browser_proxy(char report[CONFINE_REPORT_BYTES], struct fail *fail)
{
    const struct sandbox box = {
        .read_dirs = sandbox_network_dirs(), .network = 1, .accepts = 1
    };

    return sandbox_enter(&box, report, CONFINE_REPORT_BYTES, fail);
}

int
confine_inspector(char report[CONFINE_REPORT_BYTES], struct fail *fail)
{
    struct sandbox box = { .memory_bytes = LIMIT_INSPECTOR_BYTES };

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    box.memory_bytes = 0; /* their shadow memory alone is larger */
#endif
    return sandbox_enter(&box, report, CONFINE_REPORT_BYTES, fail);
}

int
confine_supervisor(const struct confine_places *places,
    char report[CONFINE_REPORT_BYTES], struct fail *fail)
{
    struct buf folder = BUF_MAX(PATH_BYTES_MAX);
    const char *const dirs[] = { file_folder(&folder, places->store),
        places->archive, places->also, NULL };
    const struct sandbox box = { .write_dirs = dirs, .processes = 1 };
    int rc = sandbox_enter(&box, report, CONFINE_REPORT_BYTES, fail);

    buf_clear(&folder);
    return rc;
}
