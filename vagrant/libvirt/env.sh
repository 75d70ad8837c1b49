# Sourced by the scripts for virtual machines: the same lab with its own directory and network namespace.
# shellcheck shell=sh
LAB_DIR=${LAB_VM_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/provision-lab-vm}
# shellcheck disable=SC2034 # for those that source it, and for lxc/env.sh
LAB_NS=${LAB_VM_NS:-lab-vm}
LAB_PROVIDER=libvirt
LAB_VMS=$(cd "$(dirname "$0")" && pwd)
case $LAB_VMS in */libvirt) ;; *) LAB_VMS=$LAB_VMS/libvirt ;; esac
# An emulated machine may be silent for a long time while it boots.
LAB_STALL_S=${LAB_STALL_S:-900}
export LAB_VMS LAB_PROVIDER LAB_STALL_S
# shellcheck source=/dev/null
. "$LAB_VMS/../lxc/env.sh"
LAB_LXC=$(cd "$LAB_VMS/../lxc" && pwd)
LAB_HOME=$(dirname "$LAB_VMS")
LAB_ENTER=$LAB_VMS/enter
export LAB_LXC LAB_ENTER
# shellcheck disable=SC2034 # for those that source it
LAB_RELEASE=bookworm

# vm_hosts: the machines that Vagrant has created, running or not
vm_hosts() {
  for id in "$LAB_DIR"/vagrant/.vagrant/machines/*/libvirt/id; do
    [ ! -s "$id" ] || basename "${id%/libvirt/id}"
  done
}

# vm_address HOST: the address in topology.json
vm_address() { sed -n "s/^ *\"$1\": {.*\"address\": \"\([0-9.]*\)\".*/\1/p" "$LAB_HOME/topology.json"; }

# vm_address6 HOST: the address derived from its hardware address (RFC 4291, appendix A)
vm_address6() { vm_last=$(vm_address "$1"); printf 'fd77::5054:ff:fe4d:%x\n' "${vm_last##*.}"; }

# vm_slowdown: how many times slower the slowest machine is than a processor without emulation, as measured when they booted; time limits are
# multiplied by it
vm_slowdown() {
  for host in $(vm_hosts); do cat "$LAB_DIR/slowdown/$host" 2>/dev/null || echo 1; done | sort -n | tail -n 1 | grep . || echo 1
}

# vm_time_limits: the variables of a host for this, as lines of YAML
vm_time_limits() {
  vm_factor=$(vm_slowdown)
  printf 'machine_slowdown: %d\nansible_ssh_timeout: %d\n' "$vm_factor" "$((7 + 3 * vm_factor))"
}

# wait_for TENTHS COMMAND...: waits until it succeeds; fails after this many tenths of a second
wait_for() {
  wait_left=$1; shift
  until "$@"; do
    wait_left=$((wait_left - 1))
    [ "$wait_left" -gt 0 ] || return 1
    sleep 0.1
  done
}
