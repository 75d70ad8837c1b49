#!/bin/sh
# Lets nginx take over a configuration, and puts the previous one back if it does not.
# usage: take-over.sh CONFIGURATION PREVIOUS
configuration=$1
previous=$2

# the certificate is there before the package
[ -x /usr/sbin/nginx ] || exit 0

workers() {
  master=$(systemctl show -p MainPID --value nginx.service)
  cat "/proc/$master/task/$master/children" 2>/dev/null
}

# A reload succeeds whether or not the master takes the configuration: it did where there are new workers.
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

if take_over; then
  rm -rf -- "$previous"
  exit 0
fi

echo 'nginx did not take over its new configuration:' >&2
tail -n 5 /var/log/nginx/error.log >&2
[ -d "$previous" ] || exit 1
restored=$(dirname "$configuration")/.nginx.restored
refused=$(dirname "$configuration")/.nginx.refused
rm -rf -- "$restored" "$refused" || exit
cp -a -- "$previous" "$restored" && chmod --reference="$configuration" -- "$restored" || exit
mv -T -- "$configuration" "$refused" && mv -T -- "$restored" "$configuration" || exit
rm -rf -- "$previous" "$refused"
systemctl reload-or-restart nginx.service
echo 'The configuration is as it was before.' >&2
exit 1
