# Prints the server states of each socket of HAProxy after a boundary: f and the text; r if the socket is not accessible; a if it
# does not exist. It is appended to haproxy-client.pl. Must not contain single quotes.
my $boundary = shift;
for my $path (@ARGV) {
  my ($text) = ask($path, "show stat; show servers state");
  print $boundary, defined $text ? "f$text" : $!{EACCES} ? "r" : "a";
}
