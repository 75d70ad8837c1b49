#!/usr/bin/perl
# mysql-role ADDRESS PORT HOST MAX-LAG SECONDS [PEER-ADDRESS PEER-PORT]... : reports the role of this database server to balancers, by HTTP. /primary
# answers 200 if the server is writable, is the latest primary in provision.primaries, and no reachable peer knows a later one; /replica if the server
# replicates with at most MAX-LAG seconds of lag; /up if the server answers at all; otherwise 503. /latest answers with the number and host of the
# latest primary. A process that runs as root queries the server over its socket, with a timeout of SECONDS; the process that listens runs as nobody.
use strict;
use warnings;
use IO::Select;
use IO::Socket::IP;
use POSIX 'WNOHANG';
use Socket;

my ($address, $port, $host, $max_lag, $seconds, @peers) = @ARGV;
my ($client) = grep { -x } map { ("/usr/bin/$_") } qw(mariadb mysql);
my $CACHED_SECONDS = 0.4;
my $PEER_SECONDS = 0.3;
my $MOST_ASKING = 16;

# One client runs all queries, since balancers ask each second. The table of the last query may not exist yet, so it comes last.
my $QUESTIONS = 'SELECT @@GLOBAL.read_only AS is_closed; SHOW REPLICA STATUS; '
    . 'SELECT number AS latest_number, host AS latest_host FROM provision.primaries ORDER BY number DESC LIMIT 1';

# ask : returns the server's answer, a line for each value, or '' if the server does not answer
sub ask {
    open my $answer, '-|', 'timeout', $seconds, $client, '-E', '-e', $QUESTIONS or return '';
    my $text = join '', <$answer>;
    close $answer;
    return $text;
}

# role ANSWER LATEST : returns the role of the server, given the latest primary on record
sub role {
    my ($answer, $latest) = @_;
    my ($closed) = $answer =~ /is_closed: (\d)/ or return 'down';
    if ($answer =~ /_IO_Running:/) {
        my $runs = $answer =~ /_IO_Running: Yes/ && $answer =~ /_SQL_Running: Yes/;
        my ($behind) = $answer =~ /Seconds_Behind_\w+: (\d+)/;
        return $runs && defined $behind && $behind <= $max_lag ? 'replica' : 'replica that lags or has stopped';
    }
    return 'read-only' if $closed != 0;
    return $latest eq $host ? 'primary' : "writable, but the primary is $latest";
}

# answer_questions PIPE : runs as root. Each byte is a request, answered with the role, and number and host of the latest primary on record (0 and ''
# without a record).
sub answer_questions {
    my ($pipe) = @_;
    while (sysread $pipe, my $question, 1) {
        my $answer = ask();
        my ($number) = $answer =~ /latest_number: (\d+)/;
        my ($latest) = $answer =~ /latest_host: (.+)/;
        syswrite $pipe, join("\t", role($answer, $latest // ''), $number // 0, $latest // '') . "\n";
    }
}

# later_primary NUMBER : returns the host that a peer has on record as a later primary, or as another primary with the same number. A server that was
# disconnected while another was promoted has no record of the promotion; it must ask its peers before it reports itself as the primary.
sub later_primary {
    my ($number) = @_;
    my @named = @peers;
    while (my ($peer, $peer_port) = splice @named, 0, 2) {
        my $connection = IO::Socket::IP->new(PeerHost => $peer, PeerPort => $peer_port, Timeout => $PEER_SECONDS) or next;
        syswrite $connection, "GET /latest HTTP/1.0\r\n\r\n";
        my $answer = '';
        while (length $answer < 4096 && IO::Select->new($connection)->can_read($PEER_SECONDS)) {
            sysread($connection, $answer, 4096, length $answer) or last;
        }
        my ($theirs, $latest) = $answer =~ /\r\n\r\n(\d+)\t([\w.-]+)$/m or next;
        return $latest if $theirs > $number || ($theirs == $number && $latest ne $host);
    }
    return;
}

# answer PATH ROLE NUMBER LATEST : returns HTTP status and body
sub answer {
    my ($path, $role, $number, $latest) = @_;
    return ('200 OK', "$number\t$latest") if $path eq 'latest';
    return ($role eq 'down' ? '503 Service Unavailable' : '200 OK', $role) if $path eq 'up';
    return ($path eq $role ? '200 OK' : '503 Service Unavailable', $role);
}

sub drop_privileges {
    my (undef, undef, $uid, $gid) = getpwnam 'nobody';
    $( = $) = "$gid $gid";
    $< = $> = $uid;
    die "still root\n" if $< == 0 || $> == 0;
}

sub respond {
    my ($connection, $path, $role, $number, $latest) = @_;
    my ($status, $text) = answer($path, $role, $number, $latest);
    my $length = length($text) + 1;
    syswrite $connection, "HTTP/1.0 $status\r\nContent-Type: text/plain\r\nContent-Length: $length\r\nConnection: close\r\n\r\n$text\n";
}

# read_path CONNECTION : returns the first word of the requested path
sub read_path {
    my ($connection) = @_;
    my $request = '';
    while ($request !~ /\r?\n\r?\n/ && IO::Select->new($connection)->can_read(1)) {
        sysread($connection, $request, 2048, length $request) or last;
        last if length $request > 8192;
    }
    return $request =~ m{^(?:GET|HEAD|OPTIONS) /(\w+)} ? $1 : '';
}

# serve PIPE LISTENER : answers requests. A child process asks the peers, so that a peer that is down, or asks at the same time, delays no other answer.
sub serve {
    my ($pipe, $listener) = @_;
    my ($role, $number, $latest, $asked, $asking) = ('unknown', 0, '', 0, 0);
    while (my $connection = $listener->accept) {
        my $path = read_path($connection);
        if (Time::HiRes::time() - $asked > $CACHED_SECONDS) {
            syswrite $pipe, '?';
            my $known = readline $pipe;
            exit 1 unless defined $known;
            chomp $known;
            ($role, $number, $latest) = split /\t/, $known, 3;
            $asked = Time::HiRes::time();
        }
        $asking-- while $asking > 0 && waitpid(-1, $asking < $MOST_ASKING ? WNOHANG : 0) > 0;
        my $is_claimed = $path eq 'primary' && $role eq 'primary';
        my $pid = $is_claimed ? fork : undef;
        if ($pid) {
            $asking++;
        } else {
            my $other = $is_claimed ? later_primary($number) : undef;
            respond($connection, $path, defined $other ? "writable, but $other was promoted later" : $role, $number, $latest);
            exit 0 if defined $pid;
        }
        close $connection;
    }
}

require Time::HiRes;
local $SIG{PIPE} = 'IGNORE';
my $listener = IO::Socket::IP->new(LocalHost => $address, LocalPort => $port, Listen => 64, ReuseAddr => 1) or die "$address port $port: $@\n";
socketpair my $parent, my $child, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "socketpair: $!\n";
my $pid = fork // die "fork: $!\n";
if ($pid == 0) {
    close $parent;
    drop_privileges();
    serve($child, $listener);
    exit 1;
}
close $child;
close $listener;
local $SIG{TERM} = sub { kill 'TERM', $pid; exit 0 };
answer_questions($parent);
exit 1;
