LIBFLOW = src/flow/libflow.a
