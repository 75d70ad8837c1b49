# The program that serves a session on the host: POSIX sh and coreutils, with setsid and flock of util-linux for batches.
#
# It reads frames from stdin: a header line `KIND NONCE LENGTH ARGUMENT...`, then exactly LENGTH bytes; the last byte of a script
# is an additional dot, since sh drops newlines at the end of its input. A reply is
# enclosed in `NONCE<\n` and `NONCE> STATUS\n` on stdout, and in `NONCE<\n` and `NONCE>\n` on stderr.
# Its first reply, to the nonce of its start, is a line of facts about itself and the output of the bootstrap script.
#
# | kind | arguments | does |
# | --- | --- | --- |
# | o | | evaluates the body; the next frames are read meanwhile |
# | a | id end-nonce | accepts the body as a batch, or finds it already accepted; the batch's output follows the reply; status 6: the lock \
#   is not held, or the shell that it was shared with has ended |
# | r | id offset run queue | sends a batch's output from this byte, and queues for the lock if `queue`; status 3: the batch was never \
#   started, and will not be before it is sent again; status 5: another run has had the lock since, and has removed the batch |
# | s, k | id [signal] | sets the stop mark; signals the batch's process group |
# | d | id | forgets a batch whose result has arrived |
# | l | run mode holder | takes the lock, in mode `x` (exclusive) or `s` (shared); see below |
# | u | | releases the lock |
# | w | name owner | writes the body, which may be binary, to a new file, and prints its identity and path |
# | h | [id] | shows that the runner is alive; ends the wait for a batch whose supervisor was killed |
# | p | [id] | ends waits for the other end of a named pipe: in the running query, or in a batch |
# | q | | evaluates the body, then ends the shell, and removes the files written by `w` |
#
# Only `o a r l u w` are answered. A batch's output ends with `END> STATUS LENGTH\n` and LENGTH bytes of its stderr; or, at any
# byte, with lines of p_room and `END! STATUS\n` if the disk has no space for its end.
#
# The lock file has a line for each shell that holds it: `PID SESSION RUN MODE HOLDER`. Replies to `l`: status 0: the lock is taken, and
# stdout is empty, or `shared SESSION` if another session of the same run has it; status 4, `upgrade SESSION`: that session has it in
# mode `s`, and must take it exclusively first; status 1: another run has it, and stdout contains the file's lines, `abandoned` if none of
# these shells hears from its runner, and `batch ID` for each running batch.
#
# Redirections that may fail are on `printf`, never on `:` or `exec`: sh ends when they fail on a special builtin.
# Descriptor 9 is the lock: only the batch's supervisor inherits it. A separate `exec` closes it before the call of a function, since
# sh keeps a copy of what it redirects for a function; so no function that leaves a process behind has a redirection.
#
# A batch's `run` is `BOOT END MODE RUN SHELL`, written at once, since sh reads a file byte by byte. SHELL accepted the batch; its
# supervisor starts only if it is the first to create `start.SHELL`, and then writes its PID to `leader`: another shell that creates
# `start.SHELL` has the batch for itself. `shells` has a line `PID SESSION` for each shell that has opened the lock: it holds the lock,
# shares it, or queues for it.
#
# Another user may put a named pipe in the place of a file at any time. A program of a query or a batch that opens one would wait for its other
# end: it is killed when two `p` in succession find it waiting, and a line `p_pipes PID...` on stderr says so. A user's command may wait: while it
# runs, the batch's file `waits` is not empty.
#
# The code before this sets p_hello, p_bootstrap, p_state, p_tick, p_flood, p_orphan and p_uploads.
# shellcheck shell=dash
# Names are emptied by `a= b=`; `A && B || C` is intended; the lock file is read while its lines are processed.
# shellcheck disable=SC1007,SC2015,SC2016,SC2086,SC2094,SC2154,SC2217
p_room() { echo; df --output=avail,iavail,itotal,target "$p_state/" 2>/dev/null | sed '1d; s/^ */room /'; }
p_begin() { printf '%s<\n' "$1"; printf '%s<\n' "$1" >&2; }
p_end() { printf '%s> %s\n' "$1" "$2"; printf '%s>\n' "$1" >&2; }
p_reply() { p_begin "$1"; printf %s "$3"; p_end "$1" "$2"; }
p_supervisor='
  p_body=$(cat)
  exec </dev/null
  trap : HUP INT TERM
  set -C
  if ! printf "" 2>/dev/null >"$1/start.$7"; then
    # another shell has the batch; or the disk is full, and nothing may happen that could later be mistaken for an unstarted batch
    [ -e "$1/start.$7" ] || mv "$1/doing" "$1/lost"
    exit 0
  fi
  set +C
  printf "%s\n" "$$" 2>/dev/null >"$1/leader" || { mv "$1/doing" "$1/lost"; exit 0; }
  # a batch that floods is ended before the disk is full
  (
    exec 9>&- >/dev/null 2>&1
    trap exit TERM
    # a signal that arrives before the trap is lost, so it also ends by itself
    while sleep 1 && [ -d "$1" ] && kill -s 0 "$$"; do
      p_out=$(stat -c %s "$1/out") p_err=$(stat -c %s "$1/err")
      [ "$((p_out + p_err))" -gt "$6" ] || continue
      trap : TERM
      kill -TERM 0
      sleep 5
      kill -KILL 0
    done
  ) &
  p_guard=$!
  if [ "${#p_body}" -eq "$2" ]; then
    (
      exec 9>&-
      umask 022
      PROVISION_STOP=$1/stop
      p_body=${p_body%.}
      shift $#
      eval "$p_body"
    )
  else
    (exit 125)
  fi
  p_status=$?
  kill "$p_guard" 2>/dev/null
  if [ -s "$1/err" ]; then
    { printf "%s> %s %s\n" "$3" "$p_status" "$(stat -c %s "$1/err")"; cat "$1/err"; } >"$1/end" && cat "$1/end" >>"$1/out"
  else
    printf "%s> %s 0\n" "$3" "$p_status" >>"$1/out"
  fi && mv "$1/doing" "$1/done" || mv "$1/doing" "$1/lost"
'
p_holds() { [ "/proc/$1/fd/9" -ef "$p_state/lock" ]; }
p_alive() {
  p_pid= p_then= p_stop= p_by=
  read -r p_then p_stop p_x p_x p_by <"$1/run" || return 1
  read -r p_boot </proc/sys/kernel/random/boot_id
  [ "$p_then" = "$p_boot" ] || return 1
  read -r p_pid <"$1/leader" || { [ ! -e "$1/lost" ] && p_holds "$p_by"; return; }
  read -r p_x p_x p_life p_x <"/proc/$p_pid/stat" && [ "$p_life" != Z ]
} 2>/dev/null
p_check() {
  [ -n "$1" ] && [ -n "$p_tail" ] && [ -d "$p_spool/$1" ] && ! p_alive "$p_spool/$1" || return 0
  [ ! -e "$p_spool/$1/done" ] || return 0
  [ ! -e "$p_spool/$1/lost" ] &&
    { printf '%s> 137 %s\n' "$p_stop" "$(stat -c %s "$p_spool/$1/err")"; cat "$p_spool/$1/err"; } >>"$p_spool/$1/out" &&
    mv "$p_spool/$1/doing" "$p_spool/$1/done" && return 0
  # the received data may end at any byte
  sleep 0.2
  p_untail
  p_room
  printf '\n%s! 137\n' "$p_stop"
} 2>/dev/null
# whether a process was started by the query, or belongs to the batch whose leader is p_leader
p_works() {
  p_pid=$1
  while [ "$p_pid" -gt 1 ]; do
    read -r p_x <"/proc/$p_pid/stat" || return 1
    set -- ${p_x##*) }
    [ "$4" != "$p_leader" ] || return 0
    [ "$2" != "$$" ] || return 0
    p_pid=$2
  done
  return 1
}
p_unblock() {
  p_before=$p_blocked p_blocked= p_found= p_leader=
  [ -z "$1" ] || [ -s "$p_spool/$1/waits" ] || read -r p_leader <"$p_spool/$1/leader"
  for p_dir in /proc/[0-9]*; do
    p_x=
    # without a newline, read has status 1
    read -r p_x <"$p_dir/wchan"
    case $p_x in wait_for_partner | fifo_open) ;; *) continue ;; esac
    p_dir=${p_dir#/proc/}
    p_works "$p_dir" || continue
    case " $p_before " in
      *" $p_dir "*) p_found="$p_found $p_dir" ;;
      *) p_blocked="$p_blocked $p_dir" ;;
    esac
  done
} 2>/dev/null
p_untail() {
  [ -n "$p_tail" ] || return 0
  kill "$p_tail" 2>/dev/null
  wait "$p_tail" 2>/dev/null
  p_tail=
}
p_accept() {
  mkdir -p "$p_spool/$p_a" || return 1
  for p_x in out err end doing; do printf '' >"$p_spool/$p_a/$p_x" || return 1; done
  printf '%s %s %s %s %s\n' "$p_boot" "$p_b" "$p_locked" "$p_run" "$$" >"$p_spool/$p_a/run"
}
# prevents a batch from being started by a shell that ended before it could start the batch
p_unstarted() {
  p_by=
  read -r p_then p_stop p_x p_x p_by <"$1/run"
  [ ! -s "$1/leader" ] && [ "$p_by" != "$$" ] || return 1
  [ -z "$p_by" ] || [ "$p_by" = - ] || ( set -C; printf '' >"$1/start.$p_by" ) || return 1
  printf '%s - - - -\n' "$p_boot" >"$1/run"
} 2>/dev/null
# ends a running query, whose answer nobody will read, and with it all processes of the connection
p_abandon() {
  [ -n "$p_job" ] && [ "$p_group" = "$p_session" ] || return 0
  { read -r p_x p_x p_life p_parent p_x <"/proc/$p_job/stat"; } 2>/dev/null || return 0
  [ "$p_life" = Z ] || [ "$p_parent" != "$$" ] || kill 0
}
p_quit() {
  p_untail
  [ -z "$p_watcher" ] || kill "$p_watcher" 2>/dev/null
  exit "$1"
}
p_attach() {
  p_untail
  p_reply "$1" 0 ''
  tail -c "+$(($3 + 1))" -f -s 0.05 --pid="$$" "$2/out" 2>/dev/null </dev/null 9>&- &
  p_tail=$!
}
p_open_lock() {
  [ -z "$p_opened" ] || return 0
  command -v setsid >/dev/null && command -v flock >/dev/null || { echo 'setsid and flock are needed (util-linux)'; return 1; }
  [ -d "$p_spool" ] || { mkdir -p "$p_state" && chmod 711 "$p_state" && mkdir -p "$p_spool"; } || return 1
  printf '' >>"$p_state/lock" || return 1
  exec 9>>"$p_state/lock"
  p_opened=1
  [ -n "$p_listed" ] || { p_listed=1; printf '%s\n' "$$ $p_uploads" 2>/dev/null >>"$p_state/shells"; }
  return 0
}
# ends the earlier shells of this session and their processes except batches: their unfinished work is never done
p_evict() {
  while read -r p_old p_owner; do
    [ "$p_owner" = "$p_uploads" ] && [ "$p_old" != "$$" ] && p_holds "$p_old" || continue
    p_its= p_with=
    read -r p_x p_x p_x p_x p_its p_with p_x <"/proc/$p_old/stat"
    if [ -n "$p_its" ] && [ "$p_its" = "$p_with" ] && [ "$p_its" != "$p_group" ]; then kill -s KILL -- "-$p_its"; else kill -KILL "$p_old"; fi
    p_evicted=1 p_tries=0
    while p_holds "$p_old" && [ "$p_tries" -lt 100 ]; do sleep 0.05; p_tries=$((p_tries + 1)); done
  done <"$p_state/shells"
}
p_fellow() {
  while read -r p_old p_owner p_other p_held p_x; do
    [ "$p_other" = "$p_run" ] && [ "$p_owner" != "$p_uploads" ] && p_holds "$p_old" && return 0
  done <"$p_state/lock"
  return 1
}
p_refusal() {
  p_age=$(($(date +%s) - $(stat -c %Y "$p_state/beat")))
  p_runner=
  while read -r p_old p_owner p_other p_held p_x; do
    printf '%s\n' "$p_old $p_owner $p_other $p_held $p_x"
    ! p_holds "$p_old" || p_runner=1
  done <"$p_state/lock"
  [ -n "$p_runner" ] && [ "$p_age" -lt 40 ] || echo abandoned
  p_busy
}
p_watch() {
  p_was= p_quiet=0 p_nap=
  trap 'kill "$p_nap" 2>/dev/null; exit' TERM
  while
    sleep "$p_tick" &
    p_nap=$!
    wait "$p_nap"
    [ "/proc/$$/fd/9" -ef "$p_state/lock" ]
  do
    p_now= p_file=
    read -r p_now p_file <"$p_state/beat"
    # it is empty on a full disk
    p_now="$p_now $(stat -c %y "$p_state/beat")"
    [ -z "$p_file" ] || p_now="$p_now $(stat -c %s "$p_file")"
    if [ "$p_now" = "$p_was" ]; then p_quiet=$((p_quiet + 1)); else p_quiet=0; fi
    p_was=$p_now
    [ "$p_quiet" -lt 4 ] || { kill -KILL "$$"; exit; }
  done
}
p_flock() {
  p_alone=1
  if [ "$p_mode" = s ]; then
    flock -n 9 || p_alone=
    flock -n -s 9 || { [ -n "$p_evicted" ] && ! p_fellow && flock -w 5 -s 9; }
  else
    flock -n 9 && return 0
    # requesting more releases the shared lock
    [ "$p_locked" != s ] || flock -n -s 9
    [ -n "$p_evicted" ] && ! p_fellow && flock -w 5 9
  fi
}
# whether this run is the last holder of the lock, or one of several sharing it
p_had() {
  while read -r p_old p_owner p_other p_x; do [ "$p_other" != "$1" ] || return 0; done <"$p_state/lock"
  return 1
} 2>/dev/null
# a batch that was killed, or whose host went down, has left its temporary files
p_sweep() {
  [ ! -e "$1/made" ] || while IFS= read -r p_old; do
    case $p_old in /*/.?*) [ ! -e "$p_old" ] || rm -rf -- "$p_old" ;; esac
  done <"$1/made"
}
# removes files of dead runs: files that exist when the lock is taken are theirs
p_clean() {
  set -- "$p_spool"/*/ "$p_state"/uploads/*/
  p_left=
  for p_dir; do
    p_dir=${p_dir%/}
    [ ! -d "$p_dir" ] || [ "${p_dir##*/}" = "$p_uploads" ] || p_left=1
  done
  [ -n "$p_left" ] || return 0
  {
    exec </dev/null >/dev/null 2>&1 9>&-
    for p_dir; do
      p_dir=${p_dir%/}
      [ -d "$p_dir" ] && [ "${p_dir##*/}" != "$p_uploads" ] || continue
      [ ! -e "$p_dir/run" ] || ! p_alive "$p_dir" || continue
      p_sweep "$p_dir"
      rm -rf "$p_dir"
    done
  } &
}
p_take_lock() {
  p_evict
  if p_flock && ! p_strange; then
    [ -z "$p_alone" ] || p_had "$p_run" || { p_clean; printf '%s\n' "$$ $p_uploads" >"$p_state/shells"; }
    p_line="$$ $p_uploads $p_run $p_mode $p_holder"
    if [ -n "$p_alone" ]; then printf '%s\n' "$p_line" >"$p_state/lock"; else printf '%s\n' "$p_line" >>"$p_state/lock"; fi || return 2
    p_locked=$p_mode p_guest=
    printf '%s\n' "$p_beat" >"$p_state/beat"
    [ -n "$p_watcher" ] || { { exec </dev/null >/dev/null 2>&1 9>&-; p_watch; } & p_watcher=$!; }
  else
    return 1
  fi
}
p_strange() {
  for p_dir in "$p_spool"/*/; do
    [ -e "$p_dir/run" ] && [ ! -e "$p_dir/done" ] || continue
    read -r p_x p_x p_kept p_other p_x <"$p_dir/run" || continue
    [ "$p_kept$p_mode" != ss ] && [ "$p_other" != "$p_run" ] && p_alive "$p_dir" && return 0
  done 2>/dev/null
  return 1
}
p_busy() {
  for p_dir in "$p_spool"/*/; do
    [ -e "$p_dir/run" ] && [ ! -e "$p_dir/done" ] && p_alive "$p_dir" && { p_dir=${p_dir%/}; printf 'batch %s\n' "${p_dir##*/}"; }
  done
}
umask 077
unset LANGUAGE
LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
[ -n "$p_state" ] || p_state=$HOME/.local/state/provision
p_spool=$p_state/spool
p_tail= p_opened= p_locked= p_guest= p_run= p_watcher= p_job= p_evicted= p_listed= p_blocked= p_beat=0
cd "$HOME" 2>/dev/null || cd /
[ -z "$p_orphan" ] || kill -s KILL -- "-$p_orphan" 2>/dev/null
read -r p_boot </proc/sys/kernel/random/boot_id
read -r p_x p_x p_x p_x p_group p_session p_x </proc/$$/stat
p_init=; read -r p_init 2>/dev/null </proc/1/stat; set -- ${p_init##*) }; p_begin "$p_hello"
printf '%s %s %s %s %s\n' "$$" "$p_group" "$p_session" "$p_boot" "${20}"
( umask 022; eval "$p_bootstrap" ) </dev/null
p_end "$p_hello" $?
while IFS=' ' read -r p_kind p_nonce p_length p_a p_b p_c; do
  case $p_kind in
    o | a | r | q)
      p_body=$(head -c "$p_length" 9>&-)
      [ "${#p_body}" -eq "$p_length" ] || p_quit 1
      p_body=${p_body%.}
      ;;
  esac
  p_beat=$((p_beat + 1))
  [ -z "$p_locked" ] || printf '%s\n' "$p_beat" >"$p_state/beat"
  case $p_kind in
    o)
      [ -z "$p_job" ] || wait "$p_job"
      # dd combines many small packets into a few large ones
      { exec </dev/null 9>&-; p_begin "$p_nonce"; ( umask 022; eval "$p_body" ); p_end "$p_nonce" $?; } |
        dd ibs=64k obs=64k 2>/dev/null 9>&- &
      p_job=$!
      ;;
    a)
      if [ -z "$p_locked" ] || { [ -n "$p_guest" ] && ! p_fellow; }; then
        p_reply "$p_nonce" 6 'the lock is not held'
      elif [ -d "$p_spool/$p_a" ] && ! p_unstarted "$p_spool/$p_a"; then
        p_attach "$p_nonce" "$p_spool/$p_a" 0
      elif p_accept 2>/dev/null &&
        printf '%s.' "$p_body" 9>&- |
        setsid -f /bin/sh -c "$p_supervisor" provision "$p_spool/$p_a" "$p_length" "$p_b" "$p_locked" "$p_run" "$p_flood" "$$" \
          >>"$p_spool/$p_a/out" 2>>"$p_spool/$p_a/err" 9>&9; then
        p_attach "$p_nonce" "$p_spool/$p_a" 0
      else
        p_error=$(cat "$p_spool/$p_a/err" 2>/dev/null)
        rm -rf "${p_spool:?}/${p_a:?}"
        p_reply "$p_nonce" 2 "$p_error$(p_accept 2>&1 || echo "write error: $p_spool/$p_a"; p_room)"
        rm -rf "${p_spool:?}/${p_a:?}"
      fi
      ;;
    r)
      p_open_lock >/dev/null 2>&1 && p_evict 2>/dev/null
      if [ -d "$p_spool/$p_a" ] && ! p_unstarted "$p_spool/$p_a"; then
        [ "${p_c#* }" != queue ] || [ -z "$p_opened" ] || { flock 9 </dev/null >/dev/null 2>&1 & }
        p_attach "$p_nonce" "$p_spool/$p_a" "$p_b"
      elif p_had "${p_c%% *}"; then
        p_reply "$p_nonce" 3 ''
      else
        p_reply "$p_nonce" 5 ''
      fi
      ;;
    s) printf '' >"$p_spool/$p_a/stop" ;;
    k)
      p_alive "$p_spool/$p_a" && [ -n "$p_pid" ] && kill -s "$p_b" -- "-$p_pid" 2>/dev/null
      [ "$p_b" != KILL ] || sleep 0.1
      p_check "$p_a"
      ;;
    d)
      p_untail
      # its supervisor may be about to rename a file in it
      {
        exec </dev/null >/dev/null 2>&1 9>&-
        p_sweep "$p_spool/$p_a"
        rm -rf "${p_spool:?}/${p_a:?}" || { sleep 0.5; rm -rf "${p_spool:?}/${p_a:?}"; }
      } &
      ;;
    l)
      p_run=$p_a p_mode=$p_b p_holder=$p_c
      if ! p_open_lock >/dev/null 2>&1; then
        p_reply "$p_nonce" 2 "$(p_open_lock 2>&1; p_room)"
      elif p_take_lock 2>/dev/null; then
        p_reply "$p_nonce" 0 ''
      elif [ "$?" = 2 ]; then
        [ -n "$p_locked" ] || { exec 9>&-; p_opened=; }
        p_reply "$p_nonce" 2 "write error: $p_state/lock$(p_room)"
      elif p_fellow; then
        if [ "$p_held$p_mode" = sx ]; then
          p_reply "$p_nonce" 4 "upgrade $p_owner"
        else
          p_locked=$p_held p_guest=1
          p_reply "$p_nonce" 0 "shared $p_owner"
        fi
      else
        p_refused=$(p_refusal 2>/dev/null)
        [ -n "$p_locked" ] || { exec 9>&-; p_opened=; }
        p_reply "$p_nonce" 1 "$p_refused"
      fi
      ;;
    u)
      [ "$p_locked" = s ] || p_fellow || printf '' >"$p_state/lock"
      exec 9>&-
      [ -z "$p_watcher" ] || kill "$p_watcher" 2>/dev/null
      p_opened= p_locked= p_guest= p_watcher=
      p_reply "$p_nonce" 0 ''
      ;;
    w)
      p_file=$p_state/uploads/$p_uploads/$p_a
      p_error=$(
        exec 9>&-
        {
          { [ -d "$p_state" ] || { mkdir -p "$p_state" && chmod 711 "$p_state"; }; } &&
            mkdir -p "$p_state/uploads/$p_uploads" && chmod 711 "$p_state/uploads" "$p_state/uploads/$p_uploads" &&
            printf '' >"$p_file"
        } 2>&1
      ) || { p_reply "$p_nonce" 2 "$p_error$(p_room)"; p_quit 1; }
      [ -z "$p_locked" ] || printf '%s %s\n' "$p_beat" "$p_file" >"$p_state/beat"
      # dd does not read beyond the end, and reads larger blocks than head
      p_error=$(exec 9>&-; { dd bs=128k iflag=fullblock,count_bytes count="$p_length" of="$p_file" status=none &&
        { [ -z "$p_b" ] || chown "$p_b" "$p_file"; }; } 2>&1) &&
        p_stat=$(stat -c '%s %d:%i:%s:%.9Y' "$p_file") && [ "${p_stat%% *}" -eq "$p_length" ] ||
        { p_error=$p_error$(p_room); rm -f "$p_file"; p_reply "$p_nonce" 2 "$p_error"; p_quit 1; }
      p_reply "$p_nonce" 0 "${p_stat#* } $p_file"
      ;;
    h) p_check "$p_a" ;;
    p)
      p_unblock "$p_a"
      if [ -n "$p_found" ]; then
        [ -z "$p_a" ] || echo 'ended what waited for the other end of a named pipe in the place of a file' >>"$p_spool/$p_a/err"
        # before the reply can end
        echo "p_pipes$p_found" >&2
        kill -KILL $p_found 2>/dev/null
      fi
      ;;
    q)
      p_untail
      ( exec 9>&-; umask 022; eval "$p_body" ) </dev/null >/dev/null 2>&1
      [ -z "$p_watcher" ] || kill "$p_watcher" 2>/dev/null
      [ ! -d "$p_state/uploads/$p_uploads" ] || rm -rf "$p_state/uploads/$p_uploads"
      p_abandon
      exit 0
      ;;
    *) p_quit 1 ;;
  esac
done
p_abandon
p_quit 0
