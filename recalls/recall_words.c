#include "recalls/recall_words.h"

#include "base/lanes.h"
#include "base/mem.h"

/* Words that end in '*' may go on. */
static const char *const words[] = { "recall*", "rückruf*", "rueckruf*",
    "zurückgerufen*", "rückgerufen*", "rappel*", "sicherheitswarnung*", "rapex",
    "cpsc" };
static const char *const han[] = { "召回", "リコール", "回収" };

int
recall_words_like(struct str word, const char *form)
{
    struct str f = str_of(form);

    if (f.p[f.len - 1] == '*')
        return str_starts(word, str_sub(f, 0, f.len - 1));
    return str_eq(word, f);
}

int
recall_words_are(struct str word, int cjk)
{
    if (cjk) {
        for (size_t i = 0; i < COUNT(han); i++)
            if (str_find(word, str_of(han[i]), 0) >= 0)
                return 1;
        return 0;
    }
    for (size_t i = 0; i < COUNT(words); i++)
        if (words[i][0] == word.p[0] && recall_words_like(word, words[i]))
            return 1;
    return 0;
}

/* More bytes than one of the words has. */
#define WORD_BYTES 24

/* Three bytes in a row that each of the words has, and few others: "eca" of
 * "recall", "ckr" and "ckg" of "rückruf" and "rückgerufen", "ppe" of "rappel",
 * "tsw" of "sicherheitswarnung", "pex", "psc"; 召, 収 and リ. Reads two bytes
 * more than sixteen. */
static int
may_stand(const char *p)
{
    lanes a, b = lanes_load(p + 1), c = lanes_load(p + 2);
    lanes found;

    /* Most texts have not even the last two of them. */
    found = ((lanes)(b == 'c') & (lanes)(c == 'a')) |
            ((lanes)(b == 'k') & ((lanes)(c == 'r') | (lanes)(c == 'g'))) |
            ((lanes)(b == 's') & ((lanes)(c == 'w') | (lanes)(c == 'c'))) |
            ((lanes)(b == 'p') & (lanes)(c == 'e')) |
            ((lanes)(b == 'e') & (lanes)(c == 'x')) |
            ((lanes)(b == 0x8F) & ((lanes)(c == 0xAC) | (lanes)(c == 0x8E))) |
            ((lanes)(b == 0x83) & (lanes)(c == 0xAA));
    if (!lanes_any(found))
        return 0;
    a = lanes_load(p);
    found = (lanes)(a == 'c') & (lanes)(b == 'k') &
            ((lanes)(c == 'r') | (lanes)(c == 'g'));
    found |= (lanes)(a == 'e') & (lanes)(b == 'c') & (lanes)(c == 'a');
    found |= (lanes)(a == 'p') & (((lanes)(b == 'p') & (lanes)(c == 'e')) |
                                     ((lanes)(b == 'e') & (lanes)(c == 'x')) |
                                     ((lanes)(b == 's') & (lanes)(c == 'c')));
    found |= (lanes)(a == 't') & (lanes)(b == 's') & (lanes)(c == 'w');
    found |= (lanes)(a == 0xE5) & (lanes)(b == 0x8F) &
             ((lanes)(c == 0xAC) | (lanes)(c == 0x8E));
    found |= (lanes)(a == 0xE3) & (lanes)(b == 0x83) & (lanes)(c == 0xAA);
    return lanes_any(found);
}

static int
stand(struct str s)
{
    for (size_t i = 0; i < COUNT(words) + COUNT(han); i++) {
        struct str f =
            str_of(i < COUNT(words) ? words[i] : han[i - COUNT(words)]);

        f.len -= f.p[f.len - 1] == '*';
        if (str_find(s, f, 0) >= 0)
            return 1;
    }
    return 0;
}

/* The same in what is around sixteen bytes of a text. */
static int
stand_near(struct str s, size_t at)
{
    size_t from = at > WORD_BYTES ? at - WORD_BYTES : 0;

    return stand(str_sub(s, from, at + LANES + WORD_BYTES - from));
}

int
recall_words_in(struct str s)
{
    char tail[2 * LANES] = { 0 };
    size_t i = 0;

    for (; i + LANES + 2 <= s.len; i += LANES)
        if (may_stand(s.p + i) && stand_near(s, i))
            return 1;
    /* What is left is less than such a step reads. */
    if (i == s.len)
        return 0;
    memcpy(tail, s.p + i, s.len - i);
    return may_stand(tail) && stand_near(s, i);
}
