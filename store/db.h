/* store/db.h - SQLite behind numbered statements; internal to store/.
 *
 * The only file that includes sqlite3.h is db.c. Statements are those of
 * store/sql.h, prepared once and kept; values are always bound, so no text
 * from outside ever becomes part of a statement.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/fail.h"
#include "base/str.h"
#include "store/sql.h"

#include <stddef.h>
#include <stdint.h>

struct db;

/* Open the file: for writing (made if missing) or reading (must exist).
 * Sets the pragmas; knows no schema. */
int db_open(struct db **out, const char *path, int write, struct fail *fail);
void db_close(struct db *d);
const char *db_path(const struct db *d);
/* Of a batch job: where another process writes it waits, and asks nobody to
 * make way (store/give_way.h); and it keeps the log short. */
void db_be_patient(struct db *d);
/* What store_aside promises: a thread takes the log over into the file. */
int db_carry_aside(struct db *d, struct fail *fail);
void db_carry(struct db *d); /* of store_aside_now */
/* Between begin and commit: what was changed goes to the log. */
int db_write_out(struct db *d, struct fail *fail);

/* Read the whole file from front to back, so that what reads it in another
 * order finds it in memory. */
void db_read_ahead(const struct db *d);

/* Copy all of it, as it is at one moment, into the file `to`, which is empty or
 * missing and becomes one file without a log. Others may write meanwhile. */
int db_copy(struct db *from, const char *to, struct fail *fail);

/* Run a script of our own (schema steps). */
int db_script(struct db *d, const char *script, struct fail *fail);

/* A value for a parameter. Texts are borrowed until the statement ends. */
enum db_kind { DB_NULL, DB_INT, DB_REAL, DB_TEXT, DB_BYTES };

struct db_arg {
    enum db_kind kind;
    int64_t i;
    double r;
    struct str s;
};

struct db_arg db_i(int64_t v);
struct db_arg db_r(double v);
struct db_arg db_s(struct str s);
struct db_arg db_b(struct str bytes);     /* any bytes, no text */
struct db_arg db_z(const char *text);     /* NULL gives "" */
struct db_arg db_maybe(const char *text); /* NULL gives NULL */

#define DB_ARGS(...)                                                           \
    (const struct db_arg[]){ __VA_ARGS__ },                                    \
        sizeof((const struct db_arg[]){ __VA_ARGS__ }) / sizeof(struct db_arg)
#define DB_NONE NULL, 0

/* Run to the end; rows are ignored. */
int db_run(struct db *d, enum sql n, const struct db_arg *args, size_t count,
    struct fail *fail);
/* First column of the first row. 1 with *out set, 0 if there is no row. */
int db_one(struct db *d, enum sql n, const struct db_arg *args, size_t count,
    int64_t *out, struct fail *fail);
int64_t db_changes(const struct db *d); /* rows the last statement changed */
int64_t db_last_id(const struct db *d); /* row number it inserted */

/* Rows one by one. The same statement may be walked inside its own walk. */
struct db_rows {
    struct db *db;
    void *stmt;
    int extra; /* prepared for this walk alone */
};

int db_rows_start(struct db_rows *r, struct db *d, enum sql n,
    const struct db_arg *args, size_t count, struct fail *fail);
int db_rows_next(struct db_rows *r, struct fail *fail); /* 1, 0 or -1 */
void db_rows_end(struct db_rows *r); /* also after a failed start */
int64_t db_rows_i(const struct db_rows *r, int column);
double db_rows_r(const struct db_rows *r, int column);
/* Borrowed until the next step; NUL-terminated, "" for NULL. */
struct str db_rows_s(const struct db_rows *r, int column);
struct str db_rows_b(const struct db_rows *r, int column); /* of bytes */

/* 1 between begin and commit. */
int db_in_transaction(const struct db *d);

#endif
