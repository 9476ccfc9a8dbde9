/* Another language: the whole way in Chinese, and what the server is told about it; and the whole
 * way in each language that has a catalogue, on lines and screens that it must fit. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"

/* Waits for the question, then answers it. */
static void answer(struct person *person, const char *question, const char *text)
{
    person_sees(person, question);
    person_marks(person);
    person_sends(person, text);
    person_sends(person, "\n");
}

/* Person and sandbox, from the first question to the one for the word. */
static void comes_to_confirm(struct person *person, const struct process *sandbox)
{
    char text[HARNESS_TEXT_SIZE], code[7];
    answer(person, "账户：", "demo");
    person_sees(person, "直接按回车返回。");
    answer(person, "密码，输入不显示：", person_password);
    person_sees(person, "已登录：demo。");
    person_sees(person, "1 注销账户");
    answer(person, "请选择 1 到 2：", "1");
    person_sees(person, "第 1 步，共 3 步。");
    person_sees(person, "将失去：资料和所有访问权限。无法撤销。");
    answer(person, "继续，y 或 n：", "是");
    person_sees(person, "3 短信验证码");
    answer(person, "请选择 1 到 3：", "3");
    person_sees(person, "第 2 步。 验证码已发到手机。");
    kit_code(sandbox, "+8613000000001", 1, code);
    /* The server writes in the language that it was asked for. */
    ck_assert_int_eq(harness_message(sandbox, "+8613000000001", text), 1);
    ck_assert_msg(strstr(text, "您正在注销账号，验证码为：") != NULL, "not Chinese: %s", text);
    answer(person, "验证码：", code);
    person_sees(person, "第 3 步。注销 demo，127.0.0.1:");
}

START_TEST(deletes_in_chinese)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, PERSON_PLAIN, &sandbox, OPTIONS("--lang=zh_CN"));
        comes_to_confirm(&person, &sandbox);
        /* The word stays as it is in every language; its translation is not the word. */
        answer(&person, "输入 DELETE：", "注销");
        answer(&person, "错误：输入有误。请输入 DELETE，或返回。", "DELETE");
        person_sees(&person, "已注销：demo。回执 ");
        person_ends(&person, 0);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 1);
        ck_assert(!harness_user_exists(&sandbox, "demo"));
    }
END_TEST

/* The screen counts two columns for each of its characters. */
START_TEST(screen_in_chinese)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, _i == 0 ? PERSON_CURSES : PERSON_SMALL, &sandbox,
                      OPTIONS("--lang=zh_CN"));
        person_sees(&person, "账户：");
        person_sees(&person, "密码：");
        person_sees(&person, "1 邮箱验证码");
        person_sends(&person, "demo\r");
        person_sends(&person, person_password);
        person_sends(&person, "\r");
        person_sees(&person, "已登录：demo");
        person_sees(&person, "1 注销账户");
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

/* Every catalogue ------------------------------------------------------------------------------ */

enum { LANGUAGES_MAX = 32, NAME_SIZE = 32, TEXT_SIZE = 512, LINE_COLUMNS = 40 };

static char languages[LANGUAGES_MAX][NAME_SIZE];

/* A file in po/, or NULL. */
static FILE *open_source(const char *name, const char *end)
{
    char path[4096];
    const char *top = getenv("srcdir");
    int length = snprintf(path, sizeof path, "%s/po/%s%s", top == NULL ? "." : top, name, end);
    return length > 0 && (size_t)length < sizeof path ? fopen(path, "r") : NULL;
}

/* Before the tests run, so without a way to fail: none at all is found out by a test. */
static int read_languages(void)
{
    FILE *file = open_source("LINGUAS", "");
    char line[256];
    int count = 0;
    while (file != NULL && fgets(line, sizeof line, file) != NULL && count < LANGUAGES_MAX) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '#' || line[0] == '\0' || strlen(line) >= NAME_SIZE)
            continue;
        memcpy(languages[count++], line, strlen(line) + 1);
    }
    if (file != NULL)
        (void)fclose(file);
    return count;
}

/* LANGUAGE's translation of a short TEXT, copied to TO. */
static void translate(const char *language, const char *text, char to[TEXT_SIZE])
{
    char line[1024], wanted[TEXT_SIZE + 16];
    int length = snprintf(wanted, sizeof wanted, "msgid \"%s\"\n", text);
    ck_assert(length > 0 && (size_t)length < sizeof wanted);
    FILE *file = open_source(language, ".po");
    ck_assert_msg(file != NULL, "no catalogue of %s", language);
    to[0] = '\0';
    while (fgets(line, sizeof line, file) != NULL && to[0] == '\0')
        if (strcmp(line, wanted) == 0 && fgets(line, sizeof line, file) != NULL)
            ck_assert_int_eq(sscanf(line, "msgstr \"%511[^\"]\"", to), 1);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_msg(to[0] != '\0', "%s has no %s", language, text);
}

/* FORMAT with VALUE (each NULL or a text to be translated, or else as it is) put in, up to the next
 * thing that is to be put in and without blanks at the end, as a person reads it. *Static* for 4
 * calls. */
static const char *in_language(const char *language, const char *format, const char *value)
{
    static char texts[4][2 * TEXT_SIZE];
    static unsigned turn;
    char *text = texts[turn++ % 4];
    char translated[TEXT_SIZE];
    translate(language, format, translated);
    char *at = strchr(translated, '%');
    if (at != NULL) {
        const char *after = at + strcspn(at, "sdu") + 1;
        *at = '\0';
        ck_assert_ptr_nonnull(value);
        char *next = strchr(after, '%');
        if (next != NULL)
            *next = '\0';
        (void)snprintf(text, sizeof texts[0], "%s%s%s", translated, value, after);
    } else {
        (void)snprintf(text, sizeof texts[0], "%s", translated);
    }
    for (size_t length = strlen(text); length > 0 && text[length - 1] == ' ';)
        text[--length] = '\0';
    return text;
}

static const char *label_in(const char *language, const char *format, const char *label)
{
    char translated[TEXT_SIZE];
    translate(language, label, translated);
    return in_language(language, format, translated);
}

/* The last of the words for yes: "ja" of "j ja". */
static const char *yes_in(const char *language)
{
    const char *words = in_language(language, "y yes", NULL);
    const char *blank = strrchr(words, ' ');
    return blank == NULL ? words : blank + 1;
}

static void check_lines(const struct person *person)
{
    size_t length = 0;
    const char *raw = screen_raw(person->terminal.screen, &length);
    char *copy = strndup(raw, length);
    ck_assert_ptr_nonnull(copy);
    size_t count = 0;
    char *rest = copy;
    for (char *line = strsep(&rest, "\r\n"); line != NULL; line = strsep(&rest, "\r\n")) {
        ck_assert_msg(text_columns(line) <= LINE_COLUMNS, "too wide: %s", line);
        count += line[0] == '\0' ? 0 : 1;
    }
    ck_assert_uint_gt(count, 20);
    free(copy);
}

START_TEST(deletes_in_each_language)
    {
        const char *language = languages[_i];
        char option[NAME_SIZE + 16], code[7];
        struct process sandbox;
        struct person person;
        (void)snprintf(option, sizeof option, "--lang=%s", language);
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, PERSON_PLAIN, &sandbox, OPTIONS(option));
        answer(&person, label_in(language, "%s: ", "Account"), "demo");
        answer(&person, label_in(language, "%s, hidden: ", "Password"), person_password);
        answer(&person, in_language(language, "Choose 1 to %zu: ", "2"), "1");
        answer(&person, in_language(language, "Continue, y or n: ", NULL), yes_in(language));
        answer(&person, in_language(language, "Choose 1 to %zu: ", "3"), "?");
        person_sees(&person, label_in(language, "%s: %s", "Password"));
        answer(&person, in_language(language, "Choose 1 to %zu: ", "3"), "2");
        kit_code(&sandbox, "demo@example.org", 1, code);
        answer(&person, label_in(language, "%s: ", "Code"), code);
        answer(&person, label_in(language, "%s: ", "Type DELETE"), "DELETE");
        person_sees(&person, in_language(language, "Deleted: %s. Receipt %s.", "demo"));
        person_is_gone(&person);
        check_lines(&person);
        ck_assert_int_eq(person.status, 0);
        person_free(&person);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 1);
        ck_assert(!harness_user_exists(&sandbox, "demo"));
    }
END_TEST

/* On a screen of 40x12, up to what is lost. */
START_TEST(screen_in_each_language)
    {
        const char *language = languages[_i];
        char option[NAME_SIZE + 16], field[2 * TEXT_SIZE + 8];
        struct process sandbox;
        struct person person;
        (void)snprintf(option, sizeof option, "--lang=%s", language);
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, PERSON_SMALL, &sandbox, OPTIONS(option));
        person_sees(&person, label_in(language, "%s:", "Password"));
        person_sends(&person, "demo");
        /* The value stands behind the colon, wherever the language has that. */
        int length = snprintf(field, sizeof field, "%s demo", label_in(language, "%s:", "Account"));
        ck_assert(length > 0 && (size_t)length < sizeof field);
        person_sees(&person, field);
        person_sends(&person, "\r");
        person_sends(&person, person_password);
        person_sends(&person, "\r");
        person_sees(&person, in_language(language, "Signed in: %s", "demo"));
        person_sends(&person, "1");
        person_sees(&person, in_language(language, "Delete %s.", "demo"));
        person_sees(&person, in_language(language, "Step %d of %d.", "1"));
        person_sees(&person, in_language(language, "Email code", NULL));
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

/* Programs know the list of the first screen by heart: the language is a fact, and not in it. */
static void expect_actions(const json_t *view)
{
    static const char *const ids[] = {"submit", "use_email_code", "use_sms_code", "quit"};
    const json_t *actions = json_object_get(view, "actions");
    ck_assert_uint_eq(json_array_size(actions), sizeof ids / sizeof *ids);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        ck_assert_str_eq(json_string_value(json_object_get(json_array_get(actions, i), "id")),
                         ids[i]);
}

/* Chosen on the first screen: all is in that language at once, what was typed is still there, and
 * the server is spoken to in it as well. */
START_TEST(chosen_on_the_first_screen)
    {
        enum person_ui ui = person_loop_ui(_i);
        struct process sandbox;
        struct person person;
        char text[HARNESS_TEXT_SIZE];
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, ui, &sandbox, OPTIONS("--lang=de"));
        if (ui == PERSON_CURSES) {
            person_sees(&person, "3 Sprache: Deutsch");
            person_sends(&person, "demo@example.org\tsecret\t3");
            person_sees(&person, "7 繁體中文");
            person_sends(&person, "6"); /* 简体中文 */
            person_sees(&person, "账户： demo@example.org 密码：");
            person_sees(&person, "3 语言：简体中文");
            person_sees(&person, "F1 帮助。");
            person_sends(&person, "\t\t1");
        } else if (ui == PERSON_PLAIN) {
            answer(&person, "Konto: ", "?");
            person_sees(&person, "l Sprache: Deutsch.");
            answer(&person, "Konto: ", "l");
            person_sees(&person, "8 繁體中文");
            answer(&person, "1 bis 8", "7");
            person_sees(&person, "账户：");
            person_sends(&person, "demo@example.org\n");
            answer(&person, "密码，输入不显示：", "");
            answer(&person, "账户：", "e");
        } else {
            person_sees(&person, "Deutsch");
            expect_actions(person.view);
            person_sends(&person,
                         "{\"do\":\"language\",\"fields\":{\"account\":\"demo@example.org\"}}\n");
            person_sees(&person, "简体中文");
            person_sends(&person, "{\"do\":\"submit\",\"fields\":{\"language\":\"zh_CN\"}}\n");
            person_sees(&person, "密码");
            person_sends(&person, "{\"do\":\"use_email_code\"}\n");
        }
        /* The server writes in it. */
        kit_wait_hits(&sandbox, "send-email", 1);
        char code[7];
        kit_code(&sandbox, "demo@example.org", 1, code);
        ck_assert_int_ge(harness_message(&sandbox, "demo@example.org", text), 1);
        ck_assert_msg(strstr(text, "验证码") != NULL, "not Chinese: %s", text);
        person_sees(&person, ui == PERSON_PLAIN ? "验证码：" : "用验证码登录");
        if (ui == PERSON_JSON)
            person_quits(&person);
        else
            person_sends(&person, ui == PERSON_PLAIN ? "q\n" : "\021");
        person_ends(&person, 5);
    }
END_TEST

START_TEST(languages_are_known)
    {
        ck_assert_str_ne(languages[0], "");
        bool chinese = false;
        for (int i = 0; i < LANGUAGES_MAX; i++)
            chinese = chinese || strcmp(languages[i], "zh_CN") == 0;
        ck_assert(chinese && languages[LANGUAGES_MAX - 1][0] == '\0');
    }
END_TEST

static void add_language(TCase *tests)
{
    int count = read_languages();
    tcase_add_test(tests, languages_are_known);
    tcase_add_test(tests, deletes_in_chinese);
    tcase_add_loop_test(tests, screen_in_chinese, 0, 2);
    tcase_add_loop_test(tests, chosen_on_the_first_screen, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, deletes_in_each_language, 0, count);
    tcase_add_loop_test(tests, screen_in_each_language, 0, count);
}

static const struct kit_part parts[] = {{"language", add_language}};
const struct kit_group e2e_language = {parts, sizeof parts / sizeof *parts};
