#!/usr/bin/perl
# sample-processes.pl END : until there is a file END, or for an hour, watches every process's command line, as any user can, and prints those with
# one of the words that are on stdin, one a line. Those of the lab's hosts, which this machine sees too, are left out.
use strict;
use warnings;
use Time::HiRes qw(time sleep);

my ($end_file) = @ARGV;
chomp(my @fragments = <STDIN>);
my $end = time + 3600;
my $pattern = join '|', map { quotemeta } @fragments;
my $own = readlink '/proc/self/ns/pid';
my (%seen, $looks);
while (time < $end && !-e $end_file) {
  $looks++;
  for my $directory (glob '/proc/[0-9]*') {
    next if $directory eq "/proc/$$" || (readlink "$directory/ns/pid" // '') ne $own;
    open my $handle, '<', "$directory/cmdline" or next;
    local $/;
    my $line = <$handle> // '';
    $seen{ $line =~ tr/\0/ /r } = 1 if $line =~ /$pattern/;
  }
  # the machine runs the hosts too
  sleep 0.05;
}
print "$looks looks\n", map { "$_\n" } sort keys %seen;
