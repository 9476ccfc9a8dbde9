# The program whose N-th allocation fails, on the clock of tests/timed. Without src/memory.c, whose realloc
# would bring the calls of all libraries here.
EXTRA_PROGRAMS += tests/failing/genauth-tui
CLEANFILES += tests/failing/genauth-tui$(EXEEXT)
failing_program = tests/failing/genauth-tui$(EXEEXT)
tests_failing_genauth_tui_SOURCES = src/main.c tests/failing/failing.c \
	tests/failing/failing.h tests/timed/program_clock.c $(timed_sources)
tests_failing_genauth_tui_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(CJSON_CFLAGS) $(OPENSSL_CFLAGS)
tests_failing_genauth_tui_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=fopen,--wrap=fdopen \
	-Wl,--wrap=realpath,--wrap=newlocale,--wrap=sodium_malloc,--wrap=BIO_new_mem_buf \
	-Wl,--wrap=PEM_read_bio_PUBKEY,--wrap=EVP_PKEY_CTX_new,--wrap=curl_url \
	-Wl,--wrap=curl_easy_init,--wrap=curl_multi_init,--wrap=curl_slist_append \
	-Wl,--wrap=cJSON_ParseWithLength,--wrap=newterm,--wrap=newpad
tests_failing_genauth_tui_LDADD = $(program_LDADD)
