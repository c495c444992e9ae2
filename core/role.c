#include "core/role.h"

#include "base/flags.h"

static const char *const names[] = { "analyst", "validator", "auditor",
    "administrator", NULL };

const char *
role_name(unsigned bit)
{
    return flags_name(names, bit);
}

int
role_find(unsigned *bit, struct str name)
{
    return flags_find(names, name, bit);
}

int
role_parse(unsigned *roles, struct str list, struct fail *fail)
{
    return flags_parse(names, "role", list, roles, fail);
}

void
role_write(struct buf *out, unsigned roles)
{
    flags_write(names, roles, out);
}
