#include "crawler/connection.h"

#include "base/digest.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/now.h"
#include "base/pem.h"

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

void
connection_add_certificate(struct buf *out, struct str pem)
{
    struct buf der = BUF_MAX(CERTIFICATE_BYTES_MAX);
    char hex[DIGEST_HEX_BYTES];

    if (pem_find(&der, pem, "CERTIFICATE") == 0) {
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
