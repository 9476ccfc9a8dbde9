/* The SQLite file: schema, transactions, prepared statements. Nothing formats SQL text. */
#ifndef SANDBOX_DATABASE_H
#define SANDBOX_DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

struct database;

/* Opens FILE, making it when it is missing or empty; NEW tells that it has no schema yet (then
   call database_create within the first transaction). An existing file is looked at read-only
   first: one that is damaged or not ours stays as it is. Returns new (free with database_close);
   NULL after a message on stderr. */
struct database *database_open(const char *file, bool *new);

/* Writes what is open and closes. NULL is allowed. */
void database_close(struct database *database);

/* Makes the tables. Needs a transaction. */
bool database_create(struct database *database);

/* Starts a write transaction; other threads wait until it ends. False when SQLite refuses (then no
   transaction is open). */
bool database_begin(struct database *database);

/* Ends the transaction. False when nothing was stored. */
bool database_commit(struct database *database);
void database_rollback(struct database *database);

/* Makes the commits of this thread kill the process just before they become true (test fault). */
void database_kill_at_commit(bool kill);

/* Prepares SQL (a constant) and binds values. TYPES has one letter a value: 't' const char * (NULL
   is SQL NULL), 'i' int64_t, 'h' const unsigned char * of UTIL_HASH_SIZE bytes. Returns new (free
   with sqlite3_finalize) or NULL. Needs a transaction. */
sqlite3_stmt *database_query(struct database *database, const char *sql, const char *types, ...);

/* As database_query, run to its end. Returns the number of changed rows, -1 on failure. */
int database_run(struct database *database, const char *sql, const char *types, ...);

/* Column COLUMN as text, "" for NULL; *static* until the next step. */
const char *database_text(sqlite3_stmt *statement, int column);

/* Settings: texts by name. Reading returns new (free with free), NULL when there is none. */
char *database_setting(struct database *database, const char *name);
bool database_set_setting(struct database *database, const char *name, const char *value);

#endif
