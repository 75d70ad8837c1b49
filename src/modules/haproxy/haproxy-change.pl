# Changes servers through the admin socket of HAProxy. It is appended to haproxy-client.pl, and must not contain single quotes.
my ($path, $state, $weight, $drain, $wait, $interval, $retries, $shutdown, @servers) = @ARGV;
sub order {
  my ($text) = ask($path, $_[0]); defined $text or die "cannot use $path: $!\n";
  $text =~ s/\s+$//; $text eq "" or die "$_[0]: $text\n";
}
sub stat_of {
  my ($text) = ask($path, "show stat"); defined $text or die "cannot use $path: $!\n";
  my ($head, @rows) = split /\n/, $text; $head =~ s/^# //;
  my @columns = split /,/, $head;
  for (@rows) { my %row; @row{@columns} = split /,/; return \%row if "$row{pxname}/$row{svname}" eq $_[0] }
  die "HAProxy has no server $_[0]\n";
}
sub until_true {
  my ($server, $what, $test) = @_;
  for (1 .. $retries) { return if $test->(stat_of($server)); select undef, undef, undef, $interval }
  return if $test->(stat_of($server));
  die "$server: $what after $retries checks, $interval seconds apart\n";
}
my %admin = (enabled => "ready", disabled => "maint", drain => "drain");
for my $server (@servers) {
  order("set weight $server $weight") if $weight ne "";
  if ($state eq "disabled" && $drain) {
    order("set server $server state drain");
    until_true($server, "sessions are left", sub { $_[0]{scur} == 0 });
  }
  order("set server $server state $admin{$state}") if $state ne "";
  order("shutdown sessions server $server") if $state eq "disabled" && $shutdown;
}
# only once all servers have their state: a server that tracks another is up only if the other one is
for my $server ($wait && $state ne "" ? @servers : ()) {
  if ($state eq "enabled") { until_true($server, "it is not up", sub { $_[0]{status} =~ /^(UP|no check)/ }) }
  else { until_true($server, "sessions are left", sub { $_[0]{scur} == 0 }) }
}
