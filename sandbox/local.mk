# genauth-sandbox shares no code with src/: a common bug would hide itself.
bin_PROGRAMS += genauth-sandbox
dist_man_MANS += doc/genauth-sandbox.1
sandbox_sources = \
	sandbox/answer.c sandbox/answer.h \
	sandbox/auth.c \
	sandbox/clock.h \
	sandbox/codes.c sandbox/codes.h \
	sandbox/database.c sandbox/database.h \
	sandbox/deletion.c \
	sandbox/i18n.h \
	sandbox/keys.c sandbox/keys.h \
	sandbox/mail.c sandbox/mail.h \
	sandbox/main.c \
	sandbox/messages.c sandbox/messages.h \
	sandbox/observe.c sandbox/observe.h \
	sandbox/oidc.c \
	sandbox/operations.c sandbox/operations.h \
	sandbox/options.c sandbox/options.h \
	sandbox/password_cipher.c sandbox/password_cipher.h \
	sandbox/profile.c \
	sandbox/reply.c sandbox/reply.h \
	sandbox/request.c sandbox/request.h \
	sandbox/sandbox.h \
	sandbox/scenario.c sandbox/scenario.h \
	sandbox/seed.c \
	sandbox/send.c sandbox/send.h \
	sandbox/server.c sandbox/server.h \
	sandbox/state_dir.c sandbox/state_dir.h \
	sandbox/tls.c sandbox/tls.h \
	sandbox/token_set.c sandbox/token_set.h \
	sandbox/tokens.c sandbox/tokens.h \
	sandbox/users.c sandbox/users.h \
	sandbox/util.c sandbox/util.h
genauth_sandbox_SOURCES = $(sandbox_sources) sandbox/clock.c
genauth_sandbox_CPPFLAGS = -I$(top_srcdir) -DLOCALEDIR='"$(localedir)"'
genauth_sandbox_CFLAGS = $(AM_CFLAGS) $(MICROHTTPD_CFLAGS) $(SQLITE_CFLAGS) $(JANSSON_CFLAGS) \
	$(SODIUM_CFLAGS) $(CRYPTO_CFLAGS)
genauth_sandbox_LDADD = $(MICROHTTPD_LIBS) $(SQLITE_LIBS) $(JANSSON_LIBS) $(SODIUM_LIBS) \
	$(CRYPTO_LIBS) -lpthread
