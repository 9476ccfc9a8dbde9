/* Another language: the whole way in Chinese, and what the server is told about it. */
#include "config.h"

#include <string.h>

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
    person_sees(person, "第 3 步。 注销 demo，127.0.0.1:");
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
        person_sees(&person, "1 登录");
        person_sends(&person, "demo\r");
        person_sends(&person, person_password);
        person_sends(&person, "\r");
        person_sees(&person, "已登录：demo");
        person_sees(&person, "1 注销账户");
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

static void add_language(TCase *tests)
{
    tcase_add_test(tests, deletes_in_chinese);
    tcase_add_loop_test(tests, screen_in_chinese, 0, 2);
}

static const struct kit_part parts[] = {{"language", add_language}};
const struct kit_group e2e_language = {parts, sizeof parts / sizeof *parts};
