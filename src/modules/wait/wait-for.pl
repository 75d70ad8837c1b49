# Waits as described at renderWait. Must not contain single quotes, because perl receives the program in single quotes.
# Only a regular file has a content: a pipe would be waited for. Of what a port sends, no more than $most bytes are looked at.
# /proc/net/tcp shows addresses as hex words in the machine's byte order.
use strict; use Fcntl; use Socket qw(:DEFAULT getaddrinfo inet_pton inet_ntop AF_INET6);
my ($host, $port, $path, $there, $drained, $states, $excluded, $timeout, $delay, $sleep, $connect) = @ARGV;
my $pattern = delete $ENV{PATTERN};
my $most = 1 << 20;
my @groups;
my ($begin) = uptime();
sub uptime { open my $f, "<", "/proc/uptime" or return time; return split " ", <$f> }
sub passed { my ($now) = uptime(); return $now - $begin }
sub matches { my @m = $_[0] =~ /$pattern/m or return 0; @groups = defined $1 ? @m : (); return 1 }
sub in_file {
  return -e $path || -l $path if $pattern eq "";
  return 0 unless -f $path;
  sysopen my $f, $path, O_RDONLY | O_NONBLOCK or return 0; local $/; my $text = <$f>; return matches($text // "");
}
sub connected {
  my ($error, @found) = getaddrinfo($host, $port, { socktype => SOCK_STREAM });
  for my $a (@found) {
    my $ok = eval {
      local $SIG{ALRM} = sub { die "late\n" };
      alarm $connect;
      socket(my $s, $a->{family}, SOCK_STREAM, $a->{protocol}) or die "socket\n";
      connect($s, $a->{addr}) or die "connect\n";
      if ($pattern ne "") { my $text = ""; until (matches($text)) { length $text < $most && sysread($s, $text, 65536, length $text) or die "end\n" } }
      1;
    };
    alarm 0;
    return 1 if $ok;
  }
  return 0;
}
sub address { my $hex = pack "H*", $_[0]; $hex = pack "N*", unpack "V*", $hex; my $text = inet_ntop(length $hex == 4 ? AF_INET : AF_INET6, $hex); $text =~ s/^::ffff:(?=\d+\.)//; return $text }
sub in_use {
  my %code = (ESTABLISHED => "01", SYN_SENT => "02", SYN_RECV => "03", FIN_WAIT1 => "04", FIN_WAIT2 => "05", TIME_WAIT => "06",
    CLOSE => "07", CLOSE_WAIT => "08", LAST_ACK => "09", CLOSING => "0B");
  my %counts = map { $code{$_} => 1 } split /,/, $states;
  my %skip = map { $_ => 1 } split /,/, $excluded;
  my ($error, @found) = getaddrinfo($host, $port, { socktype => SOCK_STREAM });
  my %own = map { my @p = $_->{family} == AF_INET ? unpack_sockaddr_in($_->{addr}) : Socket::unpack_sockaddr_in6($_->{addr}); inet_ntop($_->{family}, $p[1]) => 1 } @found;
  my $every = $own{"0.0.0.0"} || $own{"::"};
  for my $table ("/proc/net/tcp", "/proc/net/tcp6") {
    open my $f, "<", $table or next;
    while (<$f>) {
      my (undef, $local, $remote, $state) = split " ";
      next unless $counts{$state};
      my ($ip, $at) = split /:/, $local;
      next unless hex $at == $port and ($every or $own{address($ip)});
      return 1 unless $skip{address((split /:/, $remote)[0])};
    }
  }
  return 0;
}
sub reached {
  return in_file() == $there if $path ne "";
  return 0 unless $port;
  return !in_use() if $drained;
  return connected() == $there;
}
select undef, undef, undef, $delay;
until (reached()) {
  if (passed() >= $timeout) { exit($port || $path ne "" ? 1 : 0) }
  select undef, undef, undef, $sleep;
}
printf "%d\0", passed();
print map { ($_ // "") . "\0" } @groups;
