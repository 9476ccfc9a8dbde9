noinst_LIBRARIES += src/genauth/libgenauth.a
src_genauth_libgenauth_a_SOURCES = \
	src/genauth/codes.c \
	src/genauth/deletion.c \
	src/genauth/envelope.c src/genauth/envelope.h \
	src/genauth/errors.c src/genauth/errors.h \
	src/genauth/genauth.h \
	src/genauth/oidc.c \
	src/genauth/password_cipher.c src/genauth/password_cipher.h \
	src/genauth/phone.c \
	src/genauth/profile.c \
	src/genauth/request.c src/genauth/request.h \
	src/genauth/sign_in.c \
	src/genauth/system.c \
	src/genauth/token_set.c src/genauth/token_set.h \
	src/genauth/url.c
LIBGENAUTH = src/genauth/libgenauth.a
GENAUTH_LIBS = $(CRYPTO_LIBS)
