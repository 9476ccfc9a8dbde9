EXTRA_DIST += doc/api.md
dist_man_MANS += doc/genauth-tui.1 doc/genauth-tui.conf.5
dist_doc_DATA += doc/genauth-tui.conf.example
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = doc/completion/genauth-tui.bash
