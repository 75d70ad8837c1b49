#!/bin/sh
# Lets HAProxy take over a configuration without dropping a connection, and puts the previous one back if it does not.
# A valid configuration with which no server passes its checks, where some did before, is put back too, before one is given up.
# usage: take-over.sh CONFIGURATION PREVIOUS
configuration=$1
previous=$2
states=/var/lib/haproxy/server-states

# the certificate is there before the package
[ -x /usr/sbin/haproxy ] || exit 0

ask() {
  perl -MIO::Socket::UNIX -e '
    my $socket = IO::Socket::UNIX->new(Peer => "/run/haproxy/admin.sock") or exit 1;
    print $socket "$ARGV[0]\n"; shutdown $socket, 1; print while <$socket>' "$1"
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
serves() {
  until=$(($(date +%s) + 20))
  while [ "$(date +%s)" -lt $until ]; do
    [ "$(count 3)" -eq 0 ] || return 0
    failed=$(count 2)
    [ "$failed" -eq 0 ] || [ "$failed" -lt "$(count any)" ] || break
    sleep 0.1
  done
  echo 'With this configuration no web server passes the health checks, as some did before.' >&2
  return 1
}

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

passed=$(count 3)
if take_over && { [ "$passed" -eq 0 ] || serves; }; then
  forget_states
  rm -rf -- "$previous"
  exit 0
fi

echo 'HAProxy did not take over its new configuration:' >&2
journalctl -u haproxy -n 8 --no-pager -o cat >&2
if [ -d "$previous" ]; then
  restored=$(dirname "$configuration")/.haproxy.restored
  refused=$(dirname "$configuration")/.haproxy.refused
  rm -rf -- "$restored" "$refused" || exit
  cp -a -- "$previous" "$restored" && chmod --reference="$configuration" -- "$restored" || exit
  mv -T -- "$configuration" "$refused" && mv -T -- "$restored" "$configuration" || exit
  rm -rf -- "$previous" "$refused"
  take_over && echo 'The configuration is as it was before.' >&2
fi
forget_states
exit 1
