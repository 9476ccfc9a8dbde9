#include "config.h"

#include "sandbox/observe.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox/clock.h"
#include "sandbox/operations.h"

enum { LOG_SIZE = 10000 };

struct entry {
    char method[8];
    char path[96];
    int64_t time;
};

struct request_log {
    pthread_mutex_t mutex;
    size_t count; /* ever added; entry N is in entries[N % LOG_SIZE] */
    struct entry entries[LOG_SIZE];
};

struct request_log *request_log_new(void)
{
    struct request_log *log = calloc(1, sizeof *log);
    if (log && pthread_mutex_init(&log->mutex, NULL) != 0) {
        free(log);
        log = NULL;
    }
    return log;
}

void request_log_free(struct request_log *log)
{
    if (!log)
        return;
    (void)pthread_mutex_destroy(&log->mutex);
    free(log);
}

/* Copies what of TEXT fits; a byte that no operation has in its name, and that might not be text at
   all, as "?". */
static void keep(char *out, size_t size, const char *text)
{
    size_t used = 0;
    for (; used < size - 1 && text[used]; used++)
        out[used] = text[used] > ' ' && text[used] < 127 ? text[used] : '?';
    out[used] = '\0';
}

void request_log_add(struct request_log *log, const char *method, const char *path)
{
    (void)pthread_mutex_lock(&log->mutex);
    struct entry *entry = &log->entries[log->count % LOG_SIZE];
    /* A path that is cut here is none of ours. */
    keep(entry->method, sizeof entry->method, method);
    keep(entry->path, sizeof entry->path, path);
    entry->time = clock_now_ms();
    log->count++;
    (void)pthread_mutex_unlock(&log->mutex);
}

void sandbox_requests(struct request *request, struct reply *reply)
{
    struct request_log *log = request->sandbox->log;
    json_t *list = json_array();
    (void)pthread_mutex_lock(&log->mutex);
    size_t first = log->count > LOG_SIZE ? log->count - LOG_SIZE : 0;
    for (size_t i = first; list && i < log->count; i++) {
        const struct entry *entry = &log->entries[i % LOG_SIZE];
        char time[UTIL_TIME_SIZE];
        util_format_time(entry->time, time);
        if (json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "method", entry->method,
                                                  "path", entry->path, "time", time)) != 0) {
            json_decref(list);
            list = NULL;
        }
    }
    (void)pthread_mutex_unlock(&log->mutex);
    reply_bare(reply, 200, list);
}

void sandbox_users(struct request *request, struct reply *reply)
{
    struct database *database = request->sandbox->database;
    json_t *list = NULL;
    if (database_begin(database)) {
        list = users_list(database);
        database_rollback(database);
    }
    reply_bare(reply, 200, list);
}
