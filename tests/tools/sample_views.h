/* One view of each kind, made by hand, for tests of the front ends that need no state machine. */
#ifndef TESTS_TOOLS_SAMPLE_VIEWS_H
#define TESTS_TOOLS_SAMPLE_VIEWS_H

#include "flow/view.h"

/* Makes the sample with ID; busy views have been busy for 0 seconds, VIEW_CONFIRM has no deadline.
 * Every call gives another serial. */
void sample_view(struct view *view, enum view_id id);

/* Changes to a sample; each gives a new serial. */
void sample_add_status(struct view *view, enum view_severity severity, const char *code,
                       const char *text);
void sample_mark_error(struct view *view, enum form_field field);
void sample_add_deadline(struct view *view, int64_t deadline_ms);
void sample_set_progress(struct view *view, uint32_t progress_s);
void sample_add_paragraph(struct view *view, const char *id, const char *text);

#endif
