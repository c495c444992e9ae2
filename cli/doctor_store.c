#include "cli/doctor.h"

#include "cli/archive_check.h"

#include "base/js.h"
#include "base/now.h"
#include "scan/recall_health.h"
#include "store/backup.h"
#include "store/purge.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Pages of real shops take 57 kB each in the archive (the mean of 70 that were
 * saved): 1 GB are 18,000 of them, 10 GB 180,000. */
#define SPACE_NEEDED ((int64_t)1 << 30)
#define SPACE_GOOD ((int64_t)10 << 30)
#define INODES_GOOD 1000
#define MEGABYTE (1 << 20)
#define PATH_BYTES 4096
/* An hour: summer time, wrongly set. */
#define CLOCK_SLACK_MS 3600000

/* The folder of a file that need not be there. */
static void
folder_of(const char *path, char dir[PATH_BYTES])
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        snprintf(dir, PATH_BYTES, ".");
    else
        snprintf(dir, PATH_BYTES, "%.*s", (int)(slash - path + 1), path);
}

static void
check_space(struct doctor *d, const char *name, const char *dir)
{
    struct statvfs v;
    int64_t free_bytes;
    enum doctor_state state;

    if (statvfs(dir, &v) != 0) {
        doctor_say(d, name, DOCTOR_FAIL, "make it, or name another place",
            "%s: %s", dir, strerror(errno));
        return;
    }
    free_bytes = (int64_t)v.f_bavail * (int64_t)v.f_frsize;
    state =
        free_bytes < SPACE_NEEDED ? DOCTOR_FAIL
        : free_bytes < SPACE_GOOD || (v.f_files > 0 && v.f_favail < INODES_GOOD)
            ? DOCTOR_WARN
            : DOCTOR_OK;
    if (access(dir, W_OK) != 0)
        doctor_say(d, name, DOCTOR_FAIL,
            "run as the owner, or give it to this account",
            "%s: may not be written by this account: %s", dir, strerror(errno));
    else
        doctor_say(d, name, state,
            state == DOCTOR_OK ? "" : "free some space, or move it to a disk",
            "%s: %lld MB free, %llu files", dir,
            (long long)(free_bytes / MEGABYTE), (unsigned long long)v.f_favail);
}

static void
check_disks(struct doctor *d)
{
    char dir[PATH_BYTES];
    struct stat st;

    folder_of(d->store, dir);
    check_space(d, "store disk", dir);
    if (stat(d->archive, &st) != 0)
        folder_of(d->archive, dir);
    else
        snprintf(dir, sizeof dir, "%s", d->archive);
    check_space(d, "archive disk", dir);
}

static void
check_lock(struct doctor *d)
{
    char who[200];
    struct fail fail = { "" };
    int64_t process;
    int rc = store_lock_holder(d->store, &process, who, sizeof who, &fail);

    if (rc < 0)
        doctor_say(d, "lock", DOCTOR_WARN, "", "%s", fail.text);
    else if (rc == 1)
        doctor_say(d, "lock", DOCTOR_OK, "", "held by %s (process %lld)", who,
            (long long)process);
    else
        doctor_say(d, "lock", DOCTOR_OK, "", "no batch job is running");
}

/* On a terminal, what takes minutes where the store is large; then it goes
 * again. */
static void
tell_reading(const struct doctor *d, int begins)
{
    struct stat st;
    int64_t bytes = stat(d->store, &st) == 0 ? (int64_t)st.st_size : 0;
    char line[80];

    if (d->json || d->quiet || !isatty(STDERR_FILENO))
        return;
    snprintf(line, sizeof line, "...   %-12s  %lld MB are being read", "store",
        (long long)(bytes / MEGABYTE));
    if (begins)
        fputs(line, stderr);
    else
        fprintf(stderr, "\r%*s\r", (int)strlen(line), "");
}

/* 1 if it can be looked into further. */
static int
check_file(struct doctor *d)
{
    static const char to_do[] =
        "stop what uses it, then: shelfwatch store restore BACKUP --force";
    struct store_health h;
    struct fail fail = { "" };
    int rc;

    if (access(d->store, F_OK) != 0) {
        doctor_say(d, "store", DOCTOR_WARN,
            "the first scan or import makes it; or set SHELFWATCH_STORE",
            "%s: %s", d->store, strerror(errno));
        return 0;
    }
    tell_reading(d, 1);
    rc = store_health(d->store, &h, &fail);
    tell_reading(d, 0);
    if (rc != 0 || store_health_say(&h, d->store, &fail) != 0) {
        doctor_say(d, "store", DOCTOR_FAIL, to_do, "%s", fail.text);
        return 0;
    }
    if (h.version < h.newest) {
        doctor_say(d, "store", DOCTOR_WARN,
            "back it up; the next scan, import or serve brings it to that",
            "whole; version %lld, this program has %lld", (long long)h.version,
            (long long)h.newest);
        return 0;
    }
    doctor_say(d, "store", DOCTOR_OK, "",
        "whole, version %lld, %lld MB; audit log of %lld entries, head "
        "%lld:%s",
        (long long)h.version, (long long)(h.bytes / MEGABYTE),
        (long long)h.audit.entries, (long long)h.audit.last, h.audit.head);
    return 1;
}

static void
check_newest(struct doctor *d, struct store *s)
{
    struct fail fail = { "" };
    char text[NOW_TEXT_BYTES];
    int64_t ms = 0;

    if (store_newest(s, &ms, &fail) != 0)
        doctor_say(d, "times", DOCTOR_FAIL, "", "%s", fail.text);
    else if (ms > d->now_ms + CLOCK_SLACK_MS) {
        now_text(ms, text);
        doctor_say(d, "times", DOCTOR_FAIL, "set the clock; see its line",
            "the store has entries of %s, which is to come", text);
    }
}

static void
check_sources(struct doctor *d, struct store *s)
{
    const struct feed_source *feed;
    struct fail fail = { "" };
    int well = 0, never = 0;

    for (size_t i = 0; (feed = feed_at(i)) != NULL; i++) {
        enum feed_state state;
        struct js *j = recall_health(s, feed, d->now_ms, &state, &fail);

        if (j == NULL) {
            doctor_say(d, "sources", DOCTOR_FAIL, "", "%s", fail.text);
            return;
        }
        well += state == FEED_OK;
        never += state == FEED_NEVER;
        if (state != FEED_OK && state != FEED_NEVER)
            doctor_say(d, "sources", DOCTOR_WARN,
                "shelfwatch recalls sources; then recalls fetch", "%s: %s",
                feed->name, feed_health_name(state));
        js_free(j);
    }
    doctor_say(d, "sources", well > 0 ? DOCTOR_OK : DOCTOR_WARN,
        well > 0 ? "" : "shelfwatch recalls fetch, or recalls import",
        "%d are well, %d were never fetched", well, never);
}

static void
check_archive(struct doctor *d, struct store *s)
{
    struct archive_check a = { .dir = d->archive };
    struct fail fail = { "" };

    if (archive_check(&a, s, &fail) != 0)
        doctor_say(d, "archive", DOCTOR_FAIL,
            "bring the segment back from its backup", "%s", fail.text);
    else
        doctor_say(d, "archive", DOCTOR_OK, "",
            "%lld segments with the records of %lld pages",
            (long long)a.segments, (long long)a.pages);
}

static int
count_hold(const struct store_hold *h, void *ctx, struct fail *fail)
{
    int *count = ctx;

    (void)h;
    (void)fail;
    ++*count;
    return 0;
}

static void
check_kept(struct doctor *d, struct store *s)
{
    struct fail fail = { "" };
    int64_t left = 0;
    int holds = 0;

    if (store_hold_each(s, 0, count_hold, &holds, &fail) != 0 ||
        store_purge_records_left(s, &left, &fail) != 0)
        doctor_say(d, "retention", DOCTOR_FAIL, "", "%s", fail.text);
    else if (left > 0)
        doctor_say(d, "retention", DOCTOR_WARN, "shelfwatch store purge",
            "a purge was not finished: %lld records of the archive are left",
            (long long)left);
    else
        doctor_say(d, "retention", DOCTOR_OK, "",
            "%d holds in force (shelfwatch store hold)", holds);
}

void
doctor_store(struct doctor *d)
{
    struct store *s = NULL;
    struct fail fail = { "" };

    check_disks(d);
    check_lock(d);
    if (!check_file(d))
        return;
    if (store_open(&s, d->store, STORE_READ, &fail) != 0) {
        doctor_say(d, "store", DOCTOR_FAIL, "", "%s", fail.text);
        return;
    }
    check_newest(d, s);
    check_archive(d, s);
    check_kept(d, s);
    check_sources(d, s);
    store_close(s);
}
