#include "config.h"

#include "tests/sandbox/harness.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static char folder[64];
static pid_t folder_owner;

static long long now_ms(void)
{
    struct timespec now;
    ck_assert_int_eq(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

const char *harness_dir(void)
{
    if (!folder[0]) {
        (void)snprintf(folder, sizeof folder, "/tmp/genauth-sandbox-test.XXXXXX");
        ck_assert_ptr_nonnull(mkdtemp(folder));
        folder_owner = getpid();
        /* A sandbox that is killed cannot remove its folder. */
        ck_assert_int_eq(setenv("TMPDIR", folder, 1), 0);
    }
    return folder;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)status;
    (void)type;
    (void)where;
    return remove(path);
}

void harness_clean(void)
{
    if (folder[0] && folder_owner == getpid())
        (void)nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *harness_path(const char *name)
{
    static char paths[8][PATH_MAX];
    static int next;
    char *path = paths[next++ % 8];
    int length = snprintf(path, PATH_MAX, "%s/%s", harness_dir(), name);
    ck_assert(length > 0 && length < PATH_MAX);
    return path;
}

const char *harness_write(const char *name, const char *text)
{
    const char *path = harness_path(name);
    FILE *file = fopen(path, "we");
    ck_assert_ptr_nonnull(file);
    ck_assert(fputs(text, file) >= 0);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

void harness_copy(const char *from, const char *to)
{
    static char bytes[1 << 20];
    FILE *in = fopen(from, "re");
    FILE *out = fopen(to, "we");
    ck_assert(in && out);
    size_t length = fread(bytes, 1, sizeof bytes, in);
    ck_assert_uint_lt(length, sizeof bytes);
    ck_assert_uint_eq(fwrite(bytes, 1, length, out), length);
    ck_assert(fclose(in) == 0 && fclose(out) == 0);
}

const char *harness_seed(int count)
{
    json_t *users = json_array();
    for (int i = 0; i < count; i++) {
        char name[16], email[32], phone[24], password[16];
        (void)snprintf(name, sizeof name, "u%02d", i);
        (void)snprintf(email, sizeof email, "u%02d@example.org", i);
        (void)snprintf(phone, sizeof phone, "13000001%03d", i);
        (void)snprintf(password, sizeof password, "pw-u%02d", i);
        json_array_append_new(users, json_pack("{s:s, s:s, s:s, s:s}", "username", name, "email",
                                               email, "phone", phone, "password", password));
    }
    json_t *seed = json_pack("{s:o}", "users", users);
    char *text = json_dumps(seed, 0);
    const char *path = harness_write("seed.json", text);
    free(text);
    json_decref(seed);
    return path;
}

static const char *binary = SANDBOX_BINARY;

void harness_use(const char *path)
{
    binary = path;
}

/* Starts the sandbox; OUT and ERR (may be NULL) get our ends of its output. */
static pid_t spawn(const char *const *options, int *in, int *out, int *err)
{
    char *arguments[24] = {NULL};
    int count = 0;
    int in_pipe[2], out_pipe[2], err_pipe[2];
    pid_t pid = 0;
    posix_spawn_file_actions_t actions;
    arguments[count++] = strdup(binary);
    for (; *options; options++) {
        ck_assert_int_lt(count, 23);
        arguments[count++] = strdup(*options);
    }
    ck_assert(pipe2(in_pipe, O_CLOEXEC) == 0 && pipe2(out_pipe, O_CLOEXEC) == 0 &&
              pipe2(err_pipe, O_CLOEXEC) == 0);
    ck_assert_int_eq(posix_spawn_file_actions_init(&actions), 0);
    ck_assert_int_eq(posix_spawn_file_actions_adddup2(&actions, in_pipe[0], 0), 0);
    ck_assert_int_eq(posix_spawn_file_actions_adddup2(&actions, out_pipe[1], 1), 0);
    if (err)
        ck_assert_int_eq(posix_spawn_file_actions_adddup2(&actions, err_pipe[1], 2), 0);
    ck_assert_int_eq(posix_spawn(&pid, binary, &actions, NULL, arguments, environ), 0);
    ck_assert_int_eq(posix_spawn_file_actions_destroy(&actions), 0);
    for (int i = 0; i < count; i++)
        free(arguments[i]);
    (void)close(in_pipe[0]);
    (void)close(out_pipe[1]);
    (void)close(err_pipe[1]);
    *in = in_pipe[1];
    *out = out_pipe[0];
    if (err)
        *err = err_pipe[0];
    else
        (void)close(err_pipe[0]);
    return pid;
}

/* Reads FD up to its end, or to the first newline with LINE. */
static void read_text(int fd, char *text, size_t size, bool line)
{
    size_t length = 0;
    long long end = now_ms() + HARNESS_DEADLINE_MS;
    while (length < size - 1) {
        struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
        long long left = end - now_ms();
        ck_assert_msg(left > 0 && poll(&poll_fd, 1, (int)left) == 1, "no output in time");
        ssize_t got = read(fd, text + length, line ? 1 : size - 1 - length);
        ck_assert_int_ge(got, 0);
        if (got == 0)
            break;
        length += (size_t)got;
        if (line && text[length - 1] == '\n') {
            length--;
            break;
        }
    }
    text[length] = '\0';
}

static int wait_for_end(pid_t pid)
{
    int status = 0;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void harness_start(struct process *process, const char *const *options)
{
    const char *all[24] = {"--exit-with-stdin"};
    int count = 1;
    int out = -1;
    for (; *options; options++)
        all[count++] = *options;
    memset(process, 0, sizeof *process);
    process->pid = spawn(all, &process->in_fd, &out, NULL);
    read_text(out, process->ready, sizeof process->ready, true);
    (void)close(out);
    int fields = sscanf(process->ready, "ready %63s ca=%4095s app-id=%31s mail=%4095s",
                        process->url, process->ca, process->app_id, process->mail);
    ck_assert_msg(fields == 4, "not a ready line: '%s'", process->ready);
}

int harness_wait(struct process *process)
{
    int code = wait_for_end(process->pid);
    (void)close(process->in_fd);
    return code;
}

int harness_stop(struct process *process, int signal)
{
    ck_assert_int_eq(kill(process->pid, signal), 0);
    return harness_wait(process);
}

void harness_run(struct outcome *outcome, const char *const *options)
{
    int in = -1, out = -1, err = -1;
    pid_t pid = spawn(options, &in, &out, &err);
    (void)close(in);
    read_text(out, outcome->out, sizeof outcome->out, false);
    read_text(err, outcome->err, sizeof outcome->err, false);
    (void)close(out);
    (void)close(err);
    outcome->code = wait_for_end(pid);
}

struct buffer {
    char *text;
    size_t length;
};

static size_t take_data(char *data, size_t size, size_t count, void *argument)
{
    struct buffer *buffer = argument;
    size_t length = size * count;
    char *text = realloc(buffer->text, buffer->length + length + 1);
    ck_assert_ptr_nonnull(text);
    memcpy(text + buffer->length, data, length);
    buffer->text = text;
    buffer->length += length;
    text[buffer->length] = '\0';
    return length;
}

static CURL *own_handle(void)
{
    static CURL *curl;
    static CURL
        *volatile parents; /* a forked test must not use, nor close, its parent's connection */
    static pid_t owner;
    if (!curl || owner != getpid()) {
        parents = curl;
        curl = curl_easy_init();
        owner = getpid();
    }
    (void)parents;
    curl_easy_reset(curl);
    return curl;
}

static struct curl_slist *make_headers(const struct call *call)
{
    struct curl_slist *list = NULL;
    char line[HARNESS_TOKEN_SIZE + 32];
    (void)snprintf(line, sizeof line, "content-type: %s",
                   call->type ? call->type : "application/json");
    list = curl_slist_append(list, line);
    list = curl_slist_append(list, "Expect:");
    if (call->authorization) {
        (void)snprintf(line, sizeof line, "authorization: %s", call->authorization);
        list = curl_slist_append(list, line);
    }
    for (int i = 0; i < 4 && call->headers[i]; i++)
        list = curl_slist_append(list, call->headers[i]);
    return list;
}

struct answer harness_call(const struct process *process, struct call call)
{
    struct answer answer = {0};
    struct buffer body = {0}, head = {0};
    char address[HARNESS_TEXT_SIZE];
    char *text = call.json ? json_dumps(call.json, 0) : NULL;
    const char *data = text ? text : call.body;
    CURL *curl = call.fresh ? curl_easy_init() : call.curl ? call.curl : own_handle();
    struct curl_slist *headers = make_headers(&call);
    (void)snprintf(address, sizeof address, "%s%s", process->url, call.path);
    curl_easy_setopt(curl, CURLOPT_URL, address);
    curl_easy_setopt(curl, CURLOPT_CAINFO, process->ca);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)HARNESS_DEADLINE_MS);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_data);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_data);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &head);
    if (data)
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, data);
    else
        curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    if (call.method)
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call.method);
    answer.curl = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.http);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, NULL);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(headers);
    if (call.fresh)
        curl_easy_cleanup(curl);
    json_decref(call.json);
    free(text);
    answer.text = body.text;
    answer.length = body.length;
    answer.head = head.text;
    if (body.text)
        answer.json = json_loadb(body.text, body.length, JSON_REJECT_DUPLICATES, NULL);
    return answer;
}

void answer_free(struct answer *answer)
{
    json_decref(answer->json);
    free(answer->text);
    free(answer->head);
    memset(answer, 0, sizeof *answer);
}

int answer_status(const struct answer *answer)
{
    const json_t *value = json_object_get(answer->json, "statusCode");
    return json_is_integer(value) ? (int)json_integer_value(value) : -1;
}

int answer_api(const struct answer *answer)
{
    return (int)json_integer_value(json_object_get(answer->json, "apiCode"));
}

const char *answer_text(const struct answer *answer, const char *key)
{
    const json_t *data = json_object_get(answer->json, "data");
    return json_string_value(json_object_get(data ? data : answer->json, key));
}

static const char *bearer(const char *token, char value[HARNESS_TOKEN_SIZE + 8])
{
    if (!token)
        return NULL;
    (void)snprintf(value, HARNESS_TOKEN_SIZE + 8, "Bearer %s", token);
    return value;
}

long harness_post(const struct process *process, const char *path, const char *token, json_t *body)
{
    char value[HARNESS_TOKEN_SIZE + 8];
    struct answer answer = harness_call(
        process, (struct call){.path = path, .authorization = bearer(token, value), .json = body});
    long result =
        answer_status(&answer) < 0 ? -1 : RESULT(answer_status(&answer), answer_api(&answer));
    answer_free(&answer);
    return result;
}

void harness_login(const struct process *process, const char *user, const char *password,
                   char token[HARNESS_TOKEN_SIZE])
{
    struct answer answer = harness_call(
        process,
        (struct call){.path = "/api/v3/signin",
                      .json = json_pack("{s:s, s:{s:s, s:s}, s:{s:s}}", "connection", "PASSWORD",
                                        "passwordPayload", "account", user, "password", password,
                                        "options", "scope",
                                        "openid profile username email phone offline_access")});
    ck_assert_int_eq(answer_status(&answer), 200);
    const char *text = answer_text(&answer, "access_token");
    ck_assert(text && strlen(text) < HARNESS_TOKEN_SIZE);
    memcpy(token, text, strlen(text) + 1);
    answer_free(&answer);
}

void harness_login_seeded(const struct process *process, int number, char token[HARNESS_TOKEN_SIZE])
{
    char name[16], password[16];
    (void)snprintf(name, sizeof name, "u%02d", number);
    (void)snprintf(password, sizeof password, "pw-u%02d", number);
    harness_login(process, name, password, token);
}

void harness_deletion_code(const struct process *process, const char *token, const char *email,
                           char code[7])
{
    char text[HARNESS_TEXT_SIZE];
    ck_assert_int_eq(
        harness_post(process, "/api/v3/send-email", token,
                     json_pack("{s:s, s:s}", "email", email, "channel", "CHANNEL_DELETE_ACCOUNT")),
        RESULT(200, 0));
    ck_assert_int_gt(harness_message(process, email, text), 0);
    harness_find_code(text, code);
}

/* Reads NAME in the folder FD; false for what is no message to TO. */
static bool read_message(int fd, const char *name, const char *to, char text[HARNESS_TEXT_SIZE])
{
    char line[256];
    int file = openat(fd, name, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    ssize_t length = read(file, text, HARNESS_TEXT_SIZE - 1);
    (void)close(file);
    ck_assert_int_ge(length, 0);
    text[length] = '\0';
    (void)snprintf(line, sizeof line, "To: <%s>\n", to);
    if (strstr(text, line))
        return true;
    (void)snprintf(line, sizeof line, "To: %s\n", to);
    return strncmp(text, line, strlen(line)) == 0;
}

int harness_message(const struct process *process, const char *to, char text[HARNESS_TEXT_SIZE])
{
    char path[PATH_MAX + 8], newest[256] = "", other[HARNESS_TEXT_SIZE];
    int count = 0;
    (void)snprintf(path, sizeof path, "%s/%s", process->mail, strchr(to, '@') ? "new" : "sms");
    DIR *dir = opendir(path);
    ck_assert_ptr_nonnull(dir);
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        if (entry->d_name[0] == '.' || !read_message(dirfd(dir), entry->d_name, to, other))
            continue;
        count++;
        /* Names begin with the time, and the last part counts up. */
        if (strcmp(entry->d_name, newest) > 0) {
            (void)snprintf(newest, sizeof newest, "%s", entry->d_name);
            memcpy(text, other, sizeof other);
        }
    }
    (void)closedir(dir);
    return count;
}

void harness_find_code(const char *text, char code[7])
{
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strspn(line, "0123456789") == 6 && line[6] == '\n') {
            memcpy(code, line, 6);
            code[6] = '\0';
            return;
        }
    }
    ck_abort_msg("no code in '%s'", text);
}

static json_t *observe(const struct process *process, const char *path)
{
    struct answer answer = harness_call(process, (struct call){.path = path});
    ck_assert(answer.http == 200 && json_is_array(answer.json));
    json_t *list = json_incref(answer.json);
    answer_free(&answer);
    return list;
}

bool harness_user_exists(const struct process *process, const char *name)
{
    bool found = false;
    size_t i = 0;
    json_t *item = NULL;
    json_t *list = observe(process, "/sandbox/users");
    json_array_foreach(list, i, item) found =
        found || strcmp(json_string_value(json_object_get(item, "username")), name) == 0;
    json_decref(list);
    return found;
}

int harness_hits(const struct process *process, const char *method, const char *path)
{
    int hits = 0;
    size_t i = 0;
    json_t *item = NULL;
    json_t *list = observe(process, "/sandbox/requests");
    json_array_foreach(list, i, item) hits +=
        strcmp(json_string_value(json_object_get(item, "method")), method) == 0 &&
        strcmp(json_string_value(json_object_get(item, "path")), path) == 0;
    json_decref(list);
    return hits;
}

json_t *harness_verify_email(const char *email, const char *code)
{
    return json_pack("{s:s, s:{s:s, s:s}}", "verifyMethod", "EMAIL_PASSCODE",
                     "emailPassCodePayload", "email", email, "passCode", code);
}

json_t *harness_verify_password(const char *password)
{
    return json_pack("{s:s, s:{s:s}}", "verifyMethod", "PASSWORD", "passwordPayload", "password",
                     password);
}

void harness_wait_for(bool (*condition)(void *), void *argument)
{
    long long end = now_ms() + HARNESS_DEADLINE_MS;
    while (!condition(argument)) {
        ck_assert_msg(now_ms() < end, "the condition did not come true in time");
        (void)poll(NULL, 0, 20);
    }
}
