/* The objects that the JSON front end writes (genauth-tui(1)), one a line. */
#ifndef UI_JSON_WRITE_H
#define UI_JSON_WRITE_H

#include <stdint.h>

#include "base/buf.h"
#include "flow/form.h"
#include "flow/view.h"
#include "ui/json/command.h"
#include "ui/ui.h"

/* Each appends one object to OUT. VIEW: without what changes by itself (serial, deadline_s) and
 * without the closing bracket, so that two can be compared; write_view_end adds these. SERIAL
 * counts the views written. */
void write_view(struct buf *out, const struct view *view, const struct form *form);
void write_view_end(struct buf *out, const struct view *view, uint32_t serial, int64_t now_ms);
void write_error(struct buf *out, const struct command_error *error);
void write_result(struct buf *out, const struct ui_result *result);

#endif
