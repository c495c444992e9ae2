#include "tests/check.h"

#include "base/buf.h"
#include "base/mem.h"
#include "recalls/recall_words.h"

static const struct {
    const char *text;
    int in, are;
} cases[] = {
    { "recall", 1, 1 },
    { "recalled", 1, 1 },
    { "prerecall", 1, 0 },
    { "recal", 0, 0 },
    { "because", 0, 0 },
    { "rückruf", 1, 1 },
    { "rückrufaktion", 1, 1 },
    { "rueckrufe", 1, 1 },
    { "rückgerufenen", 1, 1 },
    { "zurückgerufen", 1, 1 },
    { "zurückgeben", 0, 0 },
    { "background", 0, 0 },
    { "rappels", 1, 1 },
    { "copper", 0, 0 },
    { "sicherheitswarnung", 1, 1 },
    { "rapex", 1, 1 },
    { "rapexes", 1, 0 },
    { "cpsc", 1, 1 },
    { "召回", 1, 1 },
    { "本品已被召回了", 1, 1 },
    { "回収", 1, 1 },
    { "リコール", 1, 1 },
    { "召唤", 0, 0 },
    { "", 0, 0 },
};

static int
is_cjk(const char *text)
{
    return (unsigned char)text[0] >= 0xE3;
}

static void
knows_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (cases[i].text[0] != '\0')
            CHECK_INT(
                recall_words_are(str_of(cases[i].text), is_cjk(cases[i].text)),
                cases[i].are, cases[i].text);
    check_end();
}

/* Wherever it stands in texts of any length. */
static void
finds_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        for (int before = 0; before < 40; before++)
            for (int after = 0; after < 40; after++) {
                struct buf b = BUF_MAX(200);
                char *text;

                for (int k = 0; k < before; k++)
                    buf_addc(&b, "ckp "[k % 4]);
                buf_addz(&b, cases[i].text);
                for (int k = 0; k < after; k++)
                    buf_addc(&b, " eca"[k % 4]);
                /* Exactly as long, for the sanitizers. */
                text = mem_array(b.len + 1, 1);
                if (b.len > 0)
                    memcpy(text, b.p, b.len);
                CHECK_INT(recall_words_in((struct str){ text, b.len }),
                    cases[i].in, cases[i].text);
                free(text);
                buf_clear(&b);
            }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_words),
        cmocka_unit_test(finds_words),
    };

    return cmocka_run_group_tests_name(
        "recalls/recall_words", tests, NULL, NULL);
}
