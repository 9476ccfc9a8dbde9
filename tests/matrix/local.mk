# The fault matrix: each fault at each request (doc/api.md, section 6).
check_PROGRAMS += tests/matrix/test_matrix
tests_matrix_test_matrix_SOURCES = tests/matrix/test_matrix.c tests/matrix/matrix.h \
	tests/matrix/cells.c tests/matrix/fault.h tests/matrix/faults.c tests/matrix/front.c \
	tests/matrix/front.h tests/matrix/reply.c tests/matrix/reply.h tests/matrix/special.c tests/matrix/special.h \
	tests/matrix/answers.c tests/matrix/leaving.c tests/matrix/machine.c tests/matrix/verdict.c \
	tests/matrix/verdict.h tests/matrix/walk.c tests/matrix/walk.h \
	tests/e2e/kit.c tests/e2e/kit.h tests/e2e/parts.c tests/e2e/person.c tests/e2e/person.h \
	tests/e2e/person_json.c tests/e2e/person_json.h tests/e2e/record.c tests/e2e/record.h
tests_matrix_test_matrix_CPPFLAGS = $(tests_e2e_test_e2e_CPPFLAGS) \
	-DFAILING_PROGRAM='"$(abs_top_builddir)/tests/failing/genauth-tui"'
tests_matrix_test_matrix_LDADD = $(tests_e2e_test_e2e_LDADD)
EXTRA_tests_matrix_test_matrix_DEPENDENCIES = $(EXTRA_tests_e2e_test_e2e_DEPENDENCIES) $(failing_program)

# Only the matrix, and only its table and the counts.
check-matrix: tests/matrix/test_matrix$(EXEEXT) $(EXTRA_tests_matrix_test_matrix_DEPENDENCIES)
	@srcdir=$(srcdir) tests/matrix/test_matrix$(EXEEXT) | awk '/^not ok/ { failed++; print } \
	/^ok/ { passed++ } /^# / { print substr($$0, 3) } \
	END { printf "%d passed, %d failed\n", passed, failed; exit failed || !passed }'
