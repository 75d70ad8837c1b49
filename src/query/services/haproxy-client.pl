# Defines ask(SOCKET, COMMAND): returns the answer, or an empty list with $! set. Must not contain single quotes.
use strict; use Socket;
sub ask {
  my ($path, $command) = @_;
  socket(my $s, AF_UNIX, SOCK_STREAM, 0) or return;
  connect($s, pack_sockaddr_un($path)) or return;
  syswrite $s, "$command\n"; shutdown $s, 1;
  local $SIG{ALRM} = sub { die "no answer from $path\n" }; alarm 10;
  my $text = ""; 1 while sysread $s, $text, 65536, length $text;
  alarm 0; return ($text);
}
1;
