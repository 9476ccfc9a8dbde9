#include "config.h"

#include "sandbox/mail.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "sandbox/clock.h"
#include "sandbox/i18n.h"
#include "sandbox/util.h"

struct mail {
    int tmp_fd, new_fd, sms_fd;
    atomic_uint count;
};

struct mail_draft {
    int from_fd, to_fd; /* *borrowed* folders */
    char from[96], to[96];
};

static int open_dir(int at, const char *name)
{
    if (mkdirat(at, name, 0700) != 0 && errno != EEXIST)
        return -1;
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void close_dir(int fd)
{
    if (fd >= 0)
        (void)close(fd);
}

struct mail *mail_open(const char *dir)
{
    struct mail *mail = calloc(1, sizeof *mail);
    if (!mail)
        return NULL;
    mail->tmp_fd = mail->new_fd = mail->sms_fd = -1;
    int cur_fd = -1;
    int fd = open_dir(AT_FDCWD, dir);
    if (fd >= 0) {
        mail->tmp_fd = open_dir(fd, "tmp");
        mail->new_fd = open_dir(fd, "new");
        mail->sms_fd = open_dir(fd, "sms");
        cur_fd = open_dir(fd, "cur");
    }
    if (mail->tmp_fd < 0 || mail->new_fd < 0 || mail->sms_fd < 0 || cur_fd < 0) {
        util_complain(_("Cannot use the mail folder '%s': %s."), dir, strerror(errno));
        mail_close(mail);
        mail = NULL;
    }
    close_dir(cur_fd);
    close_dir(fd);
    return mail;
}

void mail_close(struct mail *mail)
{
    if (!mail)
        return;
    close_dir(mail->tmp_fd);
    close_dir(mail->new_fd);
    close_dir(mail->sms_fd);
    free(mail);
}

/* A name that no other message has, in the order of time. */
static bool unique_name(struct mail *mail, const char *prefix, char out[96])
{
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return false;
    int length = snprintf(out, 96, "%s%lld.M%06ldP%ldQ%u.localhost", prefix, (long long)now.tv_sec,
                          now.tv_nsec / 1000, (long)getpid(), atomic_fetch_add(&mail->count, 1));
    return length > 0 && length < 96;
}

static bool write_draft(const struct mail_draft *draft, const char *text)
{
    size_t length = strlen(text);
    int fd = openat(draft->from_fd, draft->from, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    bool done = write(fd, text, length) == (ssize_t)length;
    if (close(fd) != 0)
        done = false;
    if (!done)
        (void)unlinkat(draft->from_fd, draft->from, 0);
    return done;
}

enum mail_purpose {
    PURPOSE_DELETE,
    PURPOSE_LOGIN,
    PURPOSE_OTHER,
};

static int purpose_of(const char *channel)
{
    return strcmp(channel, "CHANNEL_DELETE_ACCOUNT") == 0 ? PURPOSE_DELETE
           : strcmp(channel, "CHANNEL_LOGIN") == 0        ? PURPOSE_LOGIN
                                                          : PURPOSE_OTHER;
}

/* The text with the code on a line of its own; returns new. */
static char *body_text(const char *channel, const char *code, long long lifetime_s,
                       enum language language)
{
    static const enum message intros[] = {MESSAGE_MAIL_DELETE, MESSAGE_MAIL_LOGIN,
                                          MESSAGE_MAIL_OTHER};
    bool minutes = lifetime_s % 60 == 0;
    char valid[160];
    int length =
        snprintf(valid, sizeof valid,
                 messages_text(minutes ? MESSAGE_MAIL_MINUTES : MESSAGE_MAIL_SECONDS, language),
                 minutes ? lifetime_s / 60 : lifetime_s);
    if (length < 0 || (size_t)length >= sizeof valid)
        return NULL;
    return util_format("%s\n\n%s\n\n%s\n%s\n", messages_text(intros[purpose_of(channel)], language),
                       code, valid, messages_text(MESSAGE_MAIL_IGNORE, language));
}

/* A Subject as one RFC 2047 word, which is short enough for all our subjects; returns new. */
static char *encode_subject(const char *text)
{
    char encoded[128];
    size_t length = strlen(text);
    if (sodium_base64_encoded_len(length, sodium_base64_VARIANT_ORIGINAL) > sizeof encoded)
        return NULL;
    (void)sodium_bin2base64(encoded, sizeof encoded, (const unsigned char *)text, length,
                            sodium_base64_VARIANT_ORIGINAL);
    return util_format("=?UTF-8?B?%s?=", encoded);
}

static char *email_text(const char *to, const char *channel, const char *code, long long lifetime_s,
                        enum language language)
{
    static const enum message subjects[] = {MESSAGE_MAIL_SUBJECT_DELETE, MESSAGE_MAIL_SUBJECT_LOGIN,
                                            MESSAGE_MAIL_SUBJECT_OTHER};
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct tm parts;
    time_t now = (time_t)(clock_now_ms() / 1000);
    if (!gmtime_r(&now, &parts))
        return NULL;
    char id[UTIL_UUID_SIZE];
    util_random_uuid(id);
    const char *subject = messages_text(subjects[purpose_of(channel)], language);
    char *encoded = language == LANGUAGE_EN_US ? strdup(subject) : encode_subject(subject);
    char *body = body_text(channel, code, lifetime_s, language);
    char *text = NULL;
    if (encoded && body)
        text = util_format("From: GenAuth sandbox <no-reply@sandbox.invalid>\n"
                           "To: <%s>\n"
                           "Date: %s, %02d %s %d %02d:%02d:%02d +0000\n"
                           "Message-ID: <%s@sandbox.invalid>\n"
                           "Subject: %s\n"
                           "MIME-Version: 1.0\n"
                           "Content-Type: text/plain; charset=UTF-8\n"
                           "Content-Transfer-Encoding: 8bit\n"
                           "\n"
                           "%s",
                           to, days[parts.tm_wday], parts.tm_mday, months[parts.tm_mon],
                           parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec, id,
                           encoded, body);
    free(encoded);
    free(body);
    return text;
}

/* Writes TEXT (*takes*) as DRAFT (*takes*); returns DRAFT or NULL. */
static struct mail_draft *finish_draft(struct mail_draft *draft, char *text)
{
    if (draft && text && write_draft(draft, text)) {
        free(text);
        return draft;
    }
    free(text);
    free(draft);
    return NULL;
}

struct mail_draft *mail_draft_email(struct mail *mail, const char *to, const char *channel,
                                    const char *code, long long lifetime_s, enum language language)
{
    struct mail_draft *draft = calloc(1, sizeof *draft);
    if (!draft || !unique_name(mail, "", draft->from)) {
        free(draft);
        return NULL;
    }
    draft->from_fd = mail->tmp_fd;
    draft->to_fd = mail->new_fd;
    memcpy(draft->to, draft->from, sizeof draft->to);
    return finish_draft(draft, email_text(to, channel, code, lifetime_s, language));
}

struct mail_draft *mail_draft_sms(struct mail *mail, const char *to, const char *channel,
                                  const char *code, long long lifetime_s, enum language language)
{
    struct mail_draft *draft = calloc(1, sizeof *draft);
    if (!draft || !unique_name(mail, ".", draft->from)) {
        free(draft);
        return NULL;
    }
    draft->from_fd = draft->to_fd = mail->sms_fd;
    memcpy(draft->to, draft->from + 1, sizeof draft->to - 1);
    char *body = body_text(channel, code, lifetime_s, language);
    char *text = body ? util_format("To: %s\n\n%s", to, body) : NULL;
    free(body);
    return finish_draft(draft, text);
}

bool mail_finish(struct mail_draft *draft, bool deliver)
{
    if (!draft)
        return false;
    int result = deliver ? renameat(draft->from_fd, draft->from, draft->to_fd, draft->to)
                         : unlinkat(draft->from_fd, draft->from, 0);
    free(draft);
    return result == 0;
}
