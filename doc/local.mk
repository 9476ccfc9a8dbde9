EXTRA_DIST += doc/states.dot
# Beside the README that names them, as in the sources.
docpagesdir = $(docdir)/doc
dist_docpages_DATA = doc/accessibility.md doc/api.md doc/ARCHITECTURE.md doc/genauth-tui.svg doc/states.svg
dist_man_MANS += doc/genauth-tui.1 doc/genauth-tui.conf.5
dist_doc_DATA += doc/genauth-tui.conf.example
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = doc/completion/genauth-tui.bash

# The drawing of the state machine.
graph: tests/flow/test_explore$(EXEEXT)
	tests/flow/test_explore$(EXEEXT) --graph >$(srcdir)/doc/states.dot
	dot -Tsvg $(srcdir)/doc/states.dot >$(srcdir)/doc/states.svg
