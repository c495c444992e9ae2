#include "classifier/pair_judge.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Words, bags and joins of two records of full length. */
#define ARENA_BYTES (1u << 20)

/* A word as the record writes it: the table has it without its ending. */
static struct str
as_written(const struct pair_record *r, const struct pair_word *w)
{
    struct str stem = w->text;

    if (w->shown.p != NULL)
        return w->shown;
    for (size_t f = 0; f < r->field_count; f++) {
        struct str text = r->field[f].text;
        ptrdiff_t at = -1;

        while ((at = str_find(text, stem, (size_t)(at + 1))) >= 0) {
            size_t end = (size_t)at + stem.len;

            if (at > 0 && str_is_alnum(text.p[at - 1]))
                continue;
            while (end < text.len && str_is_alnum(text.p[end]))
                end++;
            if (end - (size_t)at <= PAIR_WORD_BYTES)
                return str_sub(text, (size_t)at, end - (size_t)at);
        }
    }
    return stem;
}

/* The rarest stay, rarest first. */
static void
name_word(struct pair_verdict *v, enum pair_party party,
    const struct pair_word *w, const struct pair_record *r)
{
    struct pair_named *list = v->word[party];
    struct str text = as_written(r, w);
    /* Of equally rare words a part number says most. */
    double weight = (double)w->weight + (w->kind == PAIR_CODE) * 0.01;
    size_t at = v->count[party];

    if (at == PAIR_WORDS_NAMED && weight <= list[at - 1].weight)
        return;
    if (at == PAIR_WORDS_NAMED)
        at--;
    else
        v->count[party]++;
    for (; at > 0 && list[at - 1].weight < weight; at--)
        list[at] = list[at - 1];
    memcpy(list[at].text, text.p, text.len);
    list[at].text[text.len] = '\0';
    list[at].weight = weight;
}

static void
name_words(struct pair_verdict *v, const struct pair_words *words,
    const struct pair_record *record, const struct pair_alignment *al)
{
    for (size_t i = 0; i < al->matched_count; i++)
        name_word(v, PAIR_BOTH, &words->item[al->matched[i]], &record[1]);
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < al->left[side].count; i++)
            if (!al->left[side].soft[i])
                name_word(v, side == 0 ? PAIR_LEFT : PAIR_RIGHT,
                    &words->item[al->left[side].word[i]], &record[side]);
}

void
pair_judge(const struct pair_model *m, const struct str *left,
    const struct str *right, size_t count, struct pair_verdict *out)
{
    struct pair_words words;
    struct pair_record record[2];
    struct pair_table t = {
        .record = record, .record_count = 2, .arena = ARENA_MAX(ARENA_BYTES)
    };
    struct pair_reader reader;
    struct pair_view view;
    struct str field[2][PAIR_FIELDS_MAX] = { 0 };
    float row[PAIR_FEATURES_MAX];
    int rc;

    *out = (struct pair_verdict){ .probability = 0 };
    for (size_t i = 0; i < count && i < m->schema.count; i++) {
        field[0][i] = left[i];
        field[1][i] = right[i];
    }
    pair_words_init(&words);
    pair_reader_init(&reader, &words, &t.arena, m->schema.main_field);
    rc = pair_record_read(&record[0], &reader, field[0], m->schema.count);
    if (rc == 0)
        rc = pair_record_read(&record[1], &reader, field[1], m->schema.count);
    if (rc == 0) {
        pair_view_init(&view, m, &words, &t);
        pair_view_row(&view, &record[0], &record[1], row);
        out->probability =
            calibrate_apply(&m->curve, pair_committee_decide(&m->base, row));
        name_words(out, &words, record, &view.features->all);
        pair_view_clear(&view);
    }
    pair_reader_clear(&reader);
    pair_words_clear(&words);
    arena_clear(&t.arena);
}
