EXTRA_DIST += doc/api.md
