# The sandbox as a child process, asked with libcurl.
check_LIBRARIES += tests/sandbox/libharness.a
tests_sandbox_libharness_a_SOURCES = tests/sandbox/harness.c tests/sandbox/harness.h
tests_sandbox_libharness_a_CPPFLAGS = -I$(top_srcdir) $(CURL_CFLAGS) $(JANSSON_CFLAGS) \
	$(CHECK_CFLAGS) -DSANDBOX_BINARY='"$(abs_top_builddir)/genauth-sandbox"'
sandbox_cppflags = -I$(top_srcdir) $(CURL_CFLAGS) $(JANSSON_CFLAGS) $(CRYPTO_CFLAGS) \
	$(SQLITE_CFLAGS) $(CHECK_CFLAGS)
sandbox_libs = tests/sandbox/libharness.a $(CURL_LIBS) $(JANSSON_LIBS) $(CRYPTO_LIBS) \
	$(SQLITE_LIBS) $(TEST_LIBS) -lpthread

sandbox_tests = tests/sandbox/test_auth tests/sandbox/test_cipher tests/sandbox/test_codes tests/sandbox/test_deletion \
	tests/sandbox/test_oidc tests/sandbox/test_scenario tests/sandbox/test_start
tests_sandbox_test_auth_SOURCES = tests/sandbox/test_auth.c
tests_sandbox_test_auth_CPPFLAGS = $(sandbox_cppflags)
tests_sandbox_test_auth_LDADD = $(sandbox_libs)
tests_sandbox_test_cipher_SOURCES = tests/sandbox/test_cipher.c
tests_sandbox_test_cipher_CPPFLAGS = $(sandbox_cppflags)
tests_sandbox_test_cipher_LDADD = $(sandbox_libs)
tests_sandbox_test_codes_SOURCES = tests/sandbox/test_codes.c
tests_sandbox_test_codes_CPPFLAGS = $(sandbox_cppflags)
tests_sandbox_test_codes_LDADD = $(sandbox_libs)
tests_sandbox_test_deletion_SOURCES = tests/sandbox/test_deletion.c
tests_sandbox_test_deletion_CPPFLAGS = $(sandbox_cppflags)
tests_sandbox_test_deletion_LDADD = $(sandbox_libs)
tests_sandbox_test_oidc_SOURCES = tests/sandbox/test_oidc.c
tests_sandbox_test_oidc_CPPFLAGS = $(sandbox_cppflags)
tests_sandbox_test_oidc_LDADD = $(sandbox_libs)
tests_sandbox_test_scenario_SOURCES = tests/sandbox/test_scenario.c
tests_sandbox_test_scenario_CPPFLAGS = $(sandbox_cppflags)
tests_sandbox_test_scenario_LDADD = $(sandbox_libs)
tests_sandbox_test_start_SOURCES = tests/sandbox/test_start.c
tests_sandbox_test_start_CPPFLAGS = $(sandbox_cppflags) \
	-DSANDBOX_MANUAL='"$(abs_top_srcdir)/doc/genauth-sandbox.1"'
tests_sandbox_test_start_LDADD = $(sandbox_libs)

check_PROGRAMS += $(sandbox_tests)
$(sandbox_tests): genauth-sandbox$(EXEEXT)

# The vendor's own client; needs node, npm and a network once, so it is not part of "make check".
check-sdk: genauth-sandbox$(EXEEXT)
	$(srcdir)/tests/sdk/run ./genauth-sandbox$(EXEEXT) sdk-build
EXTRA_DIST += tests/sdk/run tests/sdk/sdk.js tests/sdk/package.json tests/sdk/package-lock.json
clean-sdk:
	-rm -rf sdk-build

# The sandbox's own rooms, with a clock and a password hash that the test watches.
check_PROGRAMS += tests/sandbox/test_rules
tests_sandbox_test_rules_SOURCES = tests/sandbox/test_rules.c sandbox/clock.c sandbox/codes.c \
	sandbox/database.c sandbox/users.c sandbox/util.c
tests_sandbox_test_rules_CPPFLAGS = -I$(top_srcdir) -DLOCALEDIR='"$(localedir)"' $(SQLITE_CFLAGS) \
	$(JANSSON_CFLAGS) $(SODIUM_CFLAGS) $(CHECK_CFLAGS)
tests_sandbox_test_rules_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=clock_now_ms \
	-Wl,--wrap=crypto_pwhash_str_verify
tests_sandbox_test_rules_LDADD = $(SQLITE_LIBS) $(JANSSON_LIBS) $(SODIUM_LIBS) $(TEST_LIBS) -lpthread

# The same rooms under valgrind, which watches the bytes of the code.
EXTRA_PROGRAMS += tests/sandbox/constant_time
check_helpers += tests/sandbox/constant_time$(EXEEXT)
CLEANFILES += tests/sandbox/constant_time
dist_check_SCRIPTS += tests/check-constant-time
EXTRA_DIST += tests/sandbox/constant_time.supp
tests_sandbox_constant_time_SOURCES = tests/sandbox/constant_time.c sandbox/clock.c sandbox/codes.c \
	sandbox/database.c sandbox/util.c
tests_sandbox_constant_time_CPPFLAGS = -I$(top_srcdir) -DLOCALEDIR='"$(localedir)"' $(SQLITE_CFLAGS) \
	$(JANSSON_CFLAGS) $(SODIUM_CFLAGS)
tests_sandbox_constant_time_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=sodium_memcmp
tests_sandbox_constant_time_LDADD = $(SQLITE_LIBS) $(JANSSON_LIBS) $(SODIUM_LIBS)

# The operations themselves, with all that they ask of others counted.
check_PROGRAMS += tests/sandbox/test_work
tests_sandbox_test_work_SOURCES = tests/sandbox/test_work.c sandbox/auth.c sandbox/clock.c sandbox/codes.c \
	sandbox/database.c sandbox/keys.c sandbox/mail.c sandbox/messages.c sandbox/password_cipher.c sandbox/reply.c \
	sandbox/request.c sandbox/seed.c sandbox/send.c sandbox/token_set.c sandbox/tokens.c sandbox/users.c sandbox/util.c
tests_sandbox_test_work_CPPFLAGS = -I$(top_srcdir) -DLOCALEDIR='"$(localedir)"' $(MICROHTTPD_CFLAGS) $(SQLITE_CFLAGS) \
	$(JANSSON_CFLAGS) $(SODIUM_CFLAGS) $(CRYPTO_CFLAGS) $(CHECK_CFLAGS)
tests_sandbox_test_work_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=sqlite3_prepare_v2 -Wl,--wrap=sqlite3_step \
	-Wl,--wrap=crypto_pwhash_str_verify -Wl,--wrap=crypto_generichash -Wl,--wrap=randombytes_uniform \
	-Wl,--wrap=renameat -Wl,--wrap=unlinkat -Wl,--wrap=write
tests_sandbox_test_work_LDADD = $(MICROHTTPD_LIBS) $(SQLITE_LIBS) $(JANSSON_LIBS) $(SODIUM_LIBS) $(CRYPTO_LIBS) \
	$(TEST_LIBS) -lpthread
