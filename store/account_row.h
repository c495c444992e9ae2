/* store/account_row.h - what the files about people share; internal. */
#ifndef STORE_ACCOUNT_ROW_H
#define STORE_ACCOUNT_ROW_H

#include "store/accounts.h"
#include "store/db.h"

/* How often it is noted that a session or a token is in use. */
#define ACCOUNT_ROW_NOTE_MS 60000
/* Columns of ACCOUNT_COLUMNS in sql_accounts.h; others follow. */
#define ACCOUNT_ROW_COLUMNS 10

void store_account_row(struct store_account *out, const struct db_rows *r);

/* An audit entry about an account, in the caller's transaction. */
int store_account_audit(struct store *s, const struct store_by *by,
    const char *action, const char *name, struct str detail, struct fail *fail);

#endif
