# Finds the process that holds a lock of apt, dpkg or debconf.
# shellcheck shell=sh
# shellcheck disable=SC2329 # the functions are called by the script that includes this file

# known_as PID NAME: the common name of a process, such as `unattended-upgrades (pid 350)`; the kernel truncates names to 15 characters
known_as() {
  known=$(cat "/proc/$1/comm" 2>/dev/null) || known=${2:-another program}
  for word in $(tr '\0*?[' ' ' 2>/dev/null <"/proc/$1/cmdline"); do
    case ${word##*/} in "$known"?*) [ "${#known}" -lt 15 ] || known=${word##*/} ;; esac
  done
  echo "$known (pid $1)"
}

# holder_of FILE: the PID of the process that has locked it, if this shell can see it
holder_of() {
  inode=$(stat -c %i "$1" 2>/dev/null) || return 1
  awk -v inode=":$inode" '$2 != "->" && substr($6, length($6) - length(inode) + 1) == inode { print $5; exit }' /proc/locks
}

# locked OUTPUT: the locked file and the process that holds the lock; status 1 if the output does not mention a lock
locked() {
  case $1 in
    *debconf*'is locked by another process'*) what='debconf is' files=/var/cache/debconf/config.dat ;;
    *'/var/lib/apt/lists'*ock*) what="apt's package lists are" files=/var/lib/apt/lists/lock ;;
    *'/var/cache/apt/archives'*ock*) what="apt's archive is" files=/var/cache/apt/archives/lock ;;
    *'Could not get lock'* | *'Unable to acquire the dpkg'* | *'Unable to lock the admin'* | *'locked by another process'*)
      what='dpkg is' files='/var/lib/dpkg/lock-frontend /var/lib/dpkg/lock'
      ;;
    *) return 1 ;;
  esac
  # apt's own words: PID (NAME)
  pid=$(printf '%s\n' "$1" | sed -nE 's/.*(held by process|process with pid) ([0-9]+).*/\2/p' | head -n 1)
  name=$(printf '%s\n' "$1" | sed -nE 's/.*held by process [0-9]+ \(([^)]*)\).*/\1/p' | head -n 1)
  for file in $files; do [ -n "$pid" ] || pid=$(holder_of "$file"); done
  if [ -n "$pid" ]; then by=$(known_as "$pid" "$name"); else by='another program'; fi
  echo "$what locked by $by"
}

# when_unlocked COMMAND...: runs the command, and repeats it with the same input for up to a minute while another program has the lock
when_unlocked() {
  input=$(cat) left=60
  until said=$(printf '%s\n' "$input" | "$@" 2>&1); do
    by=$(locked "$said") || { printf '%s\n' "$said" >&2; return 1; }
    [ "$left" -gt 0 ] || { printf '%s\n' "$said" "$by" >&2; return 1; }
    left=$((left - 1))
    sleep 1
  done
  [ -z "$said" ] || printf '%s\n' "$said"
}
