# The transport against a server that misbehaves on purpose.
check_LIBRARIES += tests/tools/libbadserver.a
tests_tools_libbadserver_a_SOURCES = \
	tests/tools/bad_certs.c tests/tools/bad_certs.h \
	tests/tools/bad_server.c tests/tools/bad_server.h
tests_tools_libbadserver_a_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
LIBBADSERVER = tests/tools/libbadserver.a

http_exchange = tests/http/exchange.c tests/http/exchange.h \
	tests/http/resolver.c tests/http/resolver.h
http_test_libs = $(LIBBADSERVER) $(LIBHTTP) $(LIBBASE) $(HTTP_LIBS) $(BASE_LIBS) $(TEST_LIBS)

unit_tests += tests/http/test_http_faults
tests_http_test_http_faults_SOURCES = tests/http/test_http_faults.c $(http_exchange)
tests_http_test_http_faults_LDADD = $(http_test_libs)
