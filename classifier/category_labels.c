#include "classifier/category_labels.h"

#include "base/mem.h"

#include <stdlib.h>

int
category_labels_parse(struct category_labels *out, struct str text,
    const char *name, struct fail *fail)
{
    struct str line;
    size_t number = 0;

    *out = (struct category_labels){ 0 };
    while (str_next_line(&text, &line)) {
        ptrdiff_t tab = str_find_char(line, '\t', 0);
        struct str words, category;
        int c;

        number++;
        if (str_trim(line).len == 0 || line.p[0] == '#')
            continue;
        words = tab < 0 ? STR_NONE : str_trim(str_sub(line, 0, (size_t)tab));
        if (words.len == 0)
            return fail_set(
                fail, "%s:%zu: words, a tab, a category are due", name, number);
        category = str_trim(str_sub(line, (size_t)tab + 1, line.len));
        c = category_find(category);
        if (c < 0 && !str_is(category, "-"))
            return fail_set(fail, "%s:%zu: no category \"" STR_FMT "\"", name,
                number, STR_ARG(category));
        out->category = mem_grow(out->category, &out->cap, out->words.count + 1,
            sizeof out->category[0]);
        out->category[out->words.count] = c;
        texts_add(&out->words, words);
    }
    return 0;
}

int
category_labels_find(const struct category_labels *t, struct str label)
{
    for (size_t i = 0; i < t->words.count; i++)
        if (str_find_nocase(label, str_of(t->words.item[i]), 0) >= 0)
            return t->category[i];
    return -1;
}

void
category_labels_clear(struct category_labels *t)
{
    texts_clear(&t->words);
    free(t->category);
    *t = (struct category_labels){ 0 };
}
