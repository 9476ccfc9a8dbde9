/* app/config_file.c: which files are read, which are refused, and that each complaint says where.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/config_file.h"
#include "tests/tap.h"
#include "tests/unit/files.h"

/* What the handler got: "key=value;" for each. The key "bad" is refused. */
static char taken[4096];

static bool take(void *context, const char *key, const char *value, struct err *err)
{
    ck_assert_ptr_eq(context, taken);
    size_t used = strlen(taken);
    int written = snprintf(taken + used, sizeof(taken) - used, "%s=%s;", key, value);
    ck_assert(written > 0 && (size_t)written < sizeof(taken) - used);
    return strcmp(key, "bad") != 0 || err_set(err, "Bad is bad.");
}

static bool read_by(const char *name, bool is_required, enum config_file_owner owner,
                    struct err *err)
{
    taken[0] = '\0';
    *err = (struct err){0};
    return config_file_read(files_path(name), is_required, owner, take, taken, err);
}

static bool read_it(const char *name, struct err *err)
{
    return read_by(name, true, CONFIG_FILE_OWNER_USER, err);
}

#define HUNDRED                                                                                    \
    "1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901"  \
    "234567890"

static const struct {
    const char *content;
    const char *taken;
    const char *complaint; /* NULL = none; "@" = the folder */
} contents[] = {
    {"", "", NULL},
    {"a = b\n", "a=b;", NULL},
    {"a = b", "a=b;", NULL},
    {"a=b=c\n", "a=b=c;", NULL},
    {"a: b\n", "a=b;", NULL},
    {"a =\n", "a=;", NULL},
    {"\n# note\n; note\n\n  a  =  b c  \n\td = e ; note\n", "a=b c;d=e;", NULL},
    {"a = b\r\nc = d\r\n", "a=b;c=d;", NULL},
    {"\xef\xbb\xbf"
     "a = b\n",
     "a=b;", NULL},
    {"a = b\n\rc = d\n\r\n \t\re = f\r\n", "a=b;c=d;e=f;", NULL},
    {"a = b\n\r[part]\n", "a=b;", "@/f, line 2: There are no sections here. Remove this line."},
    {"a = \xe4\xbd\xa0\n", "a=\xe4\xbd\xa0;", NULL},
    {"a = " HUNDRED "12345678901234567890123456789012345678901234567890123456789012345678901234567"
     "890123456789012345\n",
     "a=" HUNDRED "1234567890123456789012345678901234567890123456789012345678901234567890123456789"
     "0123456789012345;",
     NULL},
    {"\na = 1" HUNDRED "123456789012345678901234567890123456789012345678901234567890123456789012345"
     "67890123456789012345\nb = c\n",
     "", "@/f, line 2: This line is too long: 199 bytes at most."},
    {"a = b\nonly\nc = d\n", "a=b;c=d;", "@/f, line 2: Each line must be a key, =, and a value."},
    {"a = b\nbad = 1\nc = d\n", "a=b;bad=1;", "@/f, line 2: Bad is bad."},
    {"bad = 1\nonly\n", "bad=1;", "@/f, line 1: Bad is bad."},
    {"only\nbad = 1\n", "bad=1;", "@/f, line 1: Each line must be a key, =, and a value."},
    {"a = b\n[part]\nc = d\n", "a=b;",
     "@/f, line 2: There are no sections here. Remove this line."},
    {"a = b\n [part]\n", "a=b;", "@/f, line 2: There are no sections here. Remove this line."},
    {"a = b\nc = \x1b[2J\n", "a=b;", "@/f, line 2: There is a control character in this line."},
    {"a = \x7f\n", "", "@/f, line 1: There is a control character in this line."},
    {"a = \xc0\x80\n", "", "The configuration file @/f is not text in UTF-8."},
};

START_TEST(config_file_read__reads__each_line)
    {
        struct err err;
        files_write("f", contents[_i].content);
        bool is_good = read_it("f", &err);
        ck_assert_str_eq(taken, contents[_i].taken);
        const char *complaint = contents[_i].complaint;
        ck_assert_str_eq(err.text, complaint == NULL ? "" : files_expand(complaint));
        ck_assert_int_eq(is_good, complaint == NULL);
    }
END_TEST

START_TEST(config_file_read__refuses__nul)
    {
        struct err err;
        files_write_bytes("f", 0600, "a = b\0c\n", 8);
        ck_assert(!read_it("f", &err));
        ck_assert_str_eq(err.text,
                         files_expand("The configuration file @/f is not text in UTF-8."));
    }
END_TEST

START_TEST(config_file_read__refuses__too_much)
    {
        struct err err;
        static char text[CONFIG_FILE_MAX + 1];
        memset(text, '\n', sizeof(text));
        files_write_bytes("f", 0600, text, CONFIG_FILE_MAX);
        ck_assert(read_it("f", &err));
        files_write_bytes("f", 0600, text, CONFIG_FILE_MAX + 1);
        ck_assert(!read_it("f", &err));
        ck_assert_str_eq(err.text, files_expand("Cannot read the configuration file @/f: File too "
                                                "large."));
    }
END_TEST

static const struct {
    mode_t mode;
    bool is_good;
} modes[] = {{0600, true},  {0644, true},  {0400, true},  {0755, true}, {0664, false},
             {0646, false}, {0620, false}, {0602, false}, {0666, false}};

START_TEST(config_file_read__refuses__a_file_that_others_can_change)
    {
        struct err err;
        files_write_bytes("f", modes[_i].mode, "a = b\n", 6);
        ck_assert_int_eq(read_it("f", &err), modes[_i].is_good);
        ck_assert_str_eq(taken, modes[_i].is_good ? "a=b;" : "");
        ck_assert_str_eq(err.text, modes[_i].is_good
                                       ? ""
                                       : files_expand("Other users can change the configuration "
                                                      "file @/f. Run: chmod go-w @/f"));
    }
END_TEST

START_TEST(config_file_read__misses__a_file_only_when_required)
    {
        struct err err;
        ck_assert(read_by("f", false, CONFIG_FILE_OWNER_USER, &err));
        ck_assert(!read_by("f", true, CONFIG_FILE_OWNER_USER, &err));
        ck_assert_str_eq(err.text, files_expand("Cannot open the configuration file @/f: No such "
                                                "file or directory."));
        files_write("f", "");
        ck_assert(read_by("f/f", false, CONFIG_FILE_OWNER_USER, &err));
        ck_assert(!read_by("f/f", true, CONFIG_FILE_OWNER_USER, &err));
        /* Not there is one thing, not to be opened another. */
        ck_assert_int_eq(symlink("f", files_path("f2")), 0);
        ck_assert_int_eq(symlink("f4", files_path("f3")), 0);
        ck_assert_int_eq(symlink("f3", files_path("f4")), 0);
        ck_assert(read_by("f2", false, CONFIG_FILE_OWNER_USER, &err));
        ck_assert(!read_by("f3", false, CONFIG_FILE_OWNER_USER, &err));
    }
END_TEST

START_TEST(config_file_read__refuses__what_is_no_file)
    {
        struct err err;
        ck_assert_int_eq(mkdir(files_path("f"), 0700), 0);
        ck_assert(!read_it("f", &err));
        ck_assert_str_eq(err.text, files_expand("The configuration @/f is not a regular file."));
        ck_assert_int_eq(mkfifo(files_path("p"), 0600), 0);
        ck_assert(!read_it("p", &err));
        ck_assert_str_eq(err.text, files_expand("The configuration @/p is not a regular file."));
        err = (struct err){0};
        ck_assert(!config_file_read("/dev/zero", true, CONFIG_FILE_OWNER_USER, take, taken, &err));
        ck_assert_str_eq(err.text, "The configuration /dev/zero is not a regular file.");
    }
END_TEST

START_TEST(config_file_read__takes__the_null_device)
    {
        struct err err = {0};
        taken[0] = '\0';
        ck_assert(config_file_read("/dev/null", true, CONFIG_FILE_OWNER_ROOT, take, taken, &err));
        ck_assert_str_eq(taken, "");
    }
END_TEST

START_TEST(config_file_read__refuses__a_file_of_another_user)
    {
        struct err err;
        files_write("f", "a = b\n");
        bool is_root = geteuid() == 0;
        ck_assert_int_eq(read_by("f", true, CONFIG_FILE_OWNER_ROOT, &err), is_root);
        ck_assert_str_eq(err.text, is_root
                                       ? ""
                                       : files_expand("In kiosk mode the configuration file @/f "
                                                      "must belong to root."));
        if (!is_root)
            return; /* Only root can give a file away. */
        ck_assert_int_eq(chown(files_path("f"), 4711, (gid_t)-1), 0);
        ck_assert_int_eq(chmod(files_path(""), 0711), 0);
        ck_assert_int_eq(seteuid(4711), 0);
        ck_assert_msg(read_by("f", true, CONFIG_FILE_OWNER_USER, &err), "%s", err.text);
        ck_assert(!read_by("f", true, CONFIG_FILE_OWNER_ROOT, &err));
        ck_assert_int_eq(seteuid(0), 0);
        ck_assert(!read_by("f", true, CONFIG_FILE_OWNER_USER, &err));
        ck_assert_str_eq(err.text,
                         files_expand("The configuration file @/f belongs to another user."));
        ck_assert(!read_by("f", true, CONFIG_FILE_OWNER_ROOT, &err));
        ck_assert_str_eq(err.text, files_expand("In kiosk mode the configuration file @/f must "
                                                "belong to root."));
    }
END_TEST

START_TEST(config_file_read__leaves__no_descriptor_open)
    {
        struct err err;
        files_write("f", "a = b\n");
        files_write("bad", "bad = b\n");
        int before = dup(0);
        ck_assert_int_eq(close(before), 0);
        ck_assert(read_it("f", &err));
        ck_assert(!read_it("bad", &err));
        ck_assert(!read_it("", &err));
        int after = dup(0);
        ck_assert_int_eq(close(after), 0);
        ck_assert_int_eq(after, before);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("config_file");
    TCase *tests = tap_case(suite, "read");
    tcase_add_checked_fixture(tests, files_make, files_remove);
    tcase_add_loop_test(tests, config_file_read__reads__each_line, 0,
                        (int)(sizeof(contents) / sizeof(contents[0])));
    tcase_add_loop_test(tests, config_file_read__refuses__a_file_that_others_can_change, 0,
                        (int)(sizeof(modes) / sizeof(modes[0])));
    tcase_add_test(tests, config_file_read__refuses__nul);
    tcase_add_test(tests, config_file_read__refuses__too_much);
    tcase_add_test(tests, config_file_read__misses__a_file_only_when_required);
    tcase_add_test(tests, config_file_read__refuses__what_is_no_file);
    tcase_add_test(tests, config_file_read__takes__the_null_device);
    tcase_add_test(tests, config_file_read__refuses__a_file_of_another_user);
    tcase_add_test(tests, config_file_read__leaves__no_descriptor_open);
    return tap_run(suite);
}
