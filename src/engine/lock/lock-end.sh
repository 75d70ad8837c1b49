# Ends the processes of a dead run: TERM to each batch, KILL to the rest after some seconds, then to the shells that still
# hold the lock. The code before this sets s, the state directory, and limit, the seconds.
# shellcheck shell=dash
# A && B || C is intended; unused words of a line are read anyway; the words of stat are split on purpose; the lock is only read.
# shellcheck disable=SC1007,SC2015,SC2034,SC2086,SC2094,SC2154
running() {
  found= signal=$1
  read -r this </proc/sys/kernel/random/boot_id
  for dir in "$s"/spool/*/; do
    [ -e "$dir/run" ] && [ ! -e "$dir/done" ] || continue
    read -r boot x <"$dir/run"
    [ "$boot" = "$this" ] && [ -s "$dir/leader" ] && read -r leader <"$dir/leader" && read -r stat <"/proc/$leader/stat" || continue
    set -- ${stat##*) }
    [ "$1" != Z ] || continue
    found=1
    kill -s "$signal" -- "-$leader" 2>/dev/null
  done 2>/dev/null
  [ -n "$found" ]
}
[ -e "$s/lock" ] || exit 0
tries=0
running TERM
while running CONT && [ "$tries" -lt "$((limit * 5))" ]; do sleep 0.2; tries=$((tries + 1)); done
running KILL
while read -r pid x; do
  [ ! "/proc/$pid/fd/9" -ef "$s/lock" ] || kill -KILL "$pid"
done <"$s/lock"
