#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "ui/plain/plain.h"

enum { SENTENCE_MAX = 4096 };

/* Views hold only what may be shown; this is the last door, and it lets no control through. */
static void put(struct ui *ui, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        bool is_c1 = byte == 0xc2 && i + 1 < length && (unsigned char)bytes[i + 1] < 0xa0;
        if (is_c1)
            i++;
        if (byte < 0x20 || byte == 0x7f || is_c1)
            buf_append(&ui->output.pending, "?", 1);
        else
            buf_append(&ui->output.pending, bytes + i, 1);
    }
}

void say_newline(struct ui *ui)
{
    buf_append(&ui->output.pending, "\n", 1);
}

static void say_wrapped(struct ui *ui, const char *text)
{
    while (*text != '\0') {
        size_t next = 0;
        size_t length = text_wrap(text, PLAIN_COLUMNS, &next);
        put(ui, text, length);
        say_newline(ui);
        text += next;
    }
}

/* Bytes of TEXT up to where its first sentence (or line) ends. No blank follows the full stop of
 * Chinese and Japanese. */
static size_t sentence_length(const char *text)
{
    static const char full_stop[] = "\u3002";
    size_t i = 0;
    for (; text[i] != '\0' && text[i] != '\n'; i++) {
        if (strchr(".?!", text[i]) != NULL && text[i + 1] == ' ')
            return i + 1;
        if (strncmp(text + i, full_stop, sizeof(full_stop) - 1) == 0)
            return i + sizeof(full_stop) - 1;
    }
    return i;
}

void say(struct ui *ui, const char *text)
{
    struct buf sentence = buf_init(SENTENCE_MAX);
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        if (text_fit(text, PLAIN_COLUMNS) < length)
            length = sentence_length(text);
        buf_reset(&sentence);
        buf_append(&sentence, text, length);
        say_wrapped(ui, buf_text(&sentence));
        text += length;
        text += strspn(text, " \n");
    }
    ui->output.failed |= sentence.no_memory; /* half a text could mislead: the end of it */
    ui->output.lost |= sentence.no_memory;
    buf_free(&sentence);
}

void say_line(struct ui *ui, const char *format, ...)
{
    char line[SENTENCE_MAX];
    va_list values;
    va_start(values, format);
    int length = vsnprintf(line, sizeof(line), format, values);
    va_end(values);
    if (length > 0)
        say(ui, line);
}

void say_error(struct ui *ui, const char *text)
{
    /* TRANSLATORS: said before what is wrong; the blank at the end belongs to it. */
    say_line(ui, "%s%s", _("Error: "), text);
}

void say_prompt(struct ui *ui)
{
    put(ui, ui->prompt.text, strlen(ui->prompt.text));
}
