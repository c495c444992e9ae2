#include "base/flags.h"

#define LIST_BYTES_MAX 400

const char *
flags_name(const char *const *names, unsigned bit)
{
    for (unsigned i = 0; names[i] != NULL; i++)
        if (bit == 1u << i)
            return names[i];
    return NULL;
}

int
flags_find(const char *const *names, struct str name, unsigned *bit)
{
    for (unsigned i = 0; names[i] != NULL; i++)
        if (str_is(name, names[i])) {
            *bit = 1u << i;
            return 0;
        }
    return -1;
}

static int
unknown(const char *const *names, const char *what, struct str name,
    struct fail *fail)
{
    struct buf all = BUF_MAX(LIST_BYTES_MAX);

    flags_write(names, ~0u, &all);
    if (name.len == 0)
        fail_set(fail, "no %s is named; there are %s", what, buf_text(&all));
    else
        fail_set(fail, "'%.*s' is no %s; there are %s",
            (int)(name.len < 60 ? name.len : 60), name.p, what, buf_text(&all));
    buf_clear(&all);
    return -1;
}

int
flags_parse(const char *const *names, const char *what, struct str list,
    unsigned *out, struct fail *fail)
{
    struct str part, word;
    unsigned bit;

    *out = 0;
    while (str_next(&list, ',', &part))
        while (str_next_word(&part, &word)) {
            if (flags_find(names, word, &bit) != 0)
                return unknown(names, what, word, fail);
            *out |= bit;
        }
    return *out != 0 ? 0 : unknown(names, what, STR_NONE, fail);
}

void
flags_write(const char *const *names, unsigned set, struct buf *out)
{
    const char *between = "";

    for (unsigned i = 0; names[i] != NULL; i++)
        if ((set & 1u << i) != 0) {
            buf_addf(out, "%s%s", between, names[i]);
            between = ",";
        }
}
