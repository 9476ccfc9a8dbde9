/* The fault matrix: each fault at each request, with the real program against the real sandbox.
 * Each cell is a test with the id matrix:FAULT:REQUEST. With CK_RUN_CASE=PART only that part runs,
 * with MATRIX_CELL=FAULT:REQUEST only that cell. At the end the table is printed. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "tests/e2e/kit.h"
#include "tests/matrix/matrix.h"
#include "tests/matrix/walk.h"

enum { CELLS = FAULT_COUNT * FAULT_REQUESTS };

/* What became of a cell; shared with the processes of the tests. */
enum result { RESULT_NONE, RESULT_BEGUN, RESULT_PASSED };
static unsigned char *results;

static struct {
    TTest test;
    char name[24];
} cells[CELLS];

static int cell_number(int cell)
{
    return cell / FAULT_REQUESTS + 1;
}

static enum fault_request cell_request(int cell)
{
    return (enum fault_request)(cell % FAULT_REQUESTS);
}

static void run_cell(int cell)
{
    results[cell] = RESULT_BEGUN;
    cells_run(cell_number(cell), cell_request(cell));
    results[cell] = RESULT_PASSED;
}

static void name_cells(void)
{
    for (int i = 0; i < CELLS; i++) {
        (void)snprintf(cells[i].name, sizeof cells[i].name, "%d:%s", cell_number(i),
                       fault_request_name(cell_request(i)));
        cells[i].test = (TTest){cells[i].name, run_cell, __FILE__, __LINE__};
    }
}

/* The cells of REQUEST from fault FIRST to LAST. */
static void add(TCase *tests, enum fault_request request, int first, int last)
{
    const char *only = getenv("MATRIX_CELL");
    tcase_add_unchecked_fixture(tests, walk_prepare, walk_clean);
    for (int number = first; number <= last; number++) {
        int cell = (number - 1) * FAULT_REQUESTS + (int)request;
        char class = fault_class(number, request);
        if (class != '-' && (only == NULL || strcmp(only, cells[cell].name) == 0))
            tcase_add_loop_test(tests, &cells[cell].test, cell, cell + 1);
    }
}

#define PART(name, request, first, last)                                                           \
    static void add_##name(TCase *tests)                                                           \
    {                                                                                              \
        add(tests, FAULT_##request, first, last);                                                  \
    }
PART(del_1, DEL, 1, 12)
PART(del_2, DEL, 13, 20)
PART(del_3, DEL, 21, 28)
PART(del_4, DEL, 29, 45)
PART(del_5, DEL, 46, 47)
PART(del_6, DEL, 48, 50)
PART(sys, SYS, 1, 50)
PART(sign, SIGN, 1, 50)
PART(mail, MAIL, 1, 50)
PART(prof, PROF, 1, 50)
PART(vrfy, VRFY, 1, 50)
PART(revk, REVK, 1, 50)
#undef PART

static const struct kit_part parts[] = {
    {"del_1", add_del_1}, {"del_2", add_del_2}, {"del_3", add_del_3}, {"del_4", add_del_4},
    {"del_5", add_del_5}, {"del_6", add_del_6}, {"prof", add_prof},   {"sys", add_sys},
    {"sign", add_sign},   {"vrfy", add_vrfy},   {"mail", add_mail},   {"revk", add_revk},
};
static const struct kit_group group = {parts, sizeof parts / sizeof *parts};

static void print_table(void)
{
    int passed = 0, failed = 0, absent = 0;
    (void)printf("# %-44s", "fault");
    for (int request = 0; request < FAULT_REQUESTS; request++)
        (void)printf(" %-4s", fault_request_name((enum fault_request)request));
    (void)printf("\n");
    for (int i = 0; i < CELLS; i++) {
        char class = fault_class(cell_number(i), cell_request(i));
        const char *mark = results[i] == RESULT_PASSED  ? "ok"
                           : results[i] == RESULT_BEGUN ? "FAIL"
                           : class == '-'               ? "-"
                                                        : "?";
        if (i % FAULT_REQUESTS == 0)
            (void)printf("# %2d %-41s", cell_number(i), fault_name(cell_number(i)));
        (void)printf(" %-4s%s", mark, i % FAULT_REQUESTS == FAULT_REQUESTS - 1 ? "\n" : "");
        passed += results[i] == RESULT_PASSED;
        failed += results[i] == RESULT_BEGUN;
        absent += class == '-';
    }
    (void)printf("# %d cells: %d passed, %d failed, %d cannot occur\n", CELLS, passed, failed,
                 absent);
}

/* A row as doc/api.md has it. */
static void write_row(int number, char *row, size_t size)
{
    static const char *const classes[][2] = {{"Q", "?"}, {"=", "="}, {"!", "*"}, {"-", "-"}};
    int length = snprintf(row, size, "| %d | %s |", number, fault_name(number));
    for (int request = 0; request < FAULT_REQUESTS; request++) {
        char class[2] = {fault_class(number, (enum fault_request)request), '\0'};
        const char *shown = class;
        for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
            shown = strcmp(classes[i][0], class) == 0 ? classes[i][1] : shown;
        length += snprintf(row + length, size - (size_t)length, " %s |", shown);
    }
}

/* The document says what is tested. */
START_TEST(document)
    {
        const char *source = getenv("srcdir");
        char path[PATH_MAX], row[256];
        (void)snprintf(path, sizeof path, "%s/doc/api.md", source == NULL ? "." : source);
        char *text = kit_read_file(path);
        ck_assert_ptr_nonnull(text);
        for (int number = 1; number <= FAULT_COUNT; number++) {
            write_row(number, row, sizeof row);
            ck_assert_msg(strstr(text, row) != NULL, "doc/api.md lacks: %s", row);
        }
        free(text);
    }
END_TEST

static void add_document(TCase *tests)
{
    tcase_add_test(tests, document);
}

static const struct kit_part documents[] = {{"document", add_document}};
static const struct kit_group document_group = {documents, 1};

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--table") == 0) {
        for (int number = 1; number <= FAULT_COUNT; number++) {
            char row[256];
            write_row(number, row, sizeof row);
            (void)puts(row);
        }
        return EXIT_SUCCESS;
    }
    static const struct kit_group *const groups[] = {&group, &document_group};
    results = mmap(NULL, CELLS, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (results == MAP_FAILED)
        return EXIT_FAILURE;
    kit_parts_at_once = (int)group.count; /* they wait much more than they work */
    name_cells();
    int result = kit_main("matrix", groups, 2);
    print_table();
    return result;
}
