# The transport against a server that misbehaves on purpose.
check_LIBRARIES += tests/tools/libbadserver.a
tests_tools_libbadserver_a_SOURCES = \
	tests/tools/bad_certs.c tests/tools/bad_certs.h \
	tests/tools/bad_server.c tests/tools/bad_server.h \
	tests/tools/cut_relay.c tests/tools/cut_relay.h
tests_tools_libbadserver_a_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
LIBBADSERVER = tests/tools/libbadserver.a

http_exchange = tests/http/exchange.c tests/http/exchange.h \
	tests/http/resolver.c tests/http/resolver.h
http_test_libs = $(LIBBADSERVER) $(LIBHTTP) $(LIBBASE) $(HTTP_LIBS) $(BASE_LIBS) $(TEST_LIBS)

unit_tests += tests/http/test_http_faults
tests_http_test_http_faults_SOURCES = tests/http/test_http_faults.c $(http_exchange)
tests_http_test_http_faults_LDADD = $(http_test_libs)

unit_tests += tests/http/test_http_client
tests_http_test_http_client_SOURCES = tests/http/test_http_client.c $(http_exchange)
tests_http_test_http_client_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS)
tests_http_test_http_client_LDADD = $(http_test_libs)

unit_tests += tests/http/test_http_cuts
tests_http_test_http_cuts_SOURCES = tests/http/test_http_cuts.c $(http_exchange)
tests_http_test_http_cuts_LDADD = $(http_test_libs)

unit_tests += tests/http/test_http_outside
tests_http_test_http_outside_SOURCES = tests/http/test_http_outside.c $(http_exchange)
tests_http_test_http_outside_LDADD = $(http_test_libs)

unit_tests += tests/http/test_http_rules
tests_http_test_http_rules_SOURCES = tests/http/test_http_rules.c
tests_http_test_http_rules_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
tests_http_test_http_rules_LDADD = $(LIBHTTP) $(LIBBASE) $(HTTP_LIBS) $(BASE_LIBS) $(TEST_LIBS)

dist_check_SCRIPTS += tests/check-http-rules
