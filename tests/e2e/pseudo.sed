# Makes a text of a language that nobody speaks: marked at both ends, about 40 % longer, with accents.
# No letter of a conversion such as %zu or %d is touched. tests/e2e/pseudo.c does the same.
1s/^/「/
$s/$/」/
s/a/àà/g
s/e/éé/g
s/i/ïï/g
s/o/öö/g
s/n/nn/g
s/t/tt/g
