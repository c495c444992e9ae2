#include "scan/confine.h"

#include "base/file.h"
#include "base/sandbox.h"
#include "core/limits.h"

#include <unistd.h>

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
confine_browser_keeper(const char *home, const char *driver,
    const char *browser, char report[CONFINE_REPORT_BYTES], struct fail *fail)
{
    struct buf one = BUF_MAX(PATH_BYTES_MAX), two = BUF_MAX(PATH_BYTES_MAX);
    const char *const programs[] = { "/usr", "/lib", "/lib64", "/bin", "/opt",
        "/etc", file_folder(&one, driver), file_folder(&two, browser), NULL };
    /* The browser's own sandbox writes the user's map of name spaces; root,
     * for whom it does not work, could write more there. */
    const char *const reads[] = { "/sys", "/proc", "/var/cache/fontconfig",
        NULL };
    const char *const writes[] = { "/dev", geteuid() == 0 ? NULL : "/proc",
        NULL };
    const char *const own[] = { home, NULL };
    const struct sandbox box = { .read_dirs = reads,
        .write_dirs = writes,
        .exec_dirs = programs,
        .own_dirs = own,
        .all_calls = 1 };
    int rc = sandbox_enter(&box, report, CONFINE_REPORT_BYTES, fail);

    buf_clear(&one);
    buf_clear(&two);
    return rc;
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
