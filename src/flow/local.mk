noinst_LIBRARIES += src/flow/libflow.a
src_flow_libflow_a_SOURCES = \
	src/flow/delete_step.c src/flow/delete_step.h \
	src/flow/form.c src/flow/form.h \
	src/flow/view.c src/flow/view.h
LIBFLOW = src/flow/libflow.a
