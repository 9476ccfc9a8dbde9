#include "config.h"

#include <stdio.h>
#include <string.h>

#include "app/option_table.h"
#include "base/buf.h"
#include "base/i18n.h"
#include "base/text.h"

enum { HELP_MAX = 64 * 1024, HELP_WIDTH = 79, HELP_INDENT = 26 };

/* TEXT in lines, each after the first begun with INDENT blanks; the first one begins at COLUMN. */
static void append_wrapped(struct buf *out, const char *text, size_t indent)
{
    for (;;) {
        size_t next = 0;
        size_t length = text_wrap(text, HELP_WIDTH - indent, &next);
        (void)buf_append(out, text, length);
        (void)buf_append_text(out, "\n");
        text += next;
        if (*text == '\0')
            return;
        (void)buf_printf(out, "%*s", (int)indent, "");
    }
}

static void append_option(struct buf *out, const struct option_row *row)
{
    char name[64];
    int written =
        snprintf(name, sizeof(name), "--%s%s%s", row->name, row->argument == NULL ? "" : "=",
                 row->argument == NULL ? "" : row->argument);
    if (written < 0 || (size_t)written >= sizeof(name))
        out->failed = true;
    (void)buf_printf(out, "  %-*s", HELP_INDENT - 2, name);
    append_wrapped(out, _(row->help), HELP_INDENT);
}

bool options_print_help(void)
{
    struct buf out = buf_init(HELP_MAX);
    (void)buf_append_text(&out, _("Usage: genauth-tui [OPTION]..."));
    (void)buf_append_text(&out, "\n");
    append_wrapped(&out, _("Look after your GenAuth account, and delete it when you want to."), 0);
    (void)buf_append_text(&out, "\n");
    for (size_t i = 0; i < option_table_count; i++) {
        if (option_table[i].help != NULL)
            append_option(&out, &option_table[i]);
    }
    (void)buf_append_text(&out, "\n");
    append_wrapped(&out,
                   _("Without --demo, --host and --app-id are needed; they can also come from "
                     "the variables GENAUTH_HOST and GENAUTH_APP_ID or from a configuration "
                     "file. There is no option for a password: it is asked for."),
                   0);
    (void)buf_append_text(&out, "\n");
    (void)buf_append_text(&out, _("Examples:"));
    (void)buf_append_text(&out, "\n  genauth-tui --demo\n"
                                "  genauth-tui --host=https://my.genauth.ai "
                                "--app-id=6450c6d2a1b2c3d4e5f60718\n"
                                "  genauth-tui --plain --brief --lang=zh_CN\n"
                                "  genauth-tui --check\n\n");
    append_wrapped(&out, _("More, with the exit codes, is in the manual page: man genauth-tui"), 0);
    bool is_good = !out.failed && fputs(buf_text(&out), stdout) >= 0 && fflush(stdout) == 0;
    buf_free(&out);
    return is_good;
}

bool options_print_version(void)
{
    return printf("%s\n%s\n", PACKAGE_STRING,
                  _("License: GNU General Public License, version 3. There is no warranty.")) > 0 &&
           fflush(stdout) == 0;
}
