/* The real program against the real sandbox. With CK_RUN_CASE=NAME in the environment only the part
 * of that name runs. */
#include "config.h"

#include "tests/e2e/test_e2e.h"

int main(void)
{
    /* Those that wait longest come first. */
    static const struct kit_group *const groups[] = {
        &e2e_signals,  &e2e_outcome, &e2e_mistakes, &e2e_faults,  &e2e_delete,
        &e2e_sign_in,  &e2e_start,   &e2e_json,     &e2e_plain,   &e2e_curses,
        &e2e_language, &e2e_retry,   &e2e_early,    &e2e_journal, &e2e_pseudo,
        &e2e_idle,     &e2e_hostile, &e2e_serial,   &e2e_changed};
    return kit_main("e2e", groups, sizeof groups / sizeof *groups);
}
