#include "core/role.h"

#include "base/mem.h"

static const char *const names[] = { "analyst", "validator", "auditor",
    "administrator" };

const char *
role_name(unsigned bit)
{
    for (size_t i = 0; i < COUNT(names); i++)
        if (bit == 1u << i)
            return names[i];
    return NULL;
}

int
role_find(unsigned *bit, struct str name)
{
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(name, names[i])) {
            *bit = 1u << i;
            return 0;
        }
    return -1;
}

int
role_parse(unsigned *roles, struct str list, struct fail *fail)
{
    struct str part, word;
    unsigned bit;

    *roles = 0;
    while (str_next(&list, ',', &part))
        while (str_next_word(&part, &word)) {
            if (role_find(&bit, word) != 0)
                return fail_set(fail,
                    "'%.*s' is no role; they are analyst, validator, auditor, "
                    "administrator",
                    (int)(word.len < 60 ? word.len : 60), word.p);
            *roles |= bit;
        }
    if (*roles == 0)
        return fail_set(fail, "no role is named");
    return 0;
}

void
role_write(struct buf *out, unsigned roles)
{
    const char *between = "";

    for (size_t i = 0; i < COUNT(names); i++)
        if ((roles & 1u << i) != 0) {
            buf_addf(out, "%s%s", between, names[i]);
            between = ",";
        }
}
