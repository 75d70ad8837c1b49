# Seeds a MySQL server, which clones its primary and restarts. It is appended to mysql-seed.sh.
#
# Blocks of stdin: SQL that clones, SQL that starts the replication.
# shellcheck shell=dash
# shellcheck disable=SC2154
clone=$(block) change=$(block)
keep mysqldump
begin || exit
# the server restarts after cloning, which breaks the connection
said=$(printf '%s\n' "$clone" | mysql 2>&1)
tries=600
until ended=$(mysql --batch --skip-column-names -e "SELECT STATE, ERROR_NO, ERROR_MESSAGE FROM performance_schema.clone_status" 2>/dev/null) &&
  case $ended in *'In Progress'*) false ;; esac; do
  tries=$((tries - 1))
  [ $tries -gt 0 ] || break
  [ $((tries % 10)) -ne 0 ] || systemctl is-active --quiet mysql || systemctl start mysql
  sleep 0.5
done
case $ended in Completed*) ;; *) printf '%s\n' "$said" "$ended" >&2; exit 1 ;; esac
printf '%s\n' "$change" "START REPLICA;" | mysql || exit
rm -f -- "$mark"
