/* The command line: getopt_long finds the options of the table; what it cannot make sense of gets a
 * sentence that says what was meant. */
#ifndef APP_COMMAND_LINE_H
#define APP_COMMAND_LINE_H

#include <stdbool.h>

#include "app/option_table.h"

/* Called for each option in turn; VALUE is "yes" for one without an argument. False with ERR:
 * nothing more is read then. */
typedef bool command_line_handler(void *context, const struct option_row *row, const char *value,
                                  struct err *err);

/* Reads ARGV (may be reordered). False with ERR. */
bool command_line_read(int argc, char **argv, command_line_handler *handler, void *context,
                       struct err *err);

/* The same for a command line that has mistakes: they are passed over, and what HANDLER says does
 * not matter. Of "--host --json" the second counts. */
void command_line_skim(int argc, char **argv, command_line_handler *handler, void *context);

#endif
