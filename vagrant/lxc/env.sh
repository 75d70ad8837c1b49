# Sourced by the lab's scripts: where the lab keeps its files, and what they share.
# shellcheck shell=sh

LAB_LXC=$(cd "$(dirname "$0")" && pwd)
case $LAB_LXC in */lxc) ;; *) LAB_LXC=$LAB_LXC/lxc ;; esac
LAB_HOME=$(dirname "$LAB_LXC")
LAB_DIR=${LAB_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/provision-lab}
LAB_NS=${LAB_NS:-lab}
LAB_CONTAINERS=/var/lib/lxc
LAB_GATEWAY=10.77.0.1
LAB_GATEWAY_MAC=02:00:0a:4d:00:01
LAB_APT_PROXY=http://$LAB_GATEWAY:3142
export LAB_DIR LAB_NS LAB_CONTAINERS LAB_GATEWAY LAB_GATEWAY_MAC LAB_APT_PROXY
# How ssh gets from outside the lab's network to a host in it.
LAB_PROXY_COMMAND="nsenter --net=/run/netns/$LAB_NS socat STDIO TCP:%h:%p"
mkdir -p "$LAB_DIR"

LAB_STARTED=${LAB_STARTED:-$(date +%s)}
export LAB_STARTED

# say TEXT... : one progress line, with the seconds since the command began
say() { printf '[lab %3d s] %s\n' "$(($(date +%s) - LAB_STARTED))" "$*" >&2; }

die() { echo "lab: $*" >&2; exit 1; }

# step LABEL COMMAND... : runs it with its output in a log; a sign of life every few seconds, the log's end if it fails
step() {
  step_label=$1; shift
  mkdir -p "$LAB_DIR/log"
  step_log=$LAB_DIR/log/$(echo "$step_label" | tr -cs 'a-z0-9\n' '-').$$.log
  say "$step_label ..."
  "$@" >"$step_log" 2>&1 </dev/null &
  step_pid=$!
  step_ticks=0
  while kill -0 "$step_pid" 2>/dev/null; do
    sleep 0.2
    step_ticks=$((step_ticks + 1))
    [ $((step_ticks % 20)) -ne 0 ] || say "  $(tr -d "\r" <"$step_log" | grep -v "^ *$" | tail -n 1 | cut -c 1-100)"
  done
  if wait "$step_pid"; then rm -f "$step_log"; return 0; fi
  say "$step_label FAILED; the end of $step_log:"
  tail -n 20 "$step_log" >&2
  return 1
}

# mirror NAME : this machine's own package source that ends in /NAME, so that no mirror is named anywhere
mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | sort -u | while read -r uri; do
    case $uri in
      mirror+file:*) grep -v '^#' "/${uri#mirror+file:/}" | awk '{ print $1 }' ;;
      *) echo "$uri" ;;
    esac
  done | grep -E "^https?://.*/$1/?\$" | head -n 1
}

# site_hosts : the names in topology.json
site_hosts() { sed -n 's/^ *"\([a-z0-9]*\)": {.*/\1/p' "$LAB_HOME/topology.json"; }

# lab_hosts : every container that this lab made, running or not
lab_hosts() { grep -ls "$LAB_DIR/rootfs/" "$LAB_CONTAINERS"/*/config | while read -r config; do basename "$(dirname "$config")"; done; }

is_lab_host() { grep -qs "$LAB_DIR/rootfs/" "$LAB_CONTAINERS/$1/config"; }

# lxc's command sockets are abstract ones, and so belong to the network namespace: every lxc command is run inside it.
is_running() { [ "$("$LAB_LXC/enter" lxc-info -sH -n "$1" 2>/dev/null)" = RUNNING ]; }

host_address() { sed -n 's/^lxc.net.0.ipv4.address *= *\([0-9.]*\).*/\1/p' "$LAB_CONTAINERS/$1/config" | tail -n 1; }
