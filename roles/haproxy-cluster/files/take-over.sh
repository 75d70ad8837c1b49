#!/bin/sh
# Reloads HAProxy with a new configuration without dropping a connection, and restores the previous configuration if the reload fails.
# While a server passes its checks, a second HAProxy process tests the new configuration first. If no server passes its checks there, the new
# configuration is rejected.
# usage: take-over.sh CONFIGURATION PREVIOUS
configuration=$1
previous=$2
states=/var/lib/haproxy/server-states
socket=/run/haproxy/admin.sock

# the role tls may renew the certificate before HAProxy is installed
[ -x /usr/sbin/haproxy ] || exit 0

ask() {
  perl -MIO::Socket::UNIX -e '
    my $socket = IO::Socket::UNIX->new(Peer => $ARGV[0]) or exit 1;
    print $socket "$ARGV[1]\n"; shutdown $socket, 1; print while <$socket>' "$socket" "$1"
}

worker() {
  ask 'show info' | sed -n 's/^Pid: //p'
}

# Prints the states of the servers that are drained or down, so that the new worker sends them no sessions. A state includes the server's
# address and port, so the states of servers whose address or port has changed are left out.
keep_out() {
  awk '
    NR == FNR { if ($1 == "server") known[$2 " " $3] = 1; next }
    NF < 19 || /^#/ { print; next }
    { address = $5 ~ /:/ ? "[" $5 "]" : $5 }
    ($6 != 2 || $7 != 0) && known[$4 " " address ":" $19]
  ' "$configuration/haproxy.cfg" -
}

# Counts the servers with this result of their last check: 2 is failed, 3 and more is passed. Drained servers are not counted, nor are servers
# that track others, which have no result.
count() {
  ask 'show servers state' | awk -v result="$1" '
    NF < 19 || /^#/ || $7 != 0 { next }
    result == "any" ? $11 > 1 : result == 3 ? $12 >= 3 : $12 == result { n++ }
    END { print n + 0 }'
}

# Waits until one server has passed its check, or all servers have failed.
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

# Prints the configuration without its listening sections.
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

# Tests whether a server passes its checks with the new configuration. A configuration that cannot be tested this way is accepted.
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
  echo 'No web server passes the health checks with the new configuration, but some pass with the current one:' >&2
  grep -o 'Server .* is DOWN, reason: .*' "$work/said" | sort -u | head -n 4 >&2
  exit 1
)

# systemd reports a reload as successful even if no new worker starts. The reload has succeeded when a new worker answers.
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
  # a later start must not use these states; the format's version alone is an empty list
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
  echo 'HAProxy failed to reload with its new configuration:' >&2
  journalctl -u haproxy -n 8 --no-pager -o cat >&2
fi
if [ -d "$previous" ]; then
  restored=$(dirname "$configuration")/.haproxy.restored
  refused=$(dirname "$configuration")/.haproxy.refused
  rm -rf -- "$restored" "$refused" || exit
  cp -a -- "$previous" "$restored" && chmod --reference="$configuration" -- "$restored" || exit
  mv -T -- "$configuration" "$refused" && mv -T -- "$restored" "$configuration" || exit
  rm -rf -- "$previous" "$refused"
  { [ -n "${is_rehearsed:-}" ] || take_over; } && echo 'The previous configuration has been restored.' >&2
fi
forget_states
exit 1
