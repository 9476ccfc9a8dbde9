noinst_LIBRARIES += src/base/libbase.a
src_base_libbase_a_SOURCES = \
	src/base/buf.c src/base/buf.h \
	src/base/clock.c src/base/clock.h src/base/clock_format.c \
	src/base/err.c src/base/err.h \
	src/base/file.c src/base/file.h \
	src/base/i18n.h \
	src/base/json.c src/base/json.h \
	src/base/json_scan.c src/base/json_scan.h \
	src/base/log.c src/base/log.h \
	src/base/outcome.c src/base/outcome.h \
	src/base/secret.c src/base/secret.h \
	src/base/text.c src/base/text.h
LIBBASE = src/base/libbase.a
BASE_LIBS = $(CJSON_LIBS) $(SODIUM_LIBS) $(UNISTRING_LIBS) -lm
