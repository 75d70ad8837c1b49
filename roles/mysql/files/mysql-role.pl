#!/usr/bin/perl
# mysql-role ADDRESS PORT HOST MAX-LAG : tells balancers by HTTP what this database server is. /primary answers 200 where it is open for writing and
# the latest in provision.primaries, /replica where it replicates and is not late; else 503. Root asks the server over its socket; who listens is nobody.
use strict;
use warnings;
use IO::Select;
use IO::Socket::IP;
use Socket;

my ($address, $port, $host, $max_lag) = @ARGV;
my ($client) = grep { -x } map { ("/usr/bin/$_") } qw(mariadb mysql);
my $CACHED_SECONDS = 0.4;

# ask STATEMENT OPTION... : undef where the server does not answer
sub ask {
    my ($statement, @options) = @_;
    open my $answer, '-|', 'timeout', '4', $client, @options, '-e', $statement or return;
    my $text = join '', <$answer>;
    return close($answer) ? $text : undef;
}

sub role {
    my $closed = ask('SELECT @@GLOBAL.read_only', '-BN');
    return 'down' unless defined $closed;
    my $status = ask('SHOW REPLICA STATUS', '-E') // '';
    if ($status =~ /_IO_Running:/) {
        my $runs = $status =~ /_IO_Running: Yes/ && $status =~ /_SQL_Running: Yes/;
        my ($behind) = $status =~ /Seconds_Behind_\w+: (\d+)/;
        return $runs && defined $behind && $behind <= $max_lag ? 'replica' : 'replica that is late or has stopped';
    }
    return 'closed for writing' if $closed != 0;
    my $latest = ask('SELECT host FROM provision.primaries ORDER BY number DESC LIMIT 1', '-BN') // '';
    chomp $latest;
    return $latest eq $host ? 'primary' : "open for writing, but the primary is $latest";
}

# answer_questions PIPE : the part that stays root; each byte is a question
sub answer_questions {
    my ($pipe) = @_;
    while (sysread $pipe, my $question, 1) {
        syswrite $pipe, role() . "\n";
    }
}

sub drop_privileges {
    my (undef, undef, $uid, $gid) = getpwnam 'nobody';
    $( = $) = "$gid $gid";
    $< = $> = $uid;
    die "still root\n" if $< == 0 || $> == 0;
}

sub serve {
    my ($pipe, $listener) = @_;
    my ($known, $asked) = ('unknown', 0);
    while (my $connection = $listener->accept) {
        my $request = '';
        while ($request !~ /\r?\n\r?\n/ && IO::Select->new($connection)->can_read(1)) {
            sysread($connection, $request, 2048, length $request) or last;
            last if length $request > 8192;
        }
        if (Time::HiRes::time() - $asked > $CACHED_SECONDS) {
            syswrite $pipe, '?';
            $known = readline $pipe;
            exit 1 unless defined $known;
            chomp $known;
            $asked = Time::HiRes::time();
        }
        my ($wanted) = $request =~ m{^(?:GET|HEAD|OPTIONS) /(\w+)};
        my $status = defined $wanted && $wanted eq $known ? '200 OK' : '503 Service Unavailable';
        my $length = length($known) + 1;
        syswrite $connection, "HTTP/1.0 $status\r\nContent-Type: text/plain\r\nContent-Length: $length\r\nConnection: close\r\n\r\n$known\n";
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
