#include "store/campaigns.h"

#include "store/audit.h"
#include "store/handle.h"

#include <stdio.h>
#include <string.h>

#define TEXT_BYTES_MAX 1000

int
store_campaign_each(struct store *s,
    int (*visit)(const struct store_campaign *c, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_CAMPAIGN_EACH, DB_NONE, fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            struct store_campaign c = { .file = db_rows_s(&r, 0).p,
                .digest = db_rows_s(&r, 1).p,
                .author = db_rows_s(&r, 2).p,
                .at_ms = db_rows_i(&r, 3) };

            if ((rc = visit(&c, ctx, fail)) != 0)
                break;
        }
    db_rows_end(&r);
    return rc;
}

static int
audit(struct store *s, const struct store_by *by, const char *action,
    const char *file, const char *digest, struct fail *fail)
{
    struct buf object = BUF_MAX(TEXT_BYTES_MAX);
    struct buf detail = BUF_MAX(TEXT_BYTES_MAX);
    struct store_audit a = {
        .actor = str_of(by->actor), .action = str_of(action), .at_ms = by->at_ms
    };
    int rc;

    buf_addf(&object, "campaign %s", file);
    if (digest != NULL)
        buf_addf(&detail, "{\"digest\":\"%s\"}", digest);
    a.object = buf_str(&object);
    a.detail = buf_str(&detail);
    rc = store_audit_add(s, &a, fail);
    buf_clear(&object);
    buf_clear(&detail);
    return rc;
}

int
store_campaign_allow(struct store *s, const struct store_by *by,
    const char *file, const char *digest, struct fail *fail)
{
    int own, rc;

    if (handle_enter(s, &own, fail) != 0)
        return -1;
    rc = db_run(s->db, SQL_CAMPAIGN_PUT,
        DB_ARGS(db_z(file), db_z(digest), db_z(by->actor), db_i(by->at_ms)),
        fail);
    if (rc == 0)
        rc = audit(s, by, "campaign.allow", file, digest, fail);
    return handle_leave(s, own, rc, fail);
}

int
store_campaign_forbid(struct store *s, const struct store_by *by,
    const char *file, struct fail *fail)
{
    int own, rc;

    if (handle_enter(s, &own, fail) != 0)
        return -1;
    rc = db_run(s->db, SQL_CAMPAIGN_DROP, DB_ARGS(db_z(file)), fail);
    if (rc == 0 && db_changes(s->db) > 0)
        rc = audit(s, by, "campaign.forbid", file, NULL, fail);
    return handle_leave(s, own, rc, fail);
}

struct sought {
    const char *file, *digest;
};

static int
is_sought(const struct store_campaign *c, void *ctx, struct fail *fail)
{
    const struct sought *sought = ctx;

    (void)fail;
    return strcmp(c->file, sought->file) == 0 &&
           strcmp(c->digest, sought->digest) == 0;
}

int
store_campaign_allowed(
    struct store *s, const char *file, const char *digest, struct fail *fail)
{
    struct sought sought = { file, digest };

    return store_campaign_each(s, is_sought, &sought, fail);
}
