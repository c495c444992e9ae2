#include "review/letter.h"

#include "base/digest.h"
#include "base/mem.h"

#include <stdio.h>

/* A file of review/templates as a part of the program. */
#define EMBED(name, file)                                                      \
    __asm__(".section .rodata\n" #name "_begin:\n"                             \
            ".incbin \"review/templates/" file "\"\n" #name "_end:\n"          \
            ".byte 0\n"                                                        \
            ".globl " #name "_begin\n"                                         \
            ".globl " #name "_end\n"                                           \
            ".previous\n");                                                    \
    extern const char name##_begin[], name##_end[]

EMBED(letter_order_en, "order.en.txt");
EMBED(letter_order_de, "order.de.txt");
EMBED(letter_order_zh, "order.zh.txt");
EMBED(letter_notice_en, "notice.en.txt");
EMBED(letter_notice_de, "notice.de.txt");
EMBED(letter_notice_zh, "notice.zh.txt");
EMBED(letter_seller_en, "seller.en.txt");
EMBED(letter_seller_de, "seller.de.txt");
EMBED(letter_seller_zh, "seller.zh.txt");
EMBED(letter_dossier_en, "dossier.en.txt");
EMBED(letter_dossier_de, "dossier.de.txt");

#define TEXT(name)                                                             \
    {                                                                          \
        name##_begin, name##_end                                               \
    }

static const struct {
    const char *begin, *end;
} defaults[LETTER_KINDS][LANGS] = {
    [LETTER_ORDER] = { [LANG_EN] = TEXT(letter_order_en),
        [LANG_DE] = TEXT(letter_order_de),
        [LANG_ZH] = TEXT(letter_order_zh) },
    [LETTER_NOTICE] = { [LANG_EN] = TEXT(letter_notice_en),
        [LANG_DE] = TEXT(letter_notice_de),
        [LANG_ZH] = TEXT(letter_notice_zh) },
    [LETTER_SELLER] = { [LANG_EN] = TEXT(letter_seller_en),
        [LANG_DE] = TEXT(letter_seller_de),
        [LANG_ZH] = TEXT(letter_seller_zh) },
    [LETTER_DOSSIER] = { [LANG_EN] = TEXT(letter_dossier_en),
        [LANG_DE] = TEXT(letter_dossier_de),
        [LANG_ZH] = TEXT(letter_dossier_en) },
};

static const struct {
    const char *name;
    enum calendar_unit unit;
    int count;
} kinds[LETTER_KINDS] = {
    [LETTER_ORDER] = { "order", CALENDAR_WORKING_DAYS, 2 },
    [LETTER_NOTICE] = { "notice", CALENDAR_WORKING_DAYS, 3 },
    [LETTER_SELLER] = { "seller", CALENDAR_WORKING_DAYS, 10 },
    [LETTER_DOSSIER] = { "dossier", CALENDAR_HOURS, 24 },
};

const char *
letter_kind_name(enum letter_kind k)
{
    return kinds[k].name;
}

int
letter_kind_find(enum letter_kind *out, struct str name)
{
    for (size_t i = 0; i < LETTER_KINDS; i++)
        if (str_is(name, kinds[i].name)) {
            *out = (enum letter_kind)i;
            return 0;
        }
    return -1;
}

enum lang
letter_language(enum letter_kind k, enum lang asked)
{
    return k == LETTER_DOSSIER && asked == LANG_ZH ? LANG_EN : asked;
}

struct calendar_due
letter_due(enum letter_kind k, const struct calendar *c, int64_t sent_ms)
{
    return calendar_due(c, sent_ms, kinds[k].unit, kinds[k].count);
}

/* --- templates --- */

struct str
letter_default(enum letter_kind k, enum lang l)
{
    return (struct str){ defaults[k][l].begin,
        (size_t)(defaults[k][l].end - defaults[k][l].begin) };
}

static void
take_template(const struct store_template *t, void *ctx)
{
    struct letter_template *out = ctx;

    out->version = t->version;
    buf_adds(&out->text, t->text);
}

int
letter_template_find(struct store *s, enum letter_kind k, enum lang l,
    struct letter_template *out, struct fail *fail)
{
    int rc;

    *out = (struct letter_template){ .kind = k, .language = l };
    out->text = BUF_MAX(TEMPLATE_BYTES_MAX);
    rc = store_template_get(
        s, kinds[k].name, lang_code(l), -1, take_template, out, fail);
    if (rc == 0)
        buf_adds(&out->text, letter_default(k, l));
    digest_sha256_hex(buf_str(&out->text), out->digest);
    return rc < 0 ? -1 : 0;
}

void
letter_template_clear(struct letter_template *t)
{
    buf_clear(&t->text);
}

static int
parse(struct template **out, enum letter_kind k, enum lang l, struct str text,
    struct fail *fail)
{
    char name[40];

    snprintf(name, sizeof name, "%s.%s", kinds[k].name, lang_code(l));
    return template_parse(out, text, name, fail);
}

int
letter_template_check(
    enum letter_kind k, enum lang l, struct str text, struct fail *fail)
{
    struct template *t = NULL;
    struct js *known = letter_known();
    int rc = parse(&t, k, l, text, fail);

    if (rc == 0)
        rc = template_check(t, known, fail);
    template_free(t);
    js_free(known);
    return rc;
}

int
letter_write(const struct letter_template *t, const struct js *data,
    struct buf *out, struct texts *missing, struct fail *fail)
{
    struct template *parsed = NULL;
    int rc = parse(&parsed, t->kind, t->language, buf_str(&t->text), fail);

    if (rc == 0)
        rc = template_render(parsed, data, out, missing, fail);
    template_free(parsed);
    return rc;
}
