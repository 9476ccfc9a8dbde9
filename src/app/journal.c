#include "config.h"

#include "app/journal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "app/journal_line.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"

enum {
    LOCK_TRIES = 100,
    LOCK_PAUSE_MS = 20,
    BLOCK_SIZE = 4096,
    READ_MAX = 8 * 1024 * 1024 /* of the file's end: the start must not wait for the rest */
};

#define FILE_MODE   (S_IRUSR | S_IWUSR)
#define FOLDER_MODE S_IRWXU

struct journal {
    char folder[PATH_MAX]; /* "" = there is no place for one */
    char name[NAME_MAX + 1];
    bool is_usual; /* the folder is ours: made when missing, and nobody else may look into it */
    bool to_syslog;
};

static bool find_usual_folder(char *folder, size_t size)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    int written = -1;
    if (state != NULL && state[0] == '/')
        written = snprintf(folder, size, "%s/genauth-tui", state);
    else if (home != NULL && home[0] == '/')
        written = snprintf(folder, size, "%s/.local/state/genauth-tui", home);
    return written > 0 && (size_t)written < size;
}

static bool split(struct journal *journal, const char *file)
{
    char first[PATH_MAX], second[PATH_MAX];
    if (snprintf(first, sizeof(first), "%s", file) >= (int)sizeof(first))
        return false;
    memcpy(second, first, sizeof(second));
    int folder = snprintf(journal->folder, sizeof(journal->folder), "%s", dirname(first));
    int name = snprintf(journal->name, sizeof(journal->name), "%s", basename(second));
    return folder > 0 && folder < (int)sizeof(journal->folder) && name > 0 &&
           name < (int)sizeof(journal->name);
}

struct journal *journal_new(const char *file, bool to_syslog)
{
    struct journal *journal = calloc(1, sizeof(*journal));
    if (journal == NULL)
        return NULL;
    journal->is_usual = file[0] == '\0';
    journal->to_syslog = to_syslog;
    bool found = false;
    if (journal->is_usual) {
        found = find_usual_folder(journal->folder, sizeof(journal->folder));
        memcpy(journal->name, "journal", sizeof("journal"));
    } else {
        found = split(journal, file);
    }
    if (!found)
        journal->folder[0] = '\0';
    if (to_syslog)
        openlog(PACKAGE, LOG_NDELAY | LOG_PID, LOG_AUTHPRIV);
    return journal;
}

void journal_free(struct journal *journal)
{
    if (journal != NULL && journal->to_syslog)
        closelog();
    free(journal);
}

/* Opening ------------------------------------------------------------------------------------- */

static bool sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_done = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        (void)close(fd);
    return is_done;
}

/* Makes the folders of PATH that are missing, private (XDG base directories), and sees to it that
 * they stay. */
static bool make_folders(const char *path)
{
    char part[PATH_MAX], above[PATH_MAX] = "/";
    size_t length = strlen(path);
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, FOLDER_MODE) == 0) {
            if (!sync_folder(above))
                return false;
        } else if (errno != EEXIST) {
            return false;
        }
        memcpy(above, part, i + 1);
    }
    return true;
}

void journal_prepare(const struct journal *journal)
{
    if (journal->is_usual && journal->folder[0] != '\0')
        (void)make_folders(journal->folder);
}

const char *journal_folder(const struct journal *journal)
{
    return journal->folder[0] == '\0' ? NULL : journal->folder;
}

/* Why the file or folder that STATUS tells of is not trusted, or NULL. */
static const char *distrust(const struct stat *status, bool by_root_is_good, mode_t forbidden)
{
    bool is_ours = status->st_uid == geteuid() || (by_root_is_good && status->st_uid == 0);
    if (!is_ours)
        return _("it belongs to somebody else");
    if ((status->st_mode & forbidden) != 0)
        return _("other users may use it");
    return NULL;
}

static bool complain(const struct journal *journal, const char *why, struct err *err)
{
    if (journal->folder[0] == '\0')
        return err_set(err, _("There is no folder for the journal of deletions: set HOME, or the "
                              "key journal in the configuration."));
    struct shown folder = text_neutralise(journal->folder, strlen(journal->folder), 0);
    struct shown name = text_neutralise(journal->name, strlen(journal->name), 0);
    /* TRANSLATORS: %s/%s is the path of the file, the last %s why. */
    return err_set(err, _("The journal of deletions %s/%s cannot be used: %s."), folder.text,
                   name.text, why);
}

static int open_folder(const struct journal *journal, struct err *err)
{
    int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int fd = -1;
    if (journal->folder[0] == '\0' || (fd = open(journal->folder, flags)) < 0) {
        (void)complain(journal, strerror(errno), err);
        return -1;
    }
    struct stat status;
    mode_t forbidden = journal->is_usual ? S_IRWXG | S_IRWXO : S_IWGRP | S_IWOTH;
    const char *why = fstat(fd, &status) != 0 ? strerror(errno)
                                              : distrust(&status, !journal->is_usual, forbidden);
    if (why == NULL)
        return fd;
    (void)complain(journal, why, err);
    (void)close(fd);
    return -1;
}

/* Opens the journal to write; makes it when it is missing. */
static int open_or_make(const struct journal *journal, int folder)
{
    int flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    int fd = openat(folder, journal->name, flags);
    if (fd >= 0 || errno != ENOENT)
        return fd;
    fd = openat(folder, journal->name, flags | O_CREAT | O_EXCL, FILE_MODE);
    if (fd < 0 && errno == EEXIST) /* another one was faster */
        return openat(folder, journal->name, flags);
    if (fd >= 0 && fsync(folder) != 0) {
        int saved = errno;
        (void)close(fd);
        errno = saved;
        return -1;
    }
    return fd;
}

static const char *check_file(int fd)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return strerror(errno);
    if (!S_ISREG(status.st_mode))
        return _("it is not a regular file");
    if (status.st_nlink > 1)
        return _("it has another name as well");
    return distrust(&status, false, S_IRWXG | S_IRWXO);
}

static int open_to_write(const struct journal *journal, struct err *err)
{
    int folder = open_folder(journal, err);
    if (folder < 0)
        return -1;
    int fd = open_or_make(journal, folder);
    const char *why = fd < 0 ? strerror(errno) : check_file(fd);
    (void)close(folder);
    if (why == NULL)
        return fd;
    (void)complain(journal, why, err);
    if (fd >= 0)
        (void)close(fd);
    return -1;
}

bool journal_check(const struct journal *journal, struct err *err)
{
    int fd = open_to_write(journal, err);
    return fd >= 0 && close(fd) == 0;
}

/* Writing ------------------------------------------------------------------------------------- */

/* A process that was stopped while it held the lock must not hold this one as well. */
static bool lock(int fd)
{
    for (int i = 0; i < LOCK_TRIES; i++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return true;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return false;
        (void)poll(NULL, 0, LOCK_PAUSE_MS);
    }
    errno = ETIMEDOUT;
    return false;
}

/* Appends LINE (with its newline) to FD, which is locked. A line that a crash left without an end
 * gets one, so that it spoils no other. */
static bool append(int fd, const struct buf *line)
{
    off_t size = lseek(fd, 0, SEEK_END);
    char last = '\n';
    if (size < 0 || (size > 0 && pread(fd, &last, 1, size - 1) != 1))
        return false;
    if ((last == '\n' || file_write_all(fd, "\n", 1)) &&
        file_write_all(fd, buf_text(line), line->length) && fsync(fd) == 0)
        return true;
    int saved = errno;
    (void)(ftruncate(fd, size) == 0 && fsync(fd) == 0); /* a part of a record is of no use */
    errno = saved;
    return false;
}

static bool write_line(const struct journal *journal, const struct buf *line, struct err *err)
{
    if (line->failed)
        return err_set(err, "%s", _("There is not enough memory."));
    int fd = open_to_write(journal, err);
    if (fd < 0)
        return false;
    bool is_done = lock(fd) && append(fd, line);
    if (!is_done)
        (void)complain(journal, strerror(errno), err);
    (void)close(fd);
    return is_done;
}

static void tell_syslog(const struct journal *journal, const struct journal_line *line,
                        bool is_written)
{
    char text[JOURNAL_LINE_MAX];
    if (!journal->to_syslog)
        return;
    journal_line_for_syslog(line, text, sizeof(text));
    syslog(LOG_AUTHPRIV | (is_written ? LOG_NOTICE : LOG_ERR), "%s%s", text,
           is_written ? "" : " journal=failed");
}

static bool write_record(const struct journal *journal, const struct journal_line *line,
                         struct err *err)
{
    struct buf text = buf_init(JOURNAL_LINE_MAX);
    journal_line_write(line, &text);
    bool is_done = write_line(journal, &text, err);
    buf_free(&text);
    tell_syslog(journal, line, is_done);
    return is_done;
}

/* The hash of ID with the server of ATTEMPT under the key of ATTEMPT, in hexadecimal. */
static bool hash_id(const struct journal_attempt *attempt, const char *id,
                    char hash[JOURNAL_HASH_SIZE])
{
    unsigned char key[crypto_generichash_KEYBYTES_MIN], bytes[crypto_generichash_BYTES_MIN];
    static_assert(2 * sizeof(key) + 1 == JOURNAL_HASH_SIZE, "a key is as long as it is written");
    static_assert(2 * sizeof(bytes) + 1 == JOURNAL_HASH_SIZE, "a hash is as long as it is written");
    size_t length = 0;
    crypto_generichash_state state;
    bool is_done = sodium_hex2bin(key, sizeof(key), attempt->key, strlen(attempt->key), NULL,
                                  &length, NULL) == 0 &&
                   length == sizeof(key) &&
                   crypto_generichash_init(&state, key, sizeof(key), sizeof(bytes)) == 0 &&
                   crypto_generichash_update(&state, (const unsigned char *)attempt->server,
                                             strlen(attempt->server) + 1) == 0 &&
                   crypto_generichash_update(&state, (const unsigned char *)id, strlen(id)) == 0 &&
                   crypto_generichash_final(&state, bytes, sizeof(bytes)) == 0;
    if (is_done)
        (void)sodium_bin2hex(hash, JOURNAL_HASH_SIZE, bytes, sizeof(bytes));
    return is_done;
}

bool journal_commit(const struct journal *journal, struct journal_attempt *attempt,
                    const char *user_id, const char *boot_id, struct err *err)
{
    unsigned char key[crypto_generichash_KEYBYTES_MIN];
    if (getrandom(key, sizeof(key), 0) != (ssize_t)sizeof(key))
        return complain(journal, strerror(errno), err);
    (void)sodium_bin2hex(attempt->key, sizeof(attempt->key), key, sizeof(key));
    if (!hash_id(attempt, user_id, attempt->user) || !hash_id(attempt, boot_id, attempt->boot))
        return err_set(err, "%s", _("There is not enough memory."));
    struct journal_line line = {.is_commit = true, .attempt = *attempt, .time_s = attempt->time_s};
    return write_record(journal, &line, err);
}

bool journal_close(const struct journal *journal, const struct journal_attempt *attempt,
                   enum journal_result result, const char *request_id, int64_t time_s,
                   struct err *err)
{
    struct journal_line line = {.attempt = *attempt, .time_s = time_s, .result = result};
    line.request_id = text_neutralise(request_id, strlen(request_id), 0);
    return write_record(journal, &line, err);
}

bool journal_is_user(const struct journal_attempt *attempt, const char *user_id)
{
    char hash[JOURNAL_HASH_SIZE];
    return hash_id(attempt, user_id, hash) && strcmp(hash, attempt->user) == 0;
}

bool journal_is_boot(const struct journal_attempt *attempt, const char *boot_id)
{
    char hash[JOURNAL_HASH_SIZE];
    return boot_id[0] != '\0' && hash_id(attempt, boot_id, hash) &&
           strcmp(hash, attempt->boot) == 0;
}

/* Reading ------------------------------------------------------------------------------------- */

struct reader {
    const char *server;
    struct journal_attempt *open;
    size_t max, count;
    char line[JOURNAL_LINE_MAX];
    size_t length;
    bool is_too_long;
};

static void forget(struct reader *reader, size_t i)
{
    reader->count--;
    memmove(&reader->open[i], &reader->open[i + 1], (reader->count - i) * sizeof(reader->open[0]));
}

static void take_line(struct reader *reader)
{
    static const bool closes[JOURNAL_RESULT_COUNT] = {
#define X(name, text, is_answer) [JOURNAL_##name] = is_answer,
        JOURNAL_RESULTS(X)
#undef X
    };
    struct journal_line line;
    bool is_good = !reader->is_too_long && journal_line_read(reader->line, reader->length, &line);
    reader->length = 0;
    reader->is_too_long = false;
    if (!is_good || strcmp(line.attempt.server, reader->server) != 0)
        return;
    if (line.is_commit) {
        if (reader->count == reader->max)
            forget(reader, 0);
        reader->open[reader->count++] = line.attempt;
        return;
    }
    for (size_t i = reader->count; closes[line.result] && i-- > 0;) {
        if (strcmp(reader->open[i].attempt, line.attempt.attempt) == 0 &&
            strcmp(reader->open[i].user, line.attempt.user) == 0)
            forget(reader, i);
    }
}

/* Goes to where reading begins. */
static bool find_begin(int fd)
{
    off_t size = lseek(fd, 0, SEEK_END);
    return size >= 0 && lseek(fd, size > READ_MAX ? size - READ_MAX : 0, SEEK_SET) >= 0;
}

static void take_bytes(struct reader *reader, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '\n')
            take_line(reader);
        else if (reader->length < sizeof(reader->line))
            reader->line[reader->length++] = bytes[i];
        else
            reader->is_too_long = true;
    }
}

bool journal_read_open(const struct journal *journal, const char *server,
                       struct journal_attempt *open, size_t max, size_t *count, struct err *err)
{
    *count = 0;
    int folder = open_folder(journal, err);
    if (folder < 0)
        return false;
    int fd =
        openat(folder, journal->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    bool is_missing = fd < 0 && errno == ENOENT;
    const char *why = fd < 0 ? strerror(errno) : check_file(fd);
    (void)close(folder);
    if (is_missing)
        return true;
    if (why == NULL && !find_begin(fd))
        why = strerror(errno);
    struct reader reader = {.server = server, .open = open, .max = max};
    while (why == NULL) {
        char block[BLOCK_SIZE];
        ssize_t got = read(fd, block, sizeof(block));
        if (got > 0)
            take_bytes(&reader, block, (size_t)got);
        else if (got == 0)
            break;
        else if (errno != EINTR)
            why = strerror(errno);
    }
    if (fd >= 0)
        (void)close(fd);
    *count = reader.count;
    return why == NULL || complain(journal, why, err);
}
