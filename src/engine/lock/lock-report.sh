# Prints who holds a host's lock and what runs under it. The code before this sets s, the state directory.
#
# One line each, fields separated by tabs: `holder PID ALIVE HOLDER`, `beat SECONDS`, `batch ID PID`, and for each process of a batch
# `process PID PPID SECONDS COMMAND`. The files that it reads have the format of the shell loop (src/transport/shell/loop.sh).
# shellcheck shell=dash
# A && B || C is intended; unused words of a line are read anyway; the words of stat are split on purpose; the lock is only read.
# shellcheck disable=SC2015,SC2016,SC2034,SC2086,SC2094,SC2154
[ -e "$s/lock" ] || exit 0
while read -r pid session run mode holder; do
  alive=no
  [ ! "/proc/$pid/fd/9" -ef "$s/lock" ] || alive=yes
  printf 'holder\t%s\t%s\t%s\n' "$pid" "$alive" "$holder"
done <"$s/lock"
[ ! -e "$s/beat" ] || printf 'beat\t%s\n' "$(($(date +%s) - $(stat -c %Y "$s/beat")))"
ticks=$(getconf CLK_TCK 2>/dev/null || echo 100)
read -r uptime x </proc/uptime
read -r this </proc/sys/kernel/random/boot_id
for dir in "$s"/spool/*/; do
  [ -e "$dir/run" ] && [ ! -e "$dir/done" ] || continue
  read -r boot x <"$dir/run"
  [ "$boot" = "$this" ] && [ -s "$dir/leader" ] && read -r leader <"$dir/leader" && read -r stat <"/proc/$leader/stat" || continue
  set -- ${stat##*) }
  [ "$1" != Z ] || continue
  id=${dir%/}
  printf 'batch\t%s\t%s\n' "${id##*/}" "$leader"
  for process in /proc/[0-9]*; do
    read -r stat <"$process/stat" || continue
    set -- ${stat##*) }
    [ "$4" = "$leader" ] || continue
    command=$(tr '\0\n\t' '   ' <"$process/cmdline")
    case $command in *'p_body=$(cat)'*) command='(the batch)' ;; esac
    printf 'process\t%s\t%s\t%s\t%.300s\n' "${process#/proc/}" "$2" "$((${uptime%.*} - ${20} / ticks))" "$command"
  done 2>/dev/null
done
