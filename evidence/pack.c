#include "evidence/pack.h"

#include "base/digest.h"
#include "base/mem.h"
#include "base/zip.h"

#include <stdio.h>
#include <stdlib.h>

/* The file itself, so that it can be read and checked as what it is. */
__asm__(".section .rodata\n"
        "pack_verify_begin:\n"
        ".incbin \"evidence/verify.sh\"\n"
        "pack_verify_end:\n"
        ".byte 0\n"
        ".globl pack_verify_begin\n"
        ".globl pack_verify_end\n"
        ".previous\n");
extern const char pack_verify_begin[], pack_verify_end[];

/* The longest of ours have 60; what is longer zip_start would cut. */
#define NAME_BYTES_MAX 99
#define LINES_BYTES_MAX (256u << 20)

struct pack {
    struct zip *zip;           /* owned */
    struct buf bytes;          /* of the zip so far */
    struct buf manifest, text; /* text: scratch */
    size_t files;
    int sealed; /* verify.sh is there */
};

struct str
pack_script(void)
{
    return (struct str){ pack_verify_begin,
        (size_t)(pack_verify_end - pack_verify_begin) };
}

struct pack *
pack_new(void)
{
    struct pack *p = mem_new(sizeof *p);

    p->zip = zip_new();
    p->bytes = BUF_MAX(PACK_BYTES_MAX);
    p->manifest = BUF_MAX(PACK_FILES_MAX * 2 * NAME_BYTES_MAX);
    p->text = BUF_MAX(LINES_BYTES_MAX);
    return p;
}

void
pack_free(struct pack *p)
{
    if (p == NULL)
        return;
    zip_free(p->zip);
    buf_clear(&p->bytes);
    buf_clear(&p->manifest);
    buf_clear(&p->text);
    free(p);
}

static int
put(struct pack *p, const char *name, struct str bytes, struct fail *fail)
{
    if (++p->files > PACK_FILES_MAX || strlen(name) > NAME_BYTES_MAX ||
        zip_put(p->zip, &p->bytes, name, bytes) != 0)
        return fail_set(fail, "%s: the pack would be too large", name);
    return 0;
}

int
pack_add(struct pack *p, const char *name, struct str bytes, struct fail *fail)
{
    char hex[DIGEST_HEX_BYTES];

    digest_sha256_hex(bytes, hex);
    buf_addf(&p->manifest, "%s  %s\n", hex, name);
    return put(p, name, bytes, fail);
}

int
pack_add_json(
    struct pack *p, const char *name, const struct js *j, struct fail *fail)
{
    buf_reset(&p->text);
    js_write_pretty(&p->text, j);
    buf_addc(&p->text, '\n');
    if (p->text.over)
        return fail_set(fail, "%s: too large", name);
    return pack_add(p, name, buf_str(&p->text), fail);
}

int
pack_add_lines(
    struct pack *p, const char *name, const struct js *array, struct fail *fail)
{
    buf_reset(&p->text);
    for (size_t i = 0; i < js_count(array); i++) {
        js_write(&p->text, js_at(array, i));
        buf_addc(&p->text, '\n');
    }
    if (p->text.over)
        return fail_set(fail, "%s: too large", name);
    return pack_add(p, name, buf_str(&p->text), fail);
}

int
pack_lacks(struct pack *p, const char *name, const char *why, struct fail *fail)
{
    struct buf text = BUF_MAX(2 * FAIL_TEXT_MAX);
    char file[NAME_BYTES_MAX + 1];
    int rc;

    snprintf(file, sizeof file, "missing/%s.txt", name);
    buf_addf(&text, "%s\n", why);
    rc = pack_add(p, file, buf_str(&text), fail);
    buf_clear(&text);
    return rc;
}

int
pack_seal(struct pack *p, struct str *manifest, struct fail *fail)
{
    if (!p->sealed && pack_add(p, "verify.sh", pack_script(), fail) != 0)
        return -1;
    p->sealed = 1;
    *manifest = buf_str(&p->manifest);
    return 0;
}

int
pack_end(struct pack *p, struct str stamp, struct str *bytes, struct fail *fail)
{
    struct str manifest;

    if (pack_seal(p, &manifest, fail) != 0 ||
        (stamp.len > 0 && put(p, PACK_STAMP, stamp, fail) != 0) ||
        put(p, PACK_MANIFEST, manifest, fail) != 0)
        return -1;
    if (zip_finish(p->zip, &p->bytes) != 0)
        return fail_set(fail, "the pack would be too large");
    *bytes = buf_str(&p->bytes);
    return 0;
}
