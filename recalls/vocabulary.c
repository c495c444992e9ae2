#include "recalls/vocabulary.h"

#include "base/fold.h"
#include "base/han.h"
#include "base/map.h"
#include "base/mem.h"
#include "core/model_key.h"

#include <assert.h>
#include <stdlib.h>

/* The files themselves, so that they can be edited as tables and need no
 * installing. Builds run at the top of the tree. */
__asm__(".section .rodata\n"
        ".global vocabulary_names, vocabulary_names_end\n"
        "vocabulary_names:\n"
        ".incbin \"recalls/brand_names.tsv\"\n"
        "vocabulary_names_end:\n"
        ".byte 0\n"
        ".global vocabulary_words, vocabulary_words_end\n"
        "vocabulary_words:\n"
        ".incbin \"recalls/brand_words.txt\"\n"
        "vocabulary_words_end:\n"
        ".byte 0\n"
        ".global vocabulary_kinds, vocabulary_kinds_end\n"
        "vocabulary_kinds:\n"
        ".incbin \"core/glossary.tsv\"\n"
        "vocabulary_kinds_end:\n"
        ".byte 0\n"
        ".previous\n");

extern const char vocabulary_names[], vocabulary_names_end[];
extern const char vocabulary_words[], vocabulary_words_end[];
extern const char vocabulary_kinds[], vocabulary_kinds_end[];

struct maker {
    char *key, *name; /* owned: of the usual name, folded */
};

struct vocabulary {
    struct glossary *glossary;
    struct han *han;
    struct thing_names *things;
    struct map *names; /* key to one of the makers */
    struct map *words;
    struct maker **maker; /* owned */
    size_t makers, cap;
};

/* Keys of what sellers and notices write where there is no brand. */
static const struct str no_brands[] = { STR("unbranded"), STR("nobrand"),
    STR("noname"), STR("nonamebrand"), STR("generic"), STR("unknown"),
    STR("unknownbrand"), STR("none"), STR("na"), STR("null"), STR("ohnemarke"),
    STR("ohnemarkenname"), STR("markenlos"), STR("ohnemarkenzeichen"),
    STR("keinemarke"), STR("keine"), STR("unbekannt"), STR("nichtzutreffend"),
    STR("doesnotapply"), STR("notapplicable"), STR("notspecified"),
    STR("unspecified"), STR("notavailable"), STR("other"), STR("others"),
    STR("sonstige"), STR("andere"), STR("various"), STR("verschiedene"),
    STR("divers"), STR("withoutbrand"), STR("nobrandname"), STR("oem"),
    STR("sansmarque"), STR("senzamarca"), STR("sinmarca"), STR("inconnu"),
    STR("brandless"), STR("无"), STR("无品"), STR("杂"), STR("其他品"),
    STR("其它品"), STR("未知品"), STR("无品牌"), STR("无牌"), STR("无牌子"),
    STR("其他"), STR("其它"), STR("其他品牌"), STR("其它品牌"), STR("未知"),
    STR("不详"), STR("未知品牌"), STR("杂牌"), STR("暂无"), STR("通用") };

static struct str
between(const char *from, const char *to)
{
    return (struct str){ from, (size_t)(to - from) };
}

static int
simple_key(const struct vocabulary *vb, struct buf *out, struct str text)
{
    size_t start = out->len;

    if (brand_key(out, text) != 0)
        return -1;
    vocabulary_simplify(vb, out->p + start, out->len - start);
    return 0;
}

static void
read_maker(struct vocabulary *vb, struct str line)
{
    struct buf key = BUF_MAX(256), folded = BUF_MAX(1024);
    struct maker *m = mem_new(sizeof *m);
    struct str name, other;

    str_next(&line, '\t', &name);
    if (simple_key(vb, &key, name) != 0 || fold_key(&folded, name) != 0)
        assert(!"a maker's name is no brand");
    m->key = str_dup(buf_str(&key));
    m->name = str_dup(buf_str(&folded));
    vb->maker =
        mem_grow(vb->maker, &vb->cap, vb->makers + 1, sizeof vb->maker[0]);
    vb->maker[vb->makers++] = m;
    map_put(vb->names, buf_str(&key), m);
    while (line.len > 0 && str_next(&line, '|', &other)) {
        buf_reset(&key);
        /* A name stands for one maker: the first that claims it. */
        if (simple_key(vb, &key, other) == 0 &&
            map_find(vb->names, buf_str(&key)) == NULL)
            map_put(vb->names, buf_str(&key), m);
    }
    buf_clear(&key);
    buf_clear(&folded);
}

struct vocabulary *
vocabulary_new(void)
{
    struct vocabulary *vb = mem_new(sizeof *vb);
    struct str rest, line;
    struct fail fail = { "" };
    int rc;

    vb->han = han_new();
    vb->things = thing_names_new();
    vb->names = map_new(NULL);
    vb->words = map_new(NULL);
    rc = glossary_parse(&vb->glossary,
        between(vocabulary_kinds, vocabulary_kinds_end), "core/glossary.tsv",
        &fail);
    assert(rc == 0);
    rest = between(vocabulary_names, vocabulary_names_end);
    while (str_next_line(&rest, &line))
        if (line.len > 0 && line.p[0] != '#')
            read_maker(vb, line);
    rest = between(vocabulary_words, vocabulary_words_end);
    while (str_next_line(&rest, &line)) {
        struct str word;

        if (line.len > 0 && line.p[0] == '#')
            continue;
        while (str_next_word(&line, &word))
            map_add(vb->words, word, NULL);
    }
    return vb;
}

void
vocabulary_free(struct vocabulary *vb)
{
    if (vb == NULL)
        return;
    glossary_free(vb->glossary);
    han_free(vb->han);
    thing_names_free(vb->things);
    map_free(vb->names);
    map_free(vb->words);
    for (size_t i = 0; i < vb->makers; i++) {
        free(vb->maker[i]->key);
        free(vb->maker[i]->name);
        free(vb->maker[i]);
    }
    free(vb->maker);
    free(vb);
}

const struct glossary *
vocabulary_glossary(const struct vocabulary *vb)
{
    return vb->glossary;
}

const struct thing_names *
vocabulary_things(const struct vocabulary *vb)
{
    return vb->things;
}

size_t
vocabulary_makers(const struct vocabulary *vb)
{
    return vb->makers;
}

void
vocabulary_simplify(const struct vocabulary *vb, char *text, size_t len)
{
    han_simplify(vb->han, text, len);
}

int
vocabulary_is_simple(const struct vocabulary *vb, struct str text)
{
    return han_find(vb->han, text.p, text.len) == text.len;
}

int
vocabulary_brand_key(const struct vocabulary *vb, struct buf *out, struct str s)
{
    size_t start = out->len;
    struct str key, usual;

    if (simple_key(vb, out, s) != 0)
        return -1;
    key = str_sub(buf_str(out), start, out->len - start);
    if (vocabulary_is_no_brand(key)) {
        buf_cut(out, start);
        return -1;
    }
    usual = vocabulary_brand(vb, key);
    if (usual.p != key.p) {
        buf_cut(out, start);
        buf_adds(out, usual);
    }
    return 0;
}

struct str
vocabulary_brand(const struct vocabulary *vb, struct str key)
{
    const struct maker *m = map_get(vb->names, key);

    return m != NULL ? str_of(m->key) : key;
}

struct str
vocabulary_maker(const struct vocabulary *vb, struct str key)
{
    const struct maker *m = map_get(vb->names, key);

    return m != NULL ? str_of(m->name) : STR_NONE;
}

int
vocabulary_has_brand(const struct vocabulary *vb, struct str key)
{
    return map_find(vb->names, key) != NULL;
}

int
vocabulary_is_word(const struct vocabulary *vb, struct str key)
{
    return map_find(vb->words, key) != NULL;
}

int
vocabulary_is_no_brand(struct str key)
{
    for (size_t i = 0; i < COUNT(no_brands); i++)
        if (str_eq(key, no_brands[i]))
            return 1;
    return 0;
}
