/* Pictures of offers that have a case. */
#include "store/pictures.h"

#include "base/digest.h"
#include "base/mem.h"
#include "store/handle.h"

/* 1 and place kept where the offer has the picture already. */
static int
due(struct store *s, int64_t listing, struct str url, int place,
    struct fail *fail)
{
    int64_t have = 0;
    const struct db_arg args[] = { db_i(listing), db_s(url),
        db_i(digest_key(url)), db_i(place) };
    int rc = db_one(s->db, SQL_PICTURE_HAVE, args, 2, &have, fail);

    if (rc < 0)
        return -1;
    if (have > 0)
        return db_run(s->db, SQL_PICTURE_PLACE,
            DB_ARGS(db_i(listing), db_s(url), db_i(place)), fail);
    if (db_run(s->db, SQL_PICTURE_SAME, args, COUNT(args), fail) != 0)
        return -1;
    if (db_changes(s->db) > 0)
        return 0;
    return db_run(s->db, SQL_PICTURE_DUE, args, COUNT(args), fail) == 0 ? 1
                                                                        : -1;
}

int
store_picture_due(struct store *s, int64_t listing, struct str url, int place,
    struct fail *fail)
{
    int own, rc;

    if (handle_enter(s, &own, fail) != 0)
        return -1;
    rc = due(s, listing, url, place, fail);
    return handle_leave(s, own, rc < 0 ? -1 : 0, fail) == 0 ? rc : -1;
}

/* The row of a picture with these bytes. */
static int
picture_row(struct store *s, const struct store_picture *p, int64_t *id,
    struct fail *fail)
{
    int rc =
        db_one(s->db, SQL_PICTURE_FIND, DB_ARGS(db_s(p->digest)), id, fail);

    if (rc != 0)
        return rc < 0 ? -1 : 0;
    if (db_run(s->db, SQL_PICTURE_ADD,
            DB_ARGS(db_s(p->digest), db_z(p->media_type), db_i(p->width),
                db_i(p->height), db_i((int64_t)p->look), db_i(p->plain),
                db_b(p->thumb)),
            fail) != 0)
        return -1;
    *id = db_last_id(s->db);
    return 0;
}

static int
came(struct store *s, struct str url, int64_t page,
    const struct store_picture *p, struct fail *fail)
{
    const struct db_arg where[] = { db_i(digest_key(url)), db_s(url) };
    int64_t wanted, id = 0;
    int rc =
        db_one(s->db, SQL_PICTURE_WANTED, where, COUNT(where), &wanted, fail);

    if (rc != 1)
        return rc;
    if (p != NULL && picture_row(s, p, &id, fail) != 0)
        return -1;
    return db_run(s->db, SQL_PICTURE_CAME,
        DB_ARGS(where[0], where[1], db_i(page), db_i(id)), fail);
}

int
store_picture_came(struct store *s, struct str url, int64_t page,
    const struct store_picture *p, struct fail *fail)
{
    int own;

    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(s, own, came(s, url, page, p, fail), fail);
}

int
store_picture_each(struct store *s, int64_t listing,
    int (*visit)(const struct store_picture *p, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_PICTURE_EACH, DB_ARGS(db_i(listing)), fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            struct store_picture p = { .place = (int)db_rows_i(&r, 0),
                .url = db_rows_s(&r, 1),
                .page = db_rows_i(&r, 2),
                .id = db_rows_i(&r, 3),
                .digest = db_rows_s(&r, 4),
                .media_type = db_rows_s(&r, 5).p,
                .width = (int)db_rows_i(&r, 6),
                .height = (int)db_rows_i(&r, 7),
                .look = (uint64_t)db_rows_i(&r, 8),
                .plain = (int)db_rows_i(&r, 9) };

            if ((rc = visit(&p, ctx, fail)) != 0)
                break;
        }
    db_rows_end(&r);
    return rc;
}

int
store_picture_thumb(
    struct store *s, int64_t id, struct buf *out, struct fail *fail)
{
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_PICTURE_THUMB, DB_ARGS(db_i(id)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        buf_adds(out, db_rows_b(&r, 0));
    db_rows_end(&r);
    return rc;
}
