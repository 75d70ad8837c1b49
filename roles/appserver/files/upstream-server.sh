#!/bin/sh
# Takes an application server out of nginx's upstreams, or puts it back. The last active server is never taken out. A server is put back only if it
# answers a request from this host to the URL with a certificate of these CAs, because nginx will send the same kind of request.
# usage: upstream-server.sh out ADDRESS PORT
#        upstream-server.sh in ADDRESS PORT [URL AUTHORITIES]
action=$1 url=${4:-} authorities=${5:-}
case $2 in
  *:*) server="[$2]:$3" ;;
  *) server="$2:$3" ;;
esac

# nginx may not be installed yet, or may have been stopped
[ -d /etc/nginx/upstreams ] && systemctl is-active --quiet nginx.service || exit 0
if [ -n "$url" ] && ! curl -sS -f --max-time 10 --retry 3 --cacert "$authorities" --connect-to "::$server" -o /dev/null "$url"; then
  echo "nginx on $(hostname) cannot reach the application at $url" >&2
  exit 1
fi
exec 9>/run/lock/nginx-upstreams
flock 9 || exit

workers() {
  cat "/proc/$(systemctl show -p MainPID --value nginx.service)/task/"*/children 2>/dev/null
}

# Prints the file with the server enabled or disabled; unchanged if no active server would be left.
rewrite() {
  awk -v server="$server" -v action="$action" '
    { line[NR] = $0 }
    $1 == "server" {
      down = / down;/
      if ($2 == server) mine[NR] = 1
      else if (!down) others++
    }
    END {
      for (i = 1; i <= NR; i++) {
        if (i in mine) {
          sub(/ down;/, ";", line[i])
          if (action == "out" && others > 0) sub(/;/, " down;", line[i])
        }
        print line[i]
      }
    }' "$1"
}

changed=
for file in /etc/nginx/upstreams/*.conf; do
  [ -f "$file" ] || continue
  rewrite "$file" >"$file.new" || exit
  if cmp -s "$file" "$file.new"; then
    rm -f "$file.new"
  else
    cp -p "$file" "$file.old" && cat "$file.new" >"$file" && rm -f "$file.new" || exit
    changed="$changed $file"
  fi
done
[ -n "$changed" ] || exit 0

undo() {
  for file in $changed; do mv "$file.old" "$file"; done
  exit 1
}
nginx -t -q || undo
before=" $(workers) "
systemctl reload nginx.service || undo
for file in $changed; do rm -f "$file.old"; done

# A reload is complete when new workers run. Old workers may still finish their requests.
tries=100
while [ $tries -gt 0 ]; do
  for worker in $(workers); do
    case $before in *" $worker "*) ;; *) exit 0 ;; esac
  done
  tries=$((tries - 1))
  sleep 0.1
done
echo 'nginx failed to reload with its new configuration' >&2
exit 1
