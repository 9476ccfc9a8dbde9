noinst_LIBRARIES += src/http/libhttp.a
src_http_libhttp_a_SOURCES = \
	src/http/http.c src/http/http.h
LIBHTTP = src/http/libhttp.a
