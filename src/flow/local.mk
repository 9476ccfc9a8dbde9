noinst_LIBRARIES += src/flow/libflow.a
src_flow_libflow_a_SOURCES = \
	src/flow/account.c \
	src/flow/actions.c \
	src/flow/check_outcome.c \
	src/flow/delete_account.c \
	src/flow/delete_account_view.c \
	src/flow/delete_step.c src/flow/delete_step.h \
	src/flow/earlier_delete.c \
	src/flow/form.c src/flow/form.h \
	src/flow/idle.c \
	src/flow/machine.c src/flow/machine.h \
	src/flow/open_order.c \
	src/flow/rules.h \
	src/flow/sign_in.c \
	src/flow/status.c \
	src/flow/view.c src/flow/view.h \
	src/flow/view_parts.c
LIBFLOW = src/flow/libflow.a
