#!/bin/sh
# Lets HAProxy take over a configuration without dropping a connection, and puts the previous one back if it does not.
# A valid configuration with which no server passes its checks, where some do now, is not taken over: another process tries it first.
# usage: take-over.sh CONFIGURATION PREVIOUS
configuration=$1
previous=$2
states=/var/lib/haproxy/server-states
socket=/run/haproxy/admin.sock

# the certificate is there before the package
[ -x /usr/sbin/haproxy ] || exit 0

ask() {
  perl -MIO::Socket::UNIX -e '
    my $socket = IO::Socket::UNIX->new(Peer => $ARGV[0]) or exit 1;
    print $socket "$ARGV[1]\n"; shutdown $socket, 1; print while <$socket>' "$socket" "$1"
}

worker() {
  ask 'show info' | sed -n 's/^Pid: //p'
}

# Of the servers' states those that are drained or down, so that the new worker does not send them anything. A state brings
# port and address along, so it is left out where the configuration has others by now.
keep_out() {
  awk '
    NR == FNR { if ($1 == "server") known[$2 " " $3] = 1; next }
    NF < 19 || /^#/ { print; next }
    { address = $5 ~ /:/ ? "[" $5 "]" : $5 }
    ($6 != 2 || $7 != 0) && known[$4 " " address ":" $19]
  ' "$configuration/haproxy.cfg" -
}

# How many servers that are not drained have this result of their last check; 2 failed, 3 and more passed. Those that track others have none.
count() {
  ask 'show servers state' | awk -v result="$1" '
    NF < 19 || /^#/ || $7 != 0 { next }
    result == "any" ? $11 > 1 : result == 3 ? $12 >= 3 : $12 == result { n++ }
    END { print n + 0 }'
}

# Until a first server has passed, or all have failed.
passes() {
  until=$(($(date +%s) + 20))
  while [ "$(date +%s)" -lt $until ]; do
    [ "$(count 3)" -eq 0 ] || return 0
    failed=$(count 2)
    [ "$failed" -eq 0 ] || [ "$failed" -lt "$(count any)" ] || return 1
    sleep 0.1
  done
  return 1
}

# The same configuration without anything that listens.
without_listeners() {
  awk -v socket="$1" '
    /^[a-z]/ { section = $1 }
    section ~ /^(frontend|listen|program|peers)$/ { next }
    section == "global" && ($1 ~ /^(daemon|chroot|log|server-state-file)$/ || $1 == "stats" && $2 != "socket") { next }
    section == "global" && $1 == "stats" { print "    stats socket " socket " mode 600 level admin"; next }
    $1 == "load-server-state-from-file" { next }
    { print }
  ' "$configuration/haproxy.cfg"
}

# Whether a server passes its checks with the new configuration. One that can't be tried by itself is let through.
rehearse() (
  work=$(mktemp -d) || exit
  trap 'kill "$process" 2>/dev/null; wait; rm -rf -- "$work"' EXIT
  socket=$work/socket
  without_listeners "$socket" >"$work/haproxy.cfg"
  /usr/sbin/haproxy -db -f "$work/haproxy.cfg" >"$work/said" 2>&1 &
  process=$!
  tries=30
  until [ -S "$socket" ] && ask 'show info' >/dev/null; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] && kill -0 $process 2>/dev/null || exit 0
    sleep 0.1
  done
  passes && exit 0
  echo 'With this configuration no web server passes the health checks, as some do now:' >&2
  grep -o 'Server .* is DOWN, reason: .*' "$work/said" | sort -u | head -n 4 >&2
  exit 1
)

# A reload succeeds whether or not a new worker comes up: it did where another one answers.
take_over() {
  before=$(worker)
  [ -z "$before" ] || ask 'show servers state' | keep_out >"$states" || return
  systemctl reset-failed haproxy.service
  systemctl reload-or-restart haproxy.service || return
  until=$(($(date +%s) + 15))
  while [ "$(date +%s)" -lt $until ]; do
    now=$(worker)
    [ -z "$now" ] || [ "$now" = "$before" ] || return 0
    sleep 0.1
  done
  return 1
}

forget_states() {
  # not to be believed at a later start; the format's version alone is an empty list
  echo 1 >"$states"
}

if [ "$(count 3)" -gt 0 ] && ! rehearse; then
  is_rehearsed=1
elif take_over; then
  forget_states
  rm -rf -- "$previous"
  exit 0
fi

if [ -z "${is_rehearsed:-}" ]; then
  echo 'HAProxy did not take over its new configuration:' >&2
  journalctl -u haproxy -n 8 --no-pager -o cat >&2
fi
if [ -d "$previous" ]; then
  restored=$(dirname "$configuration")/.haproxy.restored
  refused=$(dirname "$configuration")/.haproxy.refused
  rm -rf -- "$restored" "$refused" || exit
  cp -a -- "$previous" "$restored" && chmod --reference="$configuration" -- "$restored" || exit
  mv -T -- "$configuration" "$refused" && mv -T -- "$restored" "$configuration" || exit
  rm -rf -- "$previous" "$refused"
  { [ -n "${is_rehearsed:-}" ] || take_over; } && echo 'The configuration is as it was before.' >&2
fi
forget_states
exit 1
