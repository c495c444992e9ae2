#include "cli/run_record.h"

#include "base/file.h"
#include "base/share.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#define PROFILE_BYTES_MAX (4u << 20)

/* The digest of the program's file; "" where it cannot be read. */
static void
read_program(char hex[DIGEST_HEX_BYTES])
{
    struct digest *d = digest_new();
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    char part[65536];
    ssize_t n;

    while (fd >= 0 && (n = read(fd, part, sizeof part)) > 0)
        digest_add(d, (struct str){ part, (size_t)n });
    digest_end(d, hex);
    if (fd < 0)
        hex[0] = '\0';
    else
        close(fd);
}

struct loading {
    struct screener **out;
    char *program;
    const struct screener_files *files;
    const char *market;
    struct fail *fail;
    int rc;
};

static void
load_part(size_t part, void *ctx)
{
    struct loading *l = ctx;

    if (part == 0)
        l->rc = screener_from_files(l->out, l->files, l->market, l->fail);
    else
        read_program(l->program);
}

int
run_record_load(struct screener **out, char program[DIGEST_HEX_BYTES],
    const struct screener_files *files, const char *market, struct fail *fail)
{
    struct loading l = { out, program, files, market, fail, 0 };

    share_load(2, load_part, &l);
    return l.rc;
}

/* Name and bytes of each, in the order of their names. */
static int
add_profile(const char *path, void *ctx, struct fail *fail)
{
    struct digest *d = ctx;
    struct buf text = BUF_MAX(PROFILE_BYTES_MAX);
    const char *slash = strrchr(path, '/');
    int rc = file_read(&text, path, fail);

    digest_add(d, str_of(slash != NULL ? slash + 1 : path));
    digest_add(d, STR("\n"));
    digest_add(d, buf_str(&text));
    buf_clear(&text);
    return rc;
}

static void
set_profiles(struct js *j, const char *dir)
{
    struct digest *d;
    char hex[DIGEST_HEX_BYTES];
    int rc;

    if (dir == NULL)
        return;
    d = digest_new();
    rc = file_each(dir, ".yaml", add_profile, d, NULL);
    digest_end(d, hex);
    if (rc == 0)
        js_set_textz(j, "profiles_sha256", hex);
}

static struct js *
configuration(const struct run_record *r)
{
    const struct screener *s = r->screener;
    struct js *j = js_new_object();
    char *models = screener_models(s);

    js_set_textz(j, "campaign", r->campaign->name);
    js_set_textz(j, "campaign_sha256", r->campaign->digest);
    set_profiles(j, r->profiles);
    js_set_textz(j, "rules", rule_set_version(s->rules));
    if (s->recalls != NULL)
        js_set_textz(j, "recalls", recall_index_version(s->recalls));
    if (models != NULL)
        js_set_textz(j, "models", models);
    js_set_textz(j, "policy", s->policy.version);
    free(models);
    return j;
}

struct js *
run_record_make(const struct run_record *r)
{
    struct js *j = js_new_object();
    struct utsname system;

    js_set_textz(j, "software", "shelfwatch " SHELFWATCH_VERSION);
    if (r->program[0] != '\0')
        js_set_textz(j, "program_sha256", r->program);
    js_set_textz(j, "operator", r->operator);
    if (uname(&system) == 0)
        js_set_textz(j, "host", system.nodename);
    js_set(j, "configuration", configuration(r));
    return j;
}
