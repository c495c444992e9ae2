#include "store/notice_card.h"

#include "base/fold.h"
#include "base/mem.h"

#define CARD_BYTES_MAX (64u << 10)

static void
add_words(struct buf *words, struct str text)
{
    if (text.len == 0)
        return;
    fold_key(words, text);
    buf_addc(words, '\n');
}

int
notice_card_put(
    struct store *s, int64_t row, const struct recall *r, struct fail *fail)
{
    static const enum recall_field fields[] = { RECALL_ID, RECALL_NAME,
        RECALL_BRAND, RECALL_PRODUCT };
    static const enum recall_list lists[] = { RECALL_MODELS, RECALL_GTINS };
    struct buf words = BUF_MAX(CARD_BYTES_MAX);
    int rc;

    for (size_t i = 0; i < COUNT(fields); i++)
        add_words(&words, recall_get(r, fields[i]));
    for (size_t i = 0; i < COUNT(lists); i++)
        for (size_t k = 0; k < r->list[lists[i]].count; k++)
            add_words(&words, str_of(r->list[lists[i]].item[k]));
    rc = db_run(s->db, SQL_NOTICE_PUT,
        DB_ARGS(db_i(row), db_s(recall_get(r, RECALL_SOURCE)),
            db_s(recall_get(r, RECALL_PUBLISHED)), db_s(buf_str(&words))),
        fail);
    buf_clear(&words);
    return rc;
}

/* 1 if there was one, 0 if none is left. */
static int
behind_one(struct store *s, struct fail *fail)
{
    struct recall *recall = NULL;
    struct js *j = NULL;
    struct db_rows r;
    int64_t row = 0;
    int rc = db_rows_start(&r, s->db, SQL_NOTICE_BEHIND, DB_NONE, fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        row = db_rows_i(&r, 0);
        if (js_parse(&j, db_rows_s(&r, 1), fail) != 0 ||
            recall_from_json(&recall, j, fail) != 0)
            rc = -1;
    }
    db_rows_end(&r);
    if (rc == 1 && (notice_card_put(s, row, recall, fail) != 0 ||
                       db_run(s->db, SQL_NOTICE_BEHIND_DONE, DB_ARGS(db_i(row)),
                           fail) != 0))
        rc = -1;
    recall_free(recall);
    js_free(j);
    return rc;
}

int
notice_card_catch_up(struct store *s, struct fail *fail)
{
    return handle_catch_up(s, SQL_NOTICE_BEHIND, behind_one, fail);
}
