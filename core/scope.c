#include "core/scope.h"

#include "base/flags.h"

static const char *const names[] = { "read", "decide", "orders", "audit",
    NULL };

const char *
scope_name(unsigned bit)
{
    return flags_name(names, bit);
}

int
scope_parse(unsigned *scopes, struct str list, struct fail *fail)
{
    return flags_parse(names, "scope", list, scopes, fail);
}

void
scope_write(struct buf *out, unsigned scopes)
{
    flags_write(names, scopes, out);
}
