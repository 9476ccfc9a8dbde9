LIBHTTP = src/http/libhttp.a
