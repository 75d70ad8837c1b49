# Prints what each socket of HAProxy tells of its servers, after a boundary: f and the text, r where it may not be used, a where there is none.
# haproxy-client.pl comes before it. Holds no single quote.
my $boundary = shift;
for my $path (@ARGV) {
  my ($text) = ask($path, "show stat; show servers state");
  print $boundary, defined $text ? "f$text" : $!{EACCES} ? "r" : "a";
}
