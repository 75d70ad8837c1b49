#!/bin/sh
# Reloads nginx with a new configuration. Restores the previous configuration if the reload fails, or if a URL that the previous configuration
# answers would not be answered by the new one.
# usage: take-over.sh CONFIGURATION PREVIOUS URL...
configuration=$1
previous=$2
shift 2

# the role tls may renew the certificate before nginx is installed
[ -x /usr/sbin/nginx ] || exit 0

workers() {
  master=$(systemctl show -p MainPID --value nginx.service)
  cat "/proc/$master/task/$master/children" 2>/dev/null
}

# systemd reports a reload as successful even if the master rejects the configuration. The reload has succeeded when new workers run.
take_over() {
  before=" $(workers) "
  systemctl reload-or-restart nginx.service || return
  tries=100
  while [ $tries -gt 0 ]; do
    for worker in $(workers); do
      case $before in *" $worker "*) ;; *) return 0 ;; esac
    done
    tries=$((tries - 1))
    sleep 0.1
  done
  return 1
}

# Copies a configuration. The copy listens on Unix sockets named after the ports, and writes no access log.
without_ports() {
  cp -a -- "$1/." "$2/tree" || return
  find "$2/tree" -name '*.conf' -type f -exec sed -i -E \
    -e '/^ *listen +\[/d' \
    -e "s#^( *listen +)([0-9.]+:)?([0-9]+)#\\1unix:$2/\\3#" \
    -e '/^ *listen /s/ proxy_protocol//' \
    -e 's/^( *access_log ).*/\1off;/' \
    -e "s#^pid .*#pid $2/pid;#" {} +
}

# ask DIRECTORY URL : prints the status with which a rehearsed configuration answers the URL
ask() {
  port=${2#*://*:}
  curl -sk --max-time 10 -o /dev/null -w '%{http_code}' --unix-socket "$1/${port%%/*}" "$2"
}

# rehearse TREE TRIES URL... : starts a second nginx with this configuration and prints the URLs that it answers with 200. Fails if the second
# nginx does not start.
rehearse() (
  work=$(mktemp -d) && mkdir "$work/tree" || exit
  process=
  trap 'kill "$process" 2>/dev/null; wait; rm -rf -- "$work"' EXIT
  without_ports "$1" "$work" || exit
  tries=$2
  shift 2
  /usr/sbin/nginx -c "$work/tree/nginx.conf" -g 'daemon off;' >/dev/null 2>&1 &
  process=$!
  until [ -s "$work/pid" ]; do
    kill -0 $process 2>/dev/null || exit 1
    sleep 0.1
  done
  for url in "$@"; do
    left=$tries
    until [ "$(ask "$work" "$url")" = 200 ]; do
      left=$((left - 1))
      [ $left -gt 0 ] || continue 2
      sleep 1
    done
    echo "$url"
  done
)

# lost URL... : prints the URLs that the previous configuration answers and the new one does not
lost() {
  [ $# -gt 0 ] && [ -f "$previous/nginx.conf" ] || return 0
  before=$(rehearse "$previous" 1 "$@") && [ -n "$before" ] || return 0
  # shellcheck disable=SC2086 # URLs have no blanks
  after=$(rehearse "$configuration" 10 $before) || return 0
  printf '%s\n' "$before" | grep -vxF -e "$after"
}

put_back() {
  restored=$(dirname "$configuration")/.nginx.restored
  refused=$(dirname "$configuration")/.nginx.refused
  rm -rf -- "$restored" "$refused" || exit
  cp -a -- "$previous" "$restored" && chmod --reference="$configuration" -- "$restored" || exit
  mv -T -- "$configuration" "$refused" && mv -T -- "$restored" "$configuration" || exit
  rm -rf -- "$previous" "$refused"
}

lost=$(lost "$@")
if [ -n "$lost" ]; then
  printf 'With the new configuration, nginx no longer answers these URLs with 200:\n%s\n' "$lost" >&2
  put_back
  echo 'The previous configuration has been restored. nginx kept running with it.' >&2
  exit 1
fi

if take_over; then
  rm -rf -- "$previous"
  exit 0
fi

echo 'nginx failed to reload with its new configuration:' >&2
tail -n 5 /var/log/nginx/error.log >&2
[ -d "$previous" ] || exit 1
put_back
systemctl reload-or-restart nginx.service
echo 'The previous configuration has been restored.' >&2
exit 1
