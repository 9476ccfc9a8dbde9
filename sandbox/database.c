#include "config.h"

#include "sandbox/database.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/i18n.h"
#include "sandbox/util.h"

struct database {
    sqlite3 *handle;
    pthread_mutex_t mutex; /* held from begin to commit or rollback */
};

static _Thread_local bool kill_at_commit;

static const char *const schema[] = {
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    "CREATE TABLE user ("
    " id TEXT PRIMARY KEY,"
    " username TEXT NOT NULL UNIQUE,"
    " email TEXT UNIQUE COLLATE NOCASE,"
    " phone TEXT, phone_country TEXT,"
    " password TEXT NOT NULL,"
    " locked INTEGER NOT NULL DEFAULT 0,"
    " second_factor INTEGER NOT NULL DEFAULT 0,"
    " created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,"
    " logins INTEGER NOT NULL DEFAULT 0, last_login INTEGER NOT NULL DEFAULT 0,"
    " UNIQUE (phone_country, phone)) STRICT",
    /* Only hashes of tokens and codes are stored. */
    "CREATE TABLE token ("
    " hash BLOB PRIMARY KEY,"
    " kind TEXT NOT NULL CHECK (kind IN ('access', 'refresh', 'delete')),"
    " user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,"
    " session TEXT NOT NULL, scope TEXT NOT NULL,"
    " expires_at INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0) STRICT",
    "CREATE INDEX token_user ON token (user_id, kind)",
    "CREATE INDEX token_session ON token (session)",
    "CREATE TABLE code ("
    " channel TEXT NOT NULL, address TEXT NOT NULL,"
    " user_id TEXT REFERENCES user (id) ON DELETE CASCADE,"
    " hash BLOB NOT NULL, sent_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,"
    " attempts INTEGER NOT NULL DEFAULT 0, used INTEGER NOT NULL DEFAULT 0,"
    " PRIMARY KEY (channel, address)) STRICT",
    "CREATE INDEX code_user ON code (user_id)",
    "PRAGMA application_id = 0x47415342",
    "PRAGMA user_version = 1",
};

static const int64_t our_application_id = 0x47415342; /* "GASB" */

/* Runs SQL that gives one row; its first column as text in OUT. */
static int read_one(sqlite3 *handle, const char *sql, char *out, size_t size)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(handle, sql, -1, &statement, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    if (result == SQLITE_ROW) {
        const char *text = database_text(statement, 0);
        (void)util_copy(out, size, text);
        result = SQLITE_OK;
    }
    (void)sqlite3_finalize(statement);
    return result;
}

/* FILE as a name for SQLite that promises that nobody changes it, so that even looking leaves no
   file behind. Not with a write-ahead log, which has to be read too: then it is FILE itself.
   Returns new. */
static char *inspection_name(const char *file)
{
    char *log = util_format("%s-wal", file);
    /* Flawfinder: ignore (a file that comes later is opened read-only all the same) */
    bool logged = log && access(log, F_OK) == 0;
    free(log);
    if (logged)
        return strdup(file);
    char *name = calloc(1, 3 * strlen(file) + 32);
    if (!name)
        return NULL;
    char *out = stpcpy(name, "file:");
    for (; *file; file++) {
        static const char digits[] = "0123456789abcdef";
        bool plain = *file == '/' || *file == '.' || *file == '-' || *file == '_' ||
                     (*file >= '0' && *file <= '9') || (*file >= 'a' && *file <= 'z') ||
                     (*file >= 'A' && *file <= 'Z');
        if (plain) {
            *out++ = *file;
            continue;
        }
        *out++ = '%';
        *out++ = digits[(unsigned char)*file >> 4];
        *out++ = digits[(unsigned char)*file & 15];
    }
    (void)stpcpy(out, "?immutable=1");
    return name;
}

/* Looks at the non-empty FILE without the right to write. Returns NULL when it can be used, else a
   message. */
static const char *inspect(const char *file)
{
    const char *problem = NULL;
    char text[128] = "";
    sqlite3 *handle = NULL;
    char *name = inspection_name(file);
    int result = name ? sqlite3_open_v2(name, &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL)
                      : SQLITE_NOMEM;
    free(name);
    if (result == SQLITE_OK)
        (void)sqlite3_busy_timeout(handle, 2000);
    if (result == SQLITE_OK)
        result = read_one(handle, "PRAGMA application_id", text, sizeof text);
    if (result == SQLITE_OK && strtoll(text, NULL, 10) != our_application_id) {
        problem = N_("it is not a database of genauth-sandbox");
        /* A schema that was never committed leaves a database without any table. */
        if (read_one(handle, "SELECT count(*) FROM sqlite_schema", text, sizeof text) ==
                SQLITE_OK &&
            strcmp(text, "0") == 0)
            problem = NULL;
    } else if (result == SQLITE_OK) {
        result = read_one(handle, "PRAGMA user_version", text, sizeof text);
        if (result == SQLITE_OK && strcmp(text, "1") != 0)
            problem = N_("it was written by another version of genauth-sandbox");
        if (result == SQLITE_OK && !problem)
            result = read_one(handle, "PRAGMA integrity_check(1)", text, sizeof text);
        if (result == SQLITE_OK && !problem && strcmp(text, "ok") != 0)
            problem = N_("it is damaged");
    }
    if (result == SQLITE_NOTADB)
        problem = N_("it is not a database of genauth-sandbox");
    else if (result == SQLITE_CORRUPT)
        problem = N_("it is damaged");
    else if (result != SQLITE_OK && !problem)
        problem = sqlite3_errstr(result);
    (void)sqlite3_close(handle);
    return problem;
}

static int commit_hook(void *unused)
{
    (void)unused;
    if (kill_at_commit)
        (void)kill(getpid(), SIGKILL);
    return 0;
}

static bool configure(sqlite3 *handle)
{
    char text[64];
    (void)sqlite3_extended_result_codes(handle, 0);
    (void)sqlite3_commit_hook(handle, commit_hook, NULL);
    return sqlite3_busy_timeout(handle, 5000) == SQLITE_OK &&
           sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) == SQLITE_OK &&
           sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) == SQLITE_OK &&
           sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL) == SQLITE_OK &&
           read_one(handle, "PRAGMA journal_mode = WAL", text, sizeof text) == SQLITE_OK &&
           read_one(handle, "PRAGMA synchronous = NORMAL", text, sizeof text) == SQLITE_DONE;
}

struct database *database_open(const char *file, bool *new)
{
    struct stat status;
    const char *problem = NULL;
    struct database *database = calloc(1, sizeof *database);
    if (!database || pthread_mutex_init(&database->mutex, NULL) != 0) {
        util_complain(_("Cannot use the database '%s': %s."), file, strerror(ENOMEM));
        free(database);
        return NULL;
    }
    if (stat(file, &status) != 0)
        problem = errno == ENOENT ? NULL : strerror(errno);
    else if (!S_ISREG(status.st_mode))
        problem = N_("it is not a file");
    else if (status.st_size > 0)
        problem = inspect(file);
    if (!problem) {
        int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
        int result = sqlite3_open_v2(file, &database->handle, flags, NULL);
        if (result != SQLITE_OK)
            problem = sqlite3_errstr(result);
        else if (!configure(database->handle))
            problem = sqlite3_errmsg(database->handle);
    }
    char version[32] = "";
    if (!problem &&
        read_one(database->handle, "PRAGMA user_version", version, sizeof version) != SQLITE_OK)
        problem = sqlite3_errmsg(database->handle);
    *new = strcmp(version, "1") != 0;
    if (!problem)
        return database;
    util_complain(_("Cannot use the database '%s': %s."), file, _(problem));
    (void)sqlite3_close(database->handle);
    (void)pthread_mutex_destroy(&database->mutex);
    free(database);
    return NULL;
}

void database_close(struct database *database)
{
    if (!database)
        return;
    (void)sqlite3_close(database->handle);
    (void)pthread_mutex_destroy(&database->mutex);
    free(database);
}

bool database_create(struct database *database)
{
    for (size_t i = 0; i < sizeof schema / sizeof *schema; i++) {
        if (database_run(database, schema[i], "") < 0)
            return false;
    }
    return true;
}

bool database_begin(struct database *database)
{
    int result = pthread_mutex_lock(&database->mutex);
    assert(result == 0);
    if (database_run(database, "BEGIN IMMEDIATE", "") >= 0)
        return true;
    result = pthread_mutex_unlock(&database->mutex);
    assert(result == 0);
    return false;
}

bool database_commit(struct database *database)
{
    bool done = database_run(database, "COMMIT", "") >= 0;
    if (!done) {
        database_rollback(database);
        return false;
    }
    int result = pthread_mutex_unlock(&database->mutex);
    assert(result == 0);
    return true;
}

void database_rollback(struct database *database)
{
    if (!sqlite3_get_autocommit(database->handle))
        (void)database_run(database, "ROLLBACK", "");
    int result = pthread_mutex_unlock(&database->mutex);
    assert(result == 0);
}

void database_kill_at_commit(bool kill_process)
{
    kill_at_commit = kill_process;
}

static sqlite3_stmt *prepare(struct database *database, const char *sql, const char *types,
                             va_list values)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(database->handle, sql, -1, &statement, NULL);
    for (int i = 0; result == SQLITE_OK && types[i]; i++) {
        switch (types[i]) {
        case 't':
            result = sqlite3_bind_text(statement, i + 1, va_arg(values, const char *), -1,
                                       SQLITE_TRANSIENT);
            break;
        case 'i':
            result = sqlite3_bind_int64(statement, i + 1, va_arg(values, int64_t));
            break;
        case 'h':
            result = sqlite3_bind_blob(statement, i + 1, va_arg(values, const unsigned char *),
                                       UTIL_HASH_SIZE, SQLITE_TRANSIENT);
            break;
        default:
            assert(false && "unknown type letter");
        }
    }
    if (result == SQLITE_OK)
        return statement;
    util_complain("SQLite: %s", sqlite3_errmsg(database->handle));
    (void)sqlite3_finalize(statement);
    return NULL;
}

sqlite3_stmt *database_query(struct database *database, const char *sql, const char *types, ...)
{
    va_list values;
    va_start(values, types);
    sqlite3_stmt *statement = prepare(database, sql, types, values);
    va_end(values);
    return statement;
}

int database_run(struct database *database, const char *sql, const char *types, ...)
{
    va_list values;
    va_start(values, types);
    sqlite3_stmt *statement = prepare(database, sql, types, values);
    va_end(values);
    if (!statement)
        return -1;
    int result = SQLITE_ROW;
    while (result == SQLITE_ROW)
        result = sqlite3_step(statement);
    if (result != SQLITE_DONE)
        util_complain("SQLite: %s", sqlite3_errmsg(database->handle));
    (void)sqlite3_finalize(statement);
    return result == SQLITE_DONE ? sqlite3_changes(database->handle) : -1;
}

const char *database_text(sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    return text ? (const char *)text : "";
}

char *database_setting(struct database *database, const char *name)
{
    char *value = NULL;
    sqlite3_stmt *statement =
        database_query(database, "SELECT value FROM setting WHERE name = ?", "t", name);
    if (statement && sqlite3_step(statement) == SQLITE_ROW)
        value = strdup(database_text(statement, 0));
    (void)sqlite3_finalize(statement);
    return value;
}

bool database_set_setting(struct database *database, const char *name, const char *value)
{
    return database_run(database,
                        "INSERT INTO setting (name, value) VALUES (?, ?)"
                        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                        "tt", name, value) == 1;
}
