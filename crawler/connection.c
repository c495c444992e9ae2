#include "crawler/connection.h"

#include "base/digest.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/now.h"

#include <stdlib.h>

/* More than are open at once by far: ends are used again. */
#define CONNECTIONS_MAX 4096
/* A certificate of a shop has 2 to 8 KB. */
#define CERTIFICATE_BYTES_MAX (64u << 10)

struct connections {
    struct map *text; /* by ends, owned */
};

/* --- lines --- */

static const char *const names[] = {
    "resolver-answer:", "resolved-at:", "connected-at:", "tls:", "certificate:"
};

static void
put_time(struct buf *out, const char *name, int64_t wall_ms)
{
    char text[NOW_TEXT_BYTES];

    now_text(wall_ms, text);
    buf_addf(out, "%s %s\n", name, text);
}

void
connection_write(struct buf *out, const struct connection_seen *seen)
{
    if (seen->addresses.len > 0) {
        buf_addf(out, "%s " STR_FMT "\n", names[0], STR_ARG(seen->addresses));
        put_time(out, names[1], seen->resolved_wall_ms);
    }
    put_time(out, names[2], seen->opened_wall_ms);
    if (seen->tls.len > 0)
        buf_addf(out, "%s " STR_FMT "\n", names[3], STR_ARG(seen->tls));
}

int
connection_is_line(struct str line)
{
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_starts(line, str_of(names[i])))
            return 1;
    return 0;
}

struct str
connection_tls_of(struct str line)
{
    static const struct str before = { "SSL connection using ", 21 };

    if (!str_starts(line, before))
        return STR_NONE;
    line = str_trim(str_sub(line, before.len, line.len));
    return str_sub(line, 0, 200);
}

/* --- certificates --- */

static int
base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* The bytes between the lines of a PEM. -1 if there are none. */
static int
read_pem(struct buf *der, struct str pem)
{
    static const struct str begin = { "-----BEGIN CERTIFICATE-----", 27 };
    ptrdiff_t at = str_find(pem, begin, 0), end;
    unsigned bits = 0, have = 0;

    if (at < 0)
        return -1;
    pem = str_sub(pem, (size_t)at + begin.len, pem.len);
    end = str_find(pem, STR("-----END"), 0);
    if (end < 0)
        return -1;
    for (size_t i = 0; i < (size_t)end; i++) {
        int value = base64_value(pem.p[i]);

        if (value < 0)
            continue; /* line ends, and the padding */
        bits = bits << 6 | (unsigned)value;
        have += 6;
        if (have >= 8) {
            have -= 8;
            buf_addc(der, (char)(bits >> have & 0xff));
        }
    }
    return der->len > 0 && !der->over ? 0 : -1;
}

void
connection_add_certificate(struct buf *out, struct str pem)
{
    struct buf der = BUF_MAX(CERTIFICATE_BYTES_MAX);
    char hex[DIGEST_HEX_BYTES];

    if (read_pem(&der, pem) == 0) {
        digest_sha256_hex(buf_str(&der), hex);
        buf_addf(out, "%s sha256:%s\n", names[4], hex);
    }
    buf_clear(&der);
}

/* --- connections --- */

struct connections *
connections_new(void)
{
    struct connections *c = mem_new(sizeof *c);

    c->text = map_new(free);
    return c;
}

void
connections_free(struct connections *c)
{
    if (c == NULL)
        return;
    map_free(c->text);
    free(c);
}

void
connections_put(struct connections *c, struct str ends, struct str text)
{
    struct map_item *item;

    if (map_count(c->text) >= CONNECTIONS_MAX) {
        map_free(c->text);
        c->text = map_new(free);
    }
    item = map_add(c->text, ends, NULL);
    free(item->value.ptr);
    item->value.ptr = str_dup(text);
}

struct str
connections_find(const struct connections *c, struct str ends)
{
    const char *text = map_get(c->text, ends);

    return text == NULL ? STR_NONE : str_of(text);
}
