LIBGENAUTH = src/genauth/libgenauth.a
