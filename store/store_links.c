/* Which notices are about one product: their keys and links. */
#include "store/handle.h"

int
store_recall_unkeyed(struct store *s, int64_t *row, struct fail *fail)
{
    return db_one(s->db, SQL_RECALL_UNKEYED, DB_NONE, row, fail);
}

static int
put_keys(struct store *s, int64_t row, const struct store_recall_key *keys,
    size_t count, struct fail *fail)
{
    if (db_run(s->db, SQL_KEY_CLEAR, DB_ARGS(db_i(row)), fail) != 0 ||
        db_run(s->db, SQL_LINK_CLEAR, DB_ARGS(db_i(row)), fail) != 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (db_run(s->db, SQL_KEY_ADD,
                DB_ARGS(db_z(keys[i].kind), db_s(keys[i].key), db_i(row)),
                fail) != 0)
            return -1;
    return db_run(s->db, SQL_RECALL_KEYED, DB_ARGS(db_i(row)), fail);
}

int
store_recall_keys_put(struct store *s, int64_t row,
    const struct store_recall_key *keys, size_t count, struct fail *fail)
{
    int own;

    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(s, own, put_keys(s, row, keys, count, fail), fail);
}

int
store_recall_keys_find(struct store *s, const char *kind, struct str key,
    int64_t *rows, size_t limit, struct fail *fail)
{
    struct db_rows r;
    int count = 0;
    int rc = db_rows_start(&r, s->db, SQL_KEY_EACH,
        DB_ARGS(db_z(kind), db_s(key), db_i((int64_t)limit)), fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        rows[count++] = db_rows_i(&r, 0);
        rc = 0;
    }
    db_rows_end(&r);
    return rc < 0 ? -1 : count;
}

int
store_recall_link(
    struct store *s, const struct store_link_row *l, struct fail *fail)
{
    return db_run(s->db, SQL_LINK_ADD,
        DB_ARGS(db_i(l->a), db_i(l->b), db_z(l->kind), db_s(l->key)), fail);
}

int
store_recall_link_each(struct store *s, int64_t row,
    int (*visit)(const struct store_link_row *l, void *ctx), void *ctx,
    struct fail *fail)
{
    struct db_rows r;
    int rc = row != 0 ? db_rows_start(
                            &r, s->db, SQL_LINK_OF, DB_ARGS(db_i(row)), fail)
                      : db_rows_start(&r, s->db, SQL_LINK_EACH, DB_NONE, fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct store_link_row l = { db_rows_i(&r, 0), db_rows_i(&r, 1),
            db_rows_s(&r, 2).p, db_rows_s(&r, 3) };

        rc = visit(&l, ctx);
    }
    db_rows_end(&r);
    return rc;
}
