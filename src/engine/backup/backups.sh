# What runs have replaced on a host: for each run a directory, and for each path in it, under the sum of the path, NAME.path,
# NAME.kind (what stood there: file, directory or none), NAME.data (it) and NAME.after (what the run has left there, by `state`).
# $b is the directory of all backups, $r the run. Nobody but their owner may look into them.
# shellcheck shell=sh
# shellcheck disable=SC2154 # what comes before sets b and r
umask 077

# name PATH : what its backup goes by
name() { n=$(printf '%s' "$1" | sha256sum); printf '%s' "${n%% *}"; }

# state PATH : what stands there, in a line
state() {
  if [ -L "$1" ]; then t=$(readlink -- "$1" | sha256sum); echo "link ${t%% *}"
  elif [ -f "$1" ]; then t=$(sha256sum <"$1"); echo "file ${t%% *} $(stat -c '%a %u %g' -- "$1")"
  elif [ -d "$1" ]; then echo directory
  elif [ -e "$1" ]; then echo other
  else echo none
  fi
}

# begin_run : makes the run's directory; the oldest ones go, so that 20 are kept, of 500 MB at most
begin_run() {
  [ ! -d "$b/$r" ] || return 0
  mkdir -p -- "$b" || return
  room=0
  find "$b" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -r | {
    i=1
    while read -r old; do
      s=$(du -skx -- "$b/$old") room=$((room + ${s%%[!0-9]*})) i=$((i + 1))
      if [ "$i" -gt 20 ] || [ "$room" -gt 512000 ]; then rm -rf -- "${b:?}/$old"; fi
    done
  }
  mkdir -- "$b/$r"
}

# open_to_all PATH
open_to_all() { case $(stat -c %a -- "$1") in *[4567]) ;; *) return 1 ;; esac; }

# hide PATH : what is kept of it is never shown
hide() { : >"$b/$r/$(name "$1").hidden"; }

# keep file|tree PATH : keeps what stands there, unless the run has changed it before
keep() {
  n=$b/$r/$(name "$2")
  [ ! -e "$n.path" ] || return 0
  if [ -L "$2" ] || [ -f "$2" ]; then k='file'
  elif [ -d "$2" ]; then k=directory; [ "$1" = tree ] || return 0
  elif [ -e "$2" ]; then return 0
  else k=none
  fi
  if [ "$k" != none ]; then
    s=$(du -skx -- "$2") || return
    if [ "${s%%[!0-9]*}" -gt 102400 ]; then
      echo "no backup of $2 can be kept: it is larger than 100 MB" >&2
      return 1
    fi
    rm -rf -- "$n.data"
    cp -a -T -- "$2" "$n.data" || { echo "no backup of $2 can be kept" >&2; return 1; }
  fi
  echo "$k" >"$n.kind" && printf '%s' "$2" >"$n.path"
}

# seal PATH : notes what the run has left there
seal() {
  n=$b/$r/$(name "$1")
  [ ! -e "$n.path" ] || state "$1" >"$n.after"
}

# tell : each backup of the run in a line, in base64 where it may hold anything: NAME KIND PATH:AFTER:NOW:BEFORE, then its
# contents, before and now, where both are small
tell() {
  for p in "$b/$r"/*.path; do
    [ -e "$p" ] || continue
    n=${p%.path} k=$(cat -- "${p%.path}.kind")
    f=$(cat -- "$p"; echo x); f=${f%x}
    a=; [ ! -e "$n.after" ] || a=$(cat -- "$n.after")
    was=none; [ "$k" = none ] || was=$(state "$n.data")
    printf 'backup %s %s %s:%s:%s:%s\n' "${n##*/}" "$k" "$(base64 -w0 <"$p")" "$a" "$(state "$f")" "$was"
    show before "$n.data"; show now "$f"
  done
}

# show WORD PATH : only what every user of the host may read
show() {
  if [ ! -e "$2" ] && [ ! -L "$2" ]; then printf '%s none\n' "$1"
  elif [ -f "$2" ] && [ ! -L "$2" ] && [ ! -e "$n.hidden" ] && [ "$(stat -c %s -- "$2")" -le 262144 ] && open_to_all "$2"; then printf '%s %s\n' "$1" "$(base64 -w0 <"$2")"
  else printf '%s -\n' "$1"
  fi
}
