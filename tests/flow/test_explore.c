/* The whole state space: every invariant holds, every row of a table matters, and each invariant is
 * shown to bite by a table that was changed on purpose. */
#include <stdio.h>
#include <string.h>

#include "flow/rules.h"
#include "tests/flow/explore.h"
#include "tests/tap.h"

enum { TABLES = 8, RULES = 128 };

static struct explore_result result;

START_TEST(explore__finds__no_violation_and_no_idle_row)
    {
        size_t count = 0;
        const struct machine_table *const *tables = machine_tables(&count);
        explore(tables, count, true, false, &result);
        printf("# %zu states, %zu transitions\n", result.states, result.transitions);
        for (int i = 1; i <= EXPLORE_INVARIANTS; i++)
            ck_assert_msg(result.violations[i] == 0, "invariant %d: %zu violations, first: %s", i,
                          result.violations[i], result.first[i]);
        for (int state = 0; state < STATE_COUNT; state++)
            ck_assert_msg(result.reached[state], "%s is never reached",
                          machine_state_text((enum machine_state)state));
        for (size_t i = 0; i < result.rule_count; i++)
            ck_assert_msg(result.rule_bites[i], "the rule \"%s\" changes nothing",
                          result.rule_names[i]);
        ck_assert_uint_gt(result.states, 500);
    }
END_TEST

/* Tables that can be changed. */
static struct machine_rule rules[TABLES][RULES];
static struct machine_table tables[TABLES];
static const struct machine_table *list[TABLES];
static size_t table_count;

static void copy_tables(void)
{
    const struct machine_table *const *originals = machine_tables(&table_count);
    for (size_t i = 0; i < table_count; i++) {
        memcpy(rules[i], originals[i]->rules, originals[i]->count * sizeof(rules[i][0]));
        tables[i] = *originals[i];
        tables[i].rules = rules[i];
        list[i] = &tables[i];
    }
}

static struct machine_rule *find(const char *name)
{
    for (size_t i = 0; i < table_count; i++)
        for (size_t j = 0; j < tables[i].count; j++)
            if (strcmp(rules[i][j].name, name) == 0)
                return &rules[i][j];
    ck_abort_msg("no rule named %s", name);
}

static void expect_violation(int invariant)
{
    explore(list, table_count, false, true, &result);
    ck_assert_msg(result.violations[invariant] > 0, "invariant %d does not bite", invariant);
}

START_TEST(invariant_1__bites__without_the_rule_for_nothing)
    {
        copy_tables();
        find("nothing happens")->states = 0;
        expect_violation(1);
    }
END_TEST

START_TEST(invariant_2__bites__when_the_word_is_not_asked_for)
    {
        copy_tables();
        find("word missing")->states = 0;
        expect_violation(2);
    }
END_TEST

START_TEST(invariant_2__bites__when_the_profile_need_not_be_fresh)
    {
        copy_tables();
        find("delete")->guard = NULL;
        expect_violation(2);
    }
END_TEST

START_TEST(invariant_3__bites__when_stale_replies_count)
    {
        copy_tables();
        find("stale reply")->states = 0;
        expect_violation(3);
    }
END_TEST

START_TEST(invariant_4__bites__when_quit_is_ignored)
    {
        copy_tables();
        find("sign out and leave")->inputs &= ~ON(QUIT);
        find("leave")->states &= ~IN(ACCOUNT);
        expect_violation(4);
    }
END_TEST

START_TEST(invariant_5__bites__when_back_keeps_the_code)
    {
        copy_tables();
        find("back from sign-in code")->action = NULL;
        expect_violation(5);
    }
END_TEST

START_TEST(invariant_6__bites__when_end_of_input_sends_a_code)
    {
        copy_tables();
        find("sign out and leave")->states &= ~IN(ENTER_CODE);
        find("leave")->states &= ~IN(ENTER_CODE);
        find("another code")->inputs |= ON(END_OF_INPUT);
        expect_violation(6);
    }
END_TEST

START_TEST(invariant_6__bites__when_idle_time_ends_a_running_delete)
    {
        copy_tables();
        find("idle, leave")->states |= IN(DELETING);
        expect_violation(6);
    }
END_TEST

START_TEST(invariant_6__bites__when_idle_time_does_not_end)
    {
        copy_tables();
        find("idle, sign out and leave")->states &= ~IN(CONFIRM);
        find("idle, leave")->states &= ~IN(CONFIRM);
        expect_violation(6);
    }
END_TEST

START_TEST(invariant_6__bites__when_the_key_that_continues_chooses)
    {
        copy_tables();
        find("still there")->next = STATE_CONSEQUENCES;
        expect_violation(6);
    }
END_TEST

START_TEST(invariant_7__bites__when_a_screen_offers_nothing)
    {
        copy_tables();
        find("sign out")->action = NULL;
        expect_violation(7);
    }
END_TEST

START_TEST(invariant_8__bites__when_no_answer_counts_as_refusal)
    {
        copy_tables();
        find("open")->next = STATE_REFUSED;
        expect_violation(8);
    }
END_TEST

START_TEST(invariant_8__bites__when_no_answer_counts_as_deleted)
    {
        copy_tables();
        find("deleted")->inputs |= ON(UNKNOWN);
        expect_violation(8);
    }
END_TEST

static void add_word(char *label, size_t size, const char *before, const char *word)
{
    size_t length = strlen(label);
    snprintf(label + length, size - length, "%s%s", length > 0 ? before : "", word);
}

/* The inputs of one arrow, one a line. Most replies together are "any reply but" the others. */
static void label_arrow(int from, int to, char *label, size_t size)
{
    enum { FIRST = ON_UNKNOWN, LAST = ON_NOT_PROVEN, MOST = 6 };
    int replies = 0;
    for (int input = FIRST; input <= LAST; input++)
        replies += result.edges[from][input][to];
    if (replies >= MOST) {
        add_word(label, size, "", "any reply");
        const char *before = " but\\n";
        for (int input = FIRST; input <= LAST; input++) {
            if (result.edges[from][input][to])
                continue;
            add_word(label, size, before, machine_input_text((enum machine_input)input));
            before = ",\\n";
        }
    }
    for (int input = 0; input < INPUT_COUNT; input++) {
        bool leaving = input == ON_QUIT || (input >= ON_INTERRUPT && input <= ON_KEY);
        bool said = replies >= MOST && input >= FIRST && input <= LAST;
        if (!leaving && !said && result.edges[from][input][to])
            add_word(label, size, "\\n", machine_input_text((enum machine_input)input));
    }
}

START_TEST(invariant_9__bites__when_the_warning_is_for_one_screen_only)
    {
        copy_tables();
        find("time ends soon")->states &= ~IN(CHECKING_ACCOUNT);
        expect_violation(9);
    }
END_TEST

START_TEST(invariant_10__bites__when_the_way_back_forgets_the_order)
    {
        copy_tables();
        find("sign in again")->action = clear_notice;
        expect_violation(10);
    }
END_TEST

/* Prints the graph in the DOT language; inputs that lead the same way share an arrow. */
static void print_graph(void)
{
    size_t count = 0;
    const struct machine_table *const *originals = machine_tables(&count);
    explore(originals, count, false, false, &result);
    printf("digraph machine {\n    rankdir = TB;\n    node [shape = box];\n");
    for (int from = 0; from < STATE_COUNT; from++) {
        for (int to = 0; to < STATE_COUNT; to++) {
            char label[512] = "";
            if (from != to)
                label_arrow(from, to, label, sizeof label);
            if (label[0] != '\0')
                printf("    %s -> %s [label = \"%s\"];\n",
                       machine_state_text((enum machine_state)from),
                       machine_state_text((enum machine_state)to), label);
        }
    }
    printf("}\n");
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--graph") == 0) {
        print_graph();
        return 0;
    }
    Suite *suite = suite_create("explore");
    TCase *tests = tap_case(suite, "explore");
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, explore__finds__no_violation_and_no_idle_row);
    tcase_add_test(tests, invariant_1__bites__without_the_rule_for_nothing);
    tcase_add_test(tests, invariant_2__bites__when_the_word_is_not_asked_for);
    tcase_add_test(tests, invariant_2__bites__when_the_profile_need_not_be_fresh);
    tcase_add_test(tests, invariant_3__bites__when_stale_replies_count);
    tcase_add_test(tests, invariant_4__bites__when_quit_is_ignored);
    tcase_add_test(tests, invariant_5__bites__when_back_keeps_the_code);
    tcase_add_test(tests, invariant_6__bites__when_end_of_input_sends_a_code);
    tcase_add_test(tests, invariant_6__bites__when_idle_time_ends_a_running_delete);
    tcase_add_test(tests, invariant_6__bites__when_idle_time_does_not_end);
    tcase_add_test(tests, invariant_6__bites__when_the_key_that_continues_chooses);
    tcase_add_test(tests, invariant_7__bites__when_a_screen_offers_nothing);
    tcase_add_test(tests, invariant_8__bites__when_no_answer_counts_as_refusal);
    tcase_add_test(tests, invariant_8__bites__when_no_answer_counts_as_deleted);
    tcase_add_test(tests, invariant_9__bites__when_the_warning_is_for_one_screen_only);
    tcase_add_test(tests, invariant_10__bites__when_the_way_back_forgets_the_order);
    return tap_run(suite);
}
