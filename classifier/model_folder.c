#include "classifier/model_folder.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/mem.h"
#include "core/limits.h"

#include <string.h>

#define SUMS "SHA256SUMS"

static int
read_file(struct buf *out, const char *dir, const char *name, struct fail *fail)
{
    struct buf path = BUF_MAX(4096);
    int rc;

    buf_addf(&path, "%s/%s", dir, name);
    rc = path.over ? fail_set(fail, "%s: path is too long", dir)
                   : file_read(out, buf_text(&path), fail);
    buf_clear(&path);
    return rc;
}

/* The file has its line, and the line its digest. */
static int
check_sum(struct str sums, struct str bytes, const char *dir, const char *name,
    struct fail *fail)
{
    char hex[DIGEST_HEX_BYTES];
    struct buf line = BUF_MAX(256);
    ptrdiff_t at;

    digest_sha256_hex(bytes, hex);
    buf_addf(&line, "%s  %s\n", hex, name);
    at = str_find(sums, buf_str(&line), 0);
    buf_clear(&line);
    if (at != 0 && (at < 0 || sums.p[at - 1] != '\n'))
        return fail_set(fail,
            "%s/%s: does not have the checksum that " SUMS " states", dir,
            name);
    return 0;
}

static char *
version_of(const char *dir, struct str sums)
{
    const char *end = dir + strlen(dir), *start;
    struct buf text = BUF_MAX(1024);
    char hex[DIGEST_HEX_BYTES];
    int len;

    while (end > dir && end[-1] == '/')
        end--;
    for (start = end; start > dir && start[-1] != '/';)
        start--;
    len = end - start < 200 ? (int)(end - start) : 200;
    digest_sha256_hex(sums, hex);
    buf_addf(&text, "%.*s+sha256:%s", len, start, hex);
    return buf_take(&text);
}

int
model_folder_load(struct buf *bytes, char **version, const char *dir,
    const char *const *names, size_t count, struct fail *fail)
{
    struct buf sums = BUF_MAX(LIMIT_CONFIG_BYTES);
    int rc = read_file(&sums, dir, SUMS, fail);

    for (size_t i = 0; i < count; i++)
        bytes[i] = BUF_MAX(LIMIT_MODEL_BYTES);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = read_file(&bytes[i], dir, names[i], fail);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = check_sum(buf_str(&sums), buf_str(&bytes[i]), dir, names[i], fail);
    if (rc == 0)
        *version = version_of(dir, buf_str(&sums));
    buf_clear(&sums);
    return rc;
}

static int
write_file(
    const char *dir, const char *name, struct str bytes, struct fail *fail)
{
    struct buf path = BUF_MAX(4096);
    int rc;

    buf_addf(&path, "%s/%s", dir, name);
    rc = path.over ? fail_set(fail, "%s: path is too long", dir)
                   : file_write(buf_text(&path), bytes, fail);
    buf_clear(&path);
    return rc;
}

int
model_folder_save(const char *dir, const char *const *names,
    const struct str *bytes, size_t count, struct fail *fail)
{
    struct buf sums = BUF_MAX(LIMIT_CONFIG_BYTES);
    int rc = file_make_dirs(dir, fail);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        char hex[DIGEST_HEX_BYTES];

        digest_sha256_hex(bytes[i], hex);
        buf_addf(&sums, "%s  %s\n", hex, names[i]);
        rc = write_file(dir, names[i], bytes[i], fail);
    }
    if (rc == 0)
        rc = write_file(dir, SUMS, buf_str(&sums), fail);
    buf_clear(&sums);
    return rc;
}
