# Runs apt-get and dpkg with a bounded duration: in several attempts, watched for progress, waiting for other users of apt, and with a clear
# reason on failure. The code before this sets LOCK_TIMEOUT and PROGRESS_TIMEOUT, in seconds, and defines `locked`; the code after it calls
# `update` and `run`.
# shellcheck shell=sh
# shellcheck disable=SC2329 # the functions are called by the code after this
: "${LOCK_TIMEOUT:=60}" "${PROGRESS_TIMEOUT:=300}" "${LOOK_SECONDS:=5}"
export DEBIAN_FRONTEND=noninteractive DEBIAN_PRIORITY=critical APT_LISTCHANGES_FRONTEND=none
export NEEDRESTART_SUSPEND=1 NEEDRESTART_MODE=l

# descendants PID: its child processes and their descendants, one PID per line
descendants() {
  # shellcheck disable=SC2013 # words
  for child in $(cat "/proc/$1/task/"*/children 2>/dev/null); do
    echo "$child"
    (descendants "$child")
  done
}

# spent PID...: the CPU time of these processes, in ticks
spent() {
  total=0
  for pid; do
    { read -r line <"/proc/$pid/stat"; } 2>/dev/null || continue
    # the name of the program, in parentheses, may contain spaces
    # shellcheck disable=SC2086
    set -- ${line##*) }
    total=$((total + ${12} + ${13}))
  done
  echo "$total"
}

# progress PID: a text that changes as long as the program makes progress
progress() {
  stat -c '%n %s %Y' /var/lib/apt/lists/partial/* /var/cache/apt/archives/partial/* /var/cache/apt/archives \
    /var/lib/dpkg/status /var/log/dpkg.log 2>/dev/null
  tree=$(descendants "$1")
  # shellcheck disable=SC2086
  echo $tree $(($(spent "$1" $tree) / 10))
}

# end_stalled PID: ends the program and its descendants; reports on stderr what they were
end_stalled() {
  tree=$(descendants "$1")
  for pid in $1 $tree; do
    command=$(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | cut -c1-200)
    [ -z "$command" ] || echo "it was waiting for: $command" >&2
  done
  # shellcheck disable=SC2086
  kill -TERM "$1" $tree 2>/dev/null
  sleep 2
  # shellcheck disable=SC2086
  kill -KILL "$1" $tree 2>/dev/null
}

# watch PID: ends the program if it makes no progress for PROGRESS_TIMEOUT seconds
watch() {
  trap 'kill "$nap" 2>/dev/null; exit' TERM
  before='' quiet=0
  while :; do
    sleep "$LOOK_SECONDS" &
    nap=$!
    wait "$nap"
    [ -e "/proc/$1" ] || exit
    now=$(progress "$1")
    if [ "$now" = "$before" ]; then quiet=$((quiet + LOOK_SECONDS)); else quiet=0; fi
    before=$now
    if [ "$quiet" -ge "$PROGRESS_TIMEOUT" ]; then
      end_stalled "$1"
      exit
    fi
  done
}

# bounded COMMAND...: status 124 if the command was ended for lack of progress
bounded() {
  "$@" </dev/null 8>&- &
  program=$!
  { watch "$program" >/dev/null 2>"$report" 3>&- 8>&- & } 2>/dev/null
  watcher=$!
  wait "$program"
  status=$?
  # the process is being ended, which has been reported
  [ -s "$report" ] || kill -TERM "$watcher" 2>/dev/null
  # the shell reports a process that ended before the trap was set
  { wait "$watcher"; } 2>/dev/null
  if [ -s "$report" ]; then
    cat "$report" >&2
    echo "$1 made no progress for $PROGRESS_TIMEOUT s and was ended" >&2
    status=124
  fi
  return $status
}

# attempt COMMAND...: its status in $s, its stderr in $e; both streams are passed on, as they arrive or when it has ended
attempt() {
  report=$(mktemp) || return
  exec 8<>"$report"
  # so that the directory is removed with this shell, however it ends
  rm -f "$report"
  report=/proc/$$/fd/8
  { e=$(bounded "$@" 2>&1 >&3 3>&-); s=$?; } 3>&1
  exec 8>&-
  [ -z "$e" ] || printf '%s\n' "$e" >&2
  return $s
}

# repaired: whether dpkg had been interrupted and has now been completed
repaired() {
  case $e in
    *'dpkg was interrupted'* | *'dpkg --configure -a'*) ;;
    *) return 1 ;;
  esac
  echo 'dpkg had been interrupted: configuring what was left'
  attempt dpkg --force-confdef --force-confold --configure -a
}

# apt_get ARGUMENT...: apt up to 2.6 waits forever after a delayed retry of one of several files (https://bugs.launchpad.net/bugs/2003851)
apt_get() { attempt apt-get -o Acquire::Retries::Delay=false "$@"; }

# update: fetches the package lists. apt-get itself waits for dpkg's lock, but not for the lock of the lists
update() {
  left=$LOCK_TIMEOUT tries=3
  until apt_get -q update -o APT::Update::Error-Mode=any -o Acquire::Retries=2; do
    case $s:$e in
      *'Could not get lock'*)
        [ "$left" -gt 0 ] || break
        left=$((left - 1))
        sleep 1
        ;;
      124:* | *'Failed to fetch'* | *'Could not connect'* | *'Temporary failure'* | *'timed out'* | *'Connection failed'*)
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || break
        echo "apt-get update failed: trying again, $tries left"
        sleep $((6 - 2 * tries))
        ;;
      *)
        repaired || break
        ;;
    esac
  done
  if [ "$s" -eq 0 ]; then
    # apt does not update the time of the lists if nothing was new
    touch /var/lib/apt/lists
  else
    explain
  fi
  return "$s"
}

# explain: the remedy for the last failure, as a line that is shown as the hint
explain() {
  case $e in
    *'Unable to locate package'* | *'no installation candidate'*)
      echo 'hint: Check the name of the package, or add the repository that has it (apt_repository fetches its list).' >&2
      ;;
    *'are you root'*) ;;
    *)
      if by=$(locked "$e"); then printf '%s\n' "cause: $by" 'hint: A longer lock_timeout waits for it.' >&2; fi
      ;;
  esac
}

# run ARGUMENT...: runs apt-get. Outdated lists name files that no longer exist, so they are fetched again once
run() {
  apt_get "$@" && return
  if repaired; then apt_get "$@" && return; fi
  case $e in
    *'Failed to fetch'* | *'Unable to fetch'*) update && apt_get "$@" && return ;;
  esac
  explain
  return "$s"
}
