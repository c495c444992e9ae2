#include "base/unzip.h"

#include "base/gzip.h"
#include "base/mem.h"

#include <stdlib.h>

#define END_BYTES 22
#define LOCAL_BYTES 30
#define CENTRAL_BYTES 46
#define DESCRIPTOR_BYTES 16
#define COMMENT_BYTES_MAX UINT16_MAX
/* Bit 3 of the flags: crc and sizes follow the data; bit 11: UTF-8. */
#define FLAG_FOLLOWS 0x0008
#define FLAGS_KNOWN 0x080E
#define DEFLATED 8

static uint32_t
le16(struct str s, size_t at)
{
    const unsigned char *p = (const unsigned char *)s.p + at;

    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t
le32(struct str s, size_t at)
{
    return le16(s, at) | le16(s, at + 2) << 16;
}

/* The record with which the archive ends, a comment behind it. */
static int
find_end(struct str file, size_t *out)
{
    size_t behind = 0;

    for (; behind <= COMMENT_BYTES_MAX && END_BYTES + behind <= file.len;
         behind++) {
        size_t at = file.len - END_BYTES - behind;

        if (str_starts(str_sub(file, at, 4), STR("PK\5\6")) &&
            le16(file, at + 20) == behind) {
            *out = at;
            return 0;
        }
    }
    return -1;
}

static int
is_name(struct str name)
{
    struct str rest = name, part;

    if (name.len == 0 || name.len >= UNZIP_NAME_BYTES || name.p[0] == '/')
        return 0;
    for (size_t i = 0; i < name.len; i++)
        if (name.p[i] <= ' ' || name.p[i] > '~' || name.p[i] == '\\' ||
            name.p[i] == ':')
            return 0;
    while (str_next(&rest, '/', &part))
        if (str_is(part, "..") || str_is(part, ".") ||
            (part.len == 0 && rest.p != NULL && rest.len > 0))
            return 0;
    return 1;
}

/* What stands before the data must say the same as the directory. Sets where
 * the data is, and where the entry ends. */
static int
check_local(struct str file, struct str central, const struct unzip_entry *e,
    uint64_t *data, uint64_t *end)
{
    struct str local;
    size_t name = le16(central, 28);
    int follows = (le16(central, 8) & FLAG_FOLLOWS) != 0;

    if (e->at > file.len || file.len - e->at < LOCAL_BYTES)
        return -1;
    local = str_sub(file, (size_t)e->at, file.len);
    if (!str_starts(local, STR("PK\3\4")) || le16(local, 26) != name ||
        local.len < LOCAL_BYTES + name + le16(local, 28) ||
        memcmp(local.p + LOCAL_BYTES, central.p + CENTRAL_BYTES, name) != 0 ||
        memcmp(local.p + 4, central.p + 6, 10) != 0)
        return -1;
    for (size_t i = 14; i < 26; i++)
        if (local.p[i] != (follows ? 0 : central.p[i + 2]))
            return -1;
    *data = e->at + LOCAL_BYTES + name + le16(local, 28);
    if (*data > file.len || file.len - *data < e->packed)
        return -1;
    *end = *data + e->packed;
    if (!follows)
        return 0;
    if (file.len - *end < DESCRIPTOR_BYTES ||
        !str_starts(str_sub(file, (size_t)*end, 4), STR("PK\7\10")) ||
        memcmp(file.p + *end + 4, central.p + 16, 12) != 0)
        return -1;
    *end += DESCRIPTOR_BYTES;
    return 0;
}

static int
is_folder(const struct unzip_entry *e)
{
    return str_ends(str_of(e->name), STR("/"));
}

/* The entry of the directory at *at. *from is where the one before ended:
 * entries stand in the order of the directory and share no byte. */
static int
read_entry(
    struct unzip *z, size_t *at, size_t end, uint64_t *from, struct fail *fail)
{
    struct str central = str_sub(z->file, *at, end - *at);
    struct unzip_entry e = { .crc = 0 };
    size_t name, whole;
    uint64_t data;

    if (central.len < CENTRAL_BYTES || !str_starts(central, STR("PK\1\2")))
        return fail_set(fail, "zip: the directory is damaged at %zu", *at);
    name = le16(central, 28);
    whole = CENTRAL_BYTES + name + le16(central, 30) + le16(central, 32);
    if (central.len < whole || !is_name(str_sub(central, CENTRAL_BYTES, name)))
        return fail_set(fail,
            "zip: the name of an entry at %zu is not one "
            "that may be read",
            *at);
    memcpy(e.name, central.p + CENTRAL_BYTES, name);
    e.made_by = le16(central, 4);
    e.method = (int)le16(central, 10);
    e.crc = le32(central, 16);
    e.packed = le32(central, 20);
    e.bytes = le32(central, 24);
    e.attributes = le16(central, 36);
    e.outside = le32(central, 38);
    e.at = le32(central, 42);
    if ((le16(central, 8) & ~FLAGS_KNOWN) != 0 || le16(central, 34) != 0 ||
        (e.method != 0 && e.method != DEFLATED) ||
        (e.method == 0 && e.packed != e.bytes))
        return fail_set(fail, "zip: %s: packed in a way not read here", e.name);
    if (e.at < *from || check_local(z->file, central, &e, &data, from) != 0)
        return fail_set(fail,
            "zip: %s: what stands before it and the directory differ", e.name);
    *at += whole;
    if (is_folder(&e) && e.bytes == 0)
        return 0;
    z->entry = mem_grow(z->entry, &z->cap, z->count + 1, sizeof e);
    z->entry[z->count++] = e;
    return 0;
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* No name twice; no more bytes than the cap. */
static int
check_all(const struct unzip *z, struct fail *fail)
{
    const char **name = mem_array(z->count + 1, sizeof *name);
    uint64_t bytes = 0;
    int rc = 0;

    for (size_t i = 0; i < z->count; i++) {
        name[i] = z->entry[i].name;
        bytes += z->entry[i].bytes;
    }
    qsort(name, z->count, sizeof *name, by_name);
    for (size_t i = 1; i < z->count && rc == 0; i++)
        if (strcmp(name[i - 1], name[i]) == 0)
            rc = fail_set(fail, "zip: %s is there twice", name[i]);
    if (rc == 0 && bytes > UNZIP_BYTES_MAX)
        rc = fail_set(fail, "zip: more than %llu bytes unpacked",
            (unsigned long long)UNZIP_BYTES_MAX);
    free(name);
    return rc;
}

int
unzip_open(struct unzip *z, struct str file, struct fail *fail)
{
    size_t end, at, count;
    uint64_t from = 0;

    *z = (struct unzip){ .file = file };
    if (find_end(file, &end) != 0)
        return fail_set(fail, "not a zip archive, or cut off");
    z->commented = end + END_BYTES != file.len;
    count = le16(file, end + 10);
    at = le32(file, end + 16);
    if (le32(file, end + 4) != 0 || le16(file, end + 8) != count || at > end ||
        end - at != le32(file, end + 12))
        return fail_set(fail, "zip: the record at its end is damaged");
    for (size_t i = 0; i < count; i++)
        if (read_entry(z, &at, end, &from, fail) != 0)
            return -1;
    if (at != end || (count > 0 && from > le32(file, end + 16)))
        return fail_set(fail, "zip: the directory is not where it should be");
    return check_all(z, fail);
}

void
unzip_clear(struct unzip *z)
{
    free(z->entry);
    *z = (struct unzip){ .count = 0 };
}

const struct unzip_entry *
unzip_find(const struct unzip *z, struct str name)
{
    for (size_t i = 0; i < z->count; i++)
        if (str_is(name, z->entry[i].name))
            return &z->entry[i];
    return NULL;
}

int
unzip_read(const struct unzip *z, const struct unzip_entry *e, struct buf *out,
    struct fail *fail)
{
    struct str local = str_sub(z->file, (size_t)e->at, z->file.len);
    struct str packed = str_sub(local,
        LOCAL_BYTES + le16(local, 26) + le16(local, 28), (size_t)e->packed);
    struct buf bytes = BUF_MAX((size_t)e->bytes + 1);
    int rc = e->method == 0 ? buf_adds(&bytes, packed)
                            : gzip_stream_read(&bytes, packed);

    if (rc != 0 || bytes.len != e->bytes || gzip_crc(buf_str(&bytes)) != e->crc)
        rc = fail_set(fail, "%s: damaged", e->name);
    else if (buf_adds(out, buf_str(&bytes)) != 0)
        rc = fail_set(fail, "%s: too large", e->name);
    buf_clear(&bytes);
    return rc;
}
