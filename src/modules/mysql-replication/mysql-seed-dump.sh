# Seeds a MariaDB server by piping its primary's dump into it. It is appended to mysql-seed.sh.
#
# Blocks of stdin: options to log in to the primary, SQL that empties the server, SQL that starts the replication.
# shellcheck shell=dash
# shellcheck disable=SC2154
export LC_ALL=C
options=$(block) prepare=$(block) change=$(block)
work=$(mktemp -d) || exit
trap 'rm -rf -- "$work"' EXIT
primary() { p=$1; shift; "$p" --defaults-extra-file=/dev/fd/3 "$@" 3<<OPTIONS
$options
OPTIONS
}
keep mariadb-dump
begin || exit
printf '%s\n' "$prepare" | mariadb || exit
# the primary's position for each server; the dump states where it ends
state=$(primary mariadb --batch --skip-column-names -e 'SELECT @@GLOBAL.gtid_binlog_state') || exit
{
  primary mariadb-dump --all-databases --single-transaction --master-data=2 --gtid --routines --events --triggers \
    --hex-blob --flush-privileges --max-allowed-packet=1G \
    --ignore-table=mysql.gtid_slave_pos --ignore-table=mysql.help_topic --ignore-table=mysql.help_keyword --ignore-table=mysql.help_relation &&
    : >"$work/dumped"
} | sed -e "/^-- SET GLOBAL gtid_slave_pos=/w $work/position" |
  mariadb --binary-mode --max-allowed-packet=1G --init-command='SET SESSION sql_log_bin = 0' || exit
[ -e "$work/dumped" ] || { echo 'the dump of the primary is incomplete' >&2; exit 1; }
position=$(sed -n "s/^-- SET GLOBAL gtid_slave_pos='\(.*\)'.*/\1/p" "$work/position")
[ -n "$position" ] || { echo 'the primary does not write a binary log with GTIDs' >&2; exit 1; }
for gtid in $(echo "$position" | tr ',' ' '); do
  state=$(echo "$state" | tr ',' '\n' | grep -v "^$(printf '%s' "$gtid" | sed 's/-[0-9]*$//')-" | tr '\n' ',')$gtid
done
mariadb <<SQL || exit
RESET MASTER;
SET GLOBAL gtid_binlog_state = '$state';
SET GLOBAL gtid_slave_pos = '$position';
$change
START REPLICA;
SQL
rm -f -- "$mark"
