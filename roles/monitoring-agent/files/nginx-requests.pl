#!/usr/bin/perl
# nginx-requests DIRECTORY LOG... : counts new requests in nginx's access logs by site, status and duration, and writes the metrics to requests.prom.
# Follows rotated logs. Skips the health checks of balancers.
use strict;
use warnings;

my ($directory, @logs) = @ARGV;
my @bounds = (0.05, 0.1, 0.3, 1, 3, 10);
my (%requests, %seconds, %sum, %count);

sub site_of { $_[0] =~ m{([^/]+)\.access\.log$} ? $1 : undef }

sub count_line {
    my ($site, $line) = @_;
    my ($status, $agent, $time) = $line =~ /" (\d{3}) \d+ "[^"]*" "([^"]*)" .*? time=([\d.]+) / or return;
    return if $agent eq 'haproxy';
    $requests{$site}{substr($status, 0, 1) . 'xx'}++;
    $seconds{$site}{$_} += $time <= $_ ? 1 : 0 for @bounds;
    $sum{$site} += $time;
    $count{$site}++;
}

sub render {
    my $text = "# TYPE nginx_requests_total counter\n";
    for my $site (sort keys %count) {
        $text .= sprintf "nginx_requests_total{site=\"%s\",status=\"%s\"} %d\n", $site, $_, $requests{$site}{$_} || 0 for qw(1xx 2xx 3xx 4xx 5xx);
    }
    $text .= "# TYPE nginx_request_seconds histogram\n";
    for my $site (sort keys %count) {
        $text .= sprintf "nginx_request_seconds_bucket{site=\"%s\",le=\"%s\"} %d\n", $site, $_, $seconds{$site}{$_} || 0 for @bounds;
        $text .= sprintf "nginx_request_seconds_bucket{site=\"%s\",le=\"+Inf\"} %d\n", $site, $count{$site};
        $text .= sprintf "nginx_request_seconds_sum{site=\"%s\"} %.3f\nnginx_request_seconds_count{site=\"%s\"} %d\n", $site, $sum{$site}, $site, $count{$site};
    }
    return $text;
}

sub write_metrics {
    open my $file, '>', "$directory/.requests.new" or die "$directory: $!\n";
    print $file render();
    close $file or die "$directory: $!\n";
    rename "$directory/.requests.new", "$directory/requests.prom" or die "$directory: $!\n";
}

for my $log (@logs) {
    my $site = site_of($log);
    ($count{$site}, $sum{$site}) = (0, 0) if defined $site;
}
write_metrics();

my $end = 0;
$SIG{TERM} = sub { $end = 1 };
my $pid = open my $tail, '-|', 'tail', '-n', '0', '-F', '--', @logs or die "tail: $!\n";
my ($site, $rest, $written) = (site_of($logs[0]), '', 0);
until ($end) {
    my $ready = '';
    vec($ready, fileno $tail, 1) = 1;
    if (select $ready, undef, undef, 5) {
        sysread($tail, $rest, 65536, length $rest) or last;
        while ($rest =~ s/^(.*)\n//) {
            my $line = $1;
            if ($line =~ /^==> (.+) <==$/) { $site = site_of($1) }
            elsif (defined $site) { count_line($site, $line) }
        }
    }
    next if time - $written < 5;
    write_metrics();
    $written = time;
}
kill 'TERM', $pid;
