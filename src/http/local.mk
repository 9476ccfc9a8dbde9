noinst_LIBRARIES += src/http/libhttp.a
src_http_libhttp_a_SOURCES = \
	src/http/http.c src/http/http.h \
	src/http/http_ca.c src/http/http_ca.h \
	src/http/http_check.h \
	src/http/http_curl.c \
	src/http/http_head.c src/http/http_head.h \
	src/http/http_verdict.c src/http/http_verdict.h
src_http_libhttp_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(OPENSSL_CFLAGS)
LIBHTTP = src/http/libhttp.a
HTTP_LIBS = $(CURL_LIBS) $(OPENSSL_LIBS)
