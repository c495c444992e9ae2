#include "cli/doctor.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/now.h"
#include "base/sandbox.h"
#include "base/tls_certificate.h"
#include "base/which.h"
#include "scan/browser_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

/* The pages take 256 connections on each of at most 8 threads
 * (base/http_server.h), one for each processor; a scan has fewer. The rest is
 * for files. */
#define FILES_NEEDED 512
#define FILES_OF_THREAD 256
#define FILES_THREADS_MAX 8
/* Debian's bundle has 0.2 MB. */
#define BUNDLE_BYTES_MAX (16u << 20)
#define BUNDLE "/etc/ssl/certs/ca-certificates.crt"

/* The program was put here by somebody whose clock was right. */
static int64_t
installed_ms(void)
{
    struct stat st;

    return stat("/proc/self/exe", &st) == 0 ? (int64_t)st.st_mtime * 1000 : 0;
}

static void
check_clock(struct doctor *d)
{
    struct timex t = { .modes = 0 };
    char now[NOW_TEXT_BYTES];
    int rc = adjtimex(&t);

    now_text(d->now_ms, now);
    /* A day of time zones wrongly set. */
    if (d->now_ms + 86400000 < installed_ms())
        doctor_say(d, "clock", DOCTOR_FAIL,
            "set the clock and run chrony or systemd-timesyncd",
            "%s is before this program was installed", now);
    else if (rc < 0 || rc == TIME_ERROR || (t.status & STA_UNSYNC))
        doctor_say(d, "clock", DOCTOR_WARN,
            "run chrony or systemd-timesyncd (in a container: on its host)",
            "%s, not known to be synchronised: times are evidence", now);
    else
        doctor_say(d, "clock", DOCTOR_OK, "", "%s, synchronised", now);
}

static rlim_t
files_good(void)
{
    long threads = sysconf(_SC_NPROCESSORS_ONLN);

    if (threads < 1 || threads > FILES_THREADS_MAX)
        threads = FILES_THREADS_MAX;
    return (rlim_t)(threads + 1) * FILES_OF_THREAD;
}

static void
check_limits(struct doctor *d)
{
    struct rlimit files, size, space;

    if (getrlimit(RLIMIT_NOFILE, &files) != 0 ||
        getrlimit(RLIMIT_FSIZE, &size) != 0 ||
        getrlimit(RLIMIT_AS, &space) != 0)
        return;
    if (files.rlim_cur < files_good())
        doctor_say(d, "open files",
            files.rlim_cur < FILES_NEEDED ? DOCTOR_FAIL : DOCTOR_WARN,
            "LimitNOFILE=4096 in the unit, or ulimit -n 4096",
            "at most %llu at a time", (unsigned long long)files.rlim_cur);
    else
        doctor_say(d, "open files", DOCTOR_OK, "", "at most %llu at a time",
            (unsigned long long)files.rlim_cur);
    if (size.rlim_cur != RLIM_INFINITY)
        doctor_say(d, "file size", DOCTOR_WARN,
            "LimitFSIZE=infinity in the unit, or ulimit -f unlimited",
            "files may grow to %llu bytes only, store and archive too",
            (unsigned long long)size.rlim_cur);
    if (space.rlim_cur != RLIM_INFINITY)
        doctor_say(d, "memory", DOCTOR_WARN,
            "LimitAS=infinity in the unit, or ulimit -v unlimited",
            "%llu bytes of address space only",
            (unsigned long long)space.rlim_cur);
}

/* Inspectors go on with what there is, and the log says so; but a hostile
 * page then meets fewer walls. */
static void
check_kernel(struct doctor *d)
{
    char report[200] = "";
    struct fail fail = { "" };

    if (sandbox_probe(report, sizeof report, &fail) != 0)
        doctor_say(d, "sandbox", DOCTOR_FAIL,
            "scans cannot start here; see dmesg, or the container's profile",
            "%s", fail.text);
    else if (strstr(report, "landlock=0") != NULL ||
             strstr(report, "seccomp=no") != NULL)
        doctor_say(d, "sandbox", DOCTOR_WARN,
            "Linux 5.13 or newer with lsm=landlock, and seccomp filters",
            "%s: scans go on with what there is", report);
    else
        doctor_say(d, "sandbox", DOCTOR_OK, "", "%s", report);
}

static void
check_certificates(struct doctor *d)
{
    static const char to_do[] = "apt-get install ca-certificates";
    struct buf text = BUF_MAX(BUNDLE_BYTES_MAX);
    struct fail fail = { "" };
    int count = 0;

    if (file_read(&text, BUNDLE, &fail) != 0) {
        doctor_say(d, "certificates", DOCTOR_FAIL, to_do, "%s", fail.text);
        goto out;
    }
    for (const char *p = buf_text(&text);
         (p = strstr(p, "-----BEGIN CERTIFICATE")) != NULL; p++)
        count++;
    doctor_say(d, "certificates", count > 0 ? DOCTOR_OK : DOCTOR_FAIL,
        count > 0 ? "" : to_do, "%d authorities in " BUNDLE, count);
out:
    buf_clear(&text);
}

/* A month is what renewing by hand takes in an office. */
#define RENEW_DAYS 30
#define DAY_MS 86400000LL

static void
say_times(struct doctor *d, const struct tls_certificate *c)
{
    char until[NOW_TEXT_BYTES], from[NOW_TEXT_BYTES];
    long long days = (long long)((c->until_ms - d->now_ms) / DAY_MS);

    now_text(c->from_ms, from);
    now_text(c->until_ms, until);
    if (d->now_ms >= c->until_ms)
        doctor_say(d, "tls", DOCTOR_FAIL, "renew it, then restart serve",
            "%s: not valid since %s", c->name, until);
    else if (d->now_ms < c->from_ms)
        doctor_say(d, "tls", DOCTOR_FAIL,
            "look at the clock, and at who made it", "%s: valid from %s",
            c->name, from);
    else
        doctor_say(d, "tls", days < RENEW_DAYS ? DOCTOR_WARN : DOCTOR_OK,
            days < RENEW_DAYS ? "renew it, then restart serve" : "",
            "%s: valid until %s, %lld days", c->name, until, days);
}

static void
check_tls(struct doctor *d)
{
    struct buf pem = BUF_MAX(1u << 20), key = BUF_MAX(1u << 20);
    struct tls_certificate c;
    struct fail fail = { "" };

    if (d->tls_cert == NULL)
        return;
    if (file_read(&pem, d->tls_cert, &fail) != 0 ||
        (d->tls_key != NULL && file_read(&key, d->tls_key, &fail) != 0))
        doctor_say(d, "tls", DOCTOR_FAIL,
            "name files that this account may read", "%s", fail.text);
    else if (tls_certificate_read(&c, buf_str(&pem), &fail) != 0)
        doctor_say(d, "tls", DOCTOR_FAIL, "a certificate chain in PEM form",
            "%s: %s", d->tls_cert, fail.text);
    else if (d->tls_key != NULL &&
             !tls_certificate_has_key(buf_str(&pem), buf_str(&key)))
        doctor_say(d, "tls", DOCTOR_FAIL, "the key that belongs to it",
            "%s is not the key of %s", d->tls_key, d->tls_cert);
    else
        say_times(d, &c);
    if (key.len > 0)
        explicit_bzero(key.p, key.len);
    buf_clear(&pem);
    buf_clear(&key);
}

/* Letters need the browser alone; pages of sites that ask for one, its driver
 * too (scan/browser_keeper.h). */
static void
check_browser(struct doctor *d)
{
    char path[WHICH_PATH_BYTES], driver[WHICH_PATH_BYTES];
    struct fail fail = { "" };

    if (!which_find("SHELFWATCH_CHROMIUM", "chromium", path))
        doctor_say(d, "browser", DOCTOR_WARN,
            "apt-get install chromium chromium-driver, or set "
            "SHELFWATCH_CHROMIUM",
            "%s is not there: no letters as PDF, and pages of sites that need "
            "a browser are partial",
            path);
    else if (!which_find("SHELFWATCH_CHROMEDRIVER", "chromedriver", driver))
        doctor_say(d, "browser", DOCTOR_WARN,
            "apt-get install chromium-driver, or set SHELFWATCH_CHROMEDRIVER",
            "%s, but no %s: pages of sites that need a browser are partial",
            path, driver);
    else if (browser_world_probe(&fail) != 0)
        doctor_say(d, "browser", DOCTOR_WARN,
            "allow user and network name spaces (docs/operating.md), or do "
            "without sites that need a browser",
            "%s, %s, but %s for it: pages of sites that need one are partial",
            path, driver, fail.text);
    else if (geteuid() == 0)
        doctor_say(d, "browser", DOCTOR_WARN, "scan as another user than root",
            "%s, %s; for root it runs without its own sandbox", path, driver);
    else
        doctor_say(d, "browser", DOCTOR_OK, "", "%s, %s", path, driver);
}

void
doctor_system(struct doctor *d)
{
    check_clock(d);
    check_limits(d);
    check_kernel(d);
    check_certificates(d);
    check_tls(d);
    check_browser(d);
}
