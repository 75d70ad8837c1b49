# safe_way DIRECTORY: fails where another user could put a link in the way to a directory, or into it. Who may rename what is on the way
# decides where root writes. A directory is safe if it belongs to root or to who runs this, and nobody else may write to it, or only add
# to it (sticky). What does not exist yet is made in a directory that is safe.
safe_way() (
  path=$1 rest=$1 at='' links=0 me=$(id -u) mine=$(id -g)
  set -- /
  while [ -n "$rest" ]; do
    name=${rest%%/*}
    case $rest in */*) rest=${rest#*/} ;; *) rest='' ;; esac
    case $name in '' | .) continue ;; ..) at=${at%/*} && continue ;; esac
    at=$at/$name
    if [ -L "$at" ]; then
      links=$((links + 1))
      [ "$links" -le 40 ] || { echo "$path leads through too many links" >&2 && exit 1; }
      set -- "$@" "$at"
      target=$(readlink -- "$at")
      case $target in /*) at='' ;; *) at=${at%/*} ;; esac
      rest=$target/$rest
    elif [ -d "$at" ]; then
      set -- "$@" "$at"
    else
      break
    fi
  done
  # the group staff (50) is root's by Debian's policy
  unsafe=$(find "$@" -maxdepth 0 \( ! -uid 0 ! -uid "$me" -o -type d ! -perm -1000 \
    \( -perm -002 -o -perm -020 ! -gid 0 ! -gid 50 ! -gid "$mine" \) \) -print -quit) || exit 1
  [ -z "$unsafe" ] || {
    echo "another user may change $unsafe, and so lead what is written to $path to any place" >&2
    exit 1
  }
)
