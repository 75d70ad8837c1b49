# Sourced by the lab's scripts: the locations of the lab's files, and shared functions.
# shellcheck shell=sh
# shellcheck disable=SC2034 # set for those that source it

LAB_LXC=$(cd "$(dirname "$0")" && pwd)
case $LAB_LXC in */lxc) ;; *) LAB_LXC=$LAB_LXC/lxc ;; esac
LAB_HOME=$(dirname "$LAB_LXC")
LAB_DIR=${LAB_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/provision-lab}
# For two labs on one machine, each with its own network, set another LAB_NS and LAB_DIR for the second one.
LAB_NS=${LAB_NS:-lab}
if [ -z "${LAB_CONTAINERS:-}" ]; then
  if [ "$LAB_NS" = lab ]; then LAB_CONTAINERS=/var/lib/lxc; else LAB_CONTAINERS=$LAB_DIR/containers; fi
fi
LAB_GATEWAY=10.77.0.1
LAB_GATEWAY_MAC=02:00:0a:4d:00:01
LAB_APT_PROXY=http://$LAB_GATEWAY:3142
export LAB_LXC LAB_DIR LAB_NS LAB_CONTAINERS LAB_GATEWAY LAB_GATEWAY_MAC LAB_APT_PROXY
# The ssh command from outside the lab's network to a host in it.
LAB_PROXY_COMMAND="nsenter --net=/run/netns/$LAB_NS socat STDIO TCP:%h:%p"
mkdir -p "$LAB_DIR"

LAB_STARTED=${LAB_STARTED:-$(date +%s)}
export LAB_STARTED

# say TEXT...: prints one progress line, with the seconds since the start of the command
say() { printf '[lab %3d s] %s\n' "$(($(date +%s) - LAB_STARTED))" "$*" >&2; }

die() { echo "lab: $*" >&2; exit 1; }

# step LABEL COMMAND...: runs a program with its output in a log. Prints its last line every few seconds, and the end of the log if it fails.
# A program without progress for $LAB_STALL_S seconds is ended. Progress is output, growth of the files in $STEP_WATCH, or processor time, because a
# silent program may take long on a busy machine.
step() {
  step_label=$1; shift
  mkdir -p "$LAB_DIR/log"
  step_log=$LAB_DIR/log/$(echo "$step_label" | tr -cs 'a-z0-9\n' '-').$$.log
  say "$step_label ..."
  # A separate process group, so that all of it can be ended.
  setsid "$@" >"$step_log" 2>&1 </dev/null &
  step_pid=$!
  trap 'kill -s TERM -- "-$step_pid" 2>/dev/null; exit 143' INT TERM
  step_watch || { end_group "$step_pid"; echo "no progress for ${LAB_STALL_S:-300} s" >>"$step_log"; }
  trap - INT TERM
  if wait "$step_pid"; then rm -f "$step_log"; return 0; fi
  say "$step_label FAILED; the end of $step_log:"
  tail -n 20 "$step_log" >&2
  return 1
}

# step_watch: waits until the step has ended; fails if it makes no progress
step_watch() {
  step_ticks=0 step_seen=0 step_seen_used=0 step_seen_at=$(date +%s)
  while kill -0 "$step_pid" 2>/dev/null; do
    sleep 0.2
    step_ticks=$((step_ticks + 1))
    [ $((step_ticks % 20)) -eq 0 ] || continue
    say "  $(tr -d "\r" <"$step_log" | grep -v "^ *$" | tail -n 1 | cut -c 1-100)"
    # shellcheck disable=SC2086 # a list of paths
    step_now=$(wc -c <"$step_log"; [ -z "${STEP_WATCH:-}" ] || du -sk $STEP_WATCH 2>/dev/null || true)
    step_used=$(used_by_session "$step_pid")
    # one that waits uses some too, but far less than a hundredth of a processor
    if [ "$step_now" != "$step_seen" ] || [ $((step_used - step_seen_used)) -gt "${LAB_STALL_S:-300}" ]; then
      step_seen=$step_now step_seen_used=$step_used step_seen_at=$(date +%s)
    fi
    [ $(($(date +%s) - step_seen_at)) -lt "${LAB_STALL_S:-300}" ] || return 1
  done
}

# used_by_session PID: processor time in hundredths of a second that the session's processes and their finished children have used
used_by_session() {
  # a process may end while it is read
  cat /proc/[0-9]*/stat 2>/dev/null |
    awk -v session="$1" '{ sub(/^.*[)] /, "") } $4 == session { used += $12 + $13 + $14 + $15 } END { printf "%d\n", used }' || true
}

# Unpacks a root by Debian's own programs, whatever else is in the user's PATH: mmdebstrap runs `env python3` for each package.
mmdebstrap() { env PATH=/usr/sbin:/usr/bin:/sbin:/bin mmdebstrap "$@"; }

# end_group PID: ends all processes of the group with the leader PID
end_group() {
  kill -s TERM -- "-$1" 2>/dev/null || return 0
  end_tries=0
  # A zombie has ended; this shell may not have collected its status yet.
  while grep -qs ') [^ZX] ' "/proc/$1/stat" && [ "$end_tries" -lt 50 ]; do sleep 0.1; end_tries=$((end_tries + 1)); done
  kill -s KILL -- "-$1" 2>/dev/null || true
}

# fetch LABEL COMMAND...: a step that needs the network, retried after each of $LAB_RETRY_WAITS seconds
fetch() {
  for fetch_wait in ${LAB_RETRY_WAITS:-5 20} ''; do
    if step "$@"; then return 0; fi
    [ -n "$fetch_wait" ] || return 1
    say "$1: trying again in $fetch_wait s"
    sleep "$fetch_wait"
  done
}

# mirror NAME: this machine's own package source that ends in /NAME, so that no mirror needs to be configured
mirror() {
  # shellcheck disable=SC2016 # apt's own
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | sort -u | while read -r uri; do
    case $uri in
      mirror+file:*) grep -v '^#' "/${uri#mirror+file:/}" | awk '{ print $1 }' ;;
      *) echo "$uri" ;;
    esac
  done | grep -E "^https?://.*/$1/?\$" | head -n 1
}

# apt_proxy: the proxy of this machine's apt, if any
apt_proxy() { apt-config shell P Acquire::http::Proxy | sed "s/^P='\(.*\)'\$/\1/"; }

# site_hosts: the names in topology.json
site_hosts() { sed -n 's/^ *"\([a-z0-9]*\)": {.*/\1/p' "$LAB_HOME/topology.json"; }

# lab_hosts: all containers that this lab has created, running or not
lab_hosts() { grep -ls "$LAB_DIR/rootfs/" "$LAB_CONTAINERS"/*/config | while read -r config; do basename "$(dirname "$config")"; done; }

is_lab_host() { grep -qs "$LAB_DIR/rootfs/" "$LAB_CONTAINERS/$1/config"; }

# lxc's command sockets are abstract, and so belong to the network namespace: all lxc commands run inside it.
is_running() { [ "$("$LAB_LXC/enter" lxc-info -sH -n "$1" 2>/dev/null)" = RUNNING ]; }

host_address() { sed -n 's/^lxc.net.0.ipv4.address *= *\([0-9.]*\).*/\1/p' "$LAB_CONTAINERS/$1/config" | tail -n 1; }

# lab_ssh_options: the end of an ssh_config for all hosts; outside the lab's network, with a proxy into it
lab_ssh_options() {
  cat <<C
Host *
  User vagrant
  IdentityFile $LAB_DIR/vagrant.d/insecure_private_key
  IdentitiesOnly yes
  UserKnownHostsFile $LAB_DIR/known_hosts
  StrictHostKeyChecking yes
C
  [ -n "${PROVISION_LAB:-}" ] || echo "  ProxyCommand $LAB_PROXY_COMMAND"
}

# lab_inventory ADDRESS_OF HOST...: as YAML; the command ADDRESS_OF prints a host's address
lab_inventory() {
  address_of=$1; shift
  printf 'all:\n  hosts:\n'
  for host; do
    cat <<Y
    $host:
      ansible_host: $("$address_of" "$host")
      site_address: $("$address_of" "$host")
Y
  done
  proxy=
  [ -n "${PROVISION_LAB:-}" ] || proxy=" -o ProxyCommand=\"$LAB_PROXY_COMMAND\""
  cat <<Y
  vars:
    ansible_user: vagrant
    ansible_ssh_private_key_file: $LAB_DIR/vagrant.d/insecure_private_key
    ansible_ssh_common_args: '-o UserKnownHostsFile=$LAB_DIR/known_hosts$proxy'
Y
}
