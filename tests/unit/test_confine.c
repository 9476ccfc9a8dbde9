/* app/confine_files.h: the port that the program may connect to. */
#include "app/confine_files.h"
#include "tests/tap.h"

static const struct {
    const char *server;
    int port;
} servers[] = {
    {"https://demo.genauth.ai", 443},
    {"https://demo.genauth.ai/", 443},
    {"https://demo.genauth.ai:8443", 8443},
    {"https://demo.genauth.ai:8443/path:1", 8443},
    {"https://demo.genauth.ai?x:1", 443},
    {"https://127.0.0.1:65535", 65535},
    {"https://[::1]", 443},
    {"https://[::1]:8443/", 8443},
    {"https://demo.genauth.ai:", 443},
    {"https://demo.genauth.ai:/", 443},
    {"https://demo.genauth.ai:65536", 0},
    {"https://demo.genauth.ai:0", 0},
    {"https://demo.genauth.ai:-1", 0},
    {"https://demo.genauth.ai:8443x", 0},
    {"demo.genauth.ai:8443", 0},
    {"", 0},
    {NULL, 0},
};

START_TEST(confine_port__reads__what_follows_the_host)
    {
        ck_assert_int_eq(confine_port(servers[_i].server), servers[_i].port);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("confine");
    TCase *tests = tap_case(suite, "confine");
    tcase_add_loop_test(tests, confine_port__reads__what_follows_the_host, 0,
                        sizeof(servers) / sizeof(servers[0]));
    return tap_run(suite);
}
