# Prevents packages from starting services while apt-get runs. The policy-rc.d is effective only as long as the shell that wrote it
# lives: if that shell is killed, or the host goes down, services can be started again. The next apt-get, or the next maintainer script
# that calls policy-rc.d, restores the previous file.
# shellcheck shell=sh
POLICY=/usr/sbin/policy-rc.d

# born PID: an identifier that is unique among processes, also across boots
born() {
  read -r boot </proc/sys/kernel/random/boot_id
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 0
  # the name of the program, in parentheses, may contain spaces
  # shellcheck disable=SC2086
  set -- ${line##*) }
  echo "$boot ${20}"
}

# withdraw_policy: restores the previous file if the current one is ours
withdraw_policy() {
  second=
  { read -r _ && read -r second; } 2>/dev/null <"$POLICY"
  case $second in '# provision:'*) rm -f "$POLICY" ;; esac
  [ -e "$POLICY" ] || [ ! -e "$POLICY.provision" ] || mv -f "$POLICY.provision" "$POLICY"
}

# put_policy STATUS: makes policy-rc.d return this status until this shell ends
put_policy() {
  trap withdraw_policy EXIT
  trap 'exit 143' TERM
  trap 'exit 130' INT
  trap 'exit 129' HUP
  [ ! -e "$POLICY" ] || mv -f "$POLICY" "$POLICY.provision" || return
  {
    printf '%s\n' '#!/bin/sh' "# provision: heeded while the process $$ runs apt-get"
    cat <<END
read -r boot </proc/sys/kernel/random/boot_id
line=
{ read -r line </proc/$$/stat; } 2>/dev/null
[ "\$boot \$(set -- \${line##*) }; echo "\${20}")" != '$(born $$)' ] || exit $1
rm -f $POLICY
[ -e $POLICY.provision ] || exit 0
mv -f $POLICY.provision $POLICY
[ -x $POLICY ] || exit 0
exec $POLICY "\$@"
END
  } >"$POLICY" && chmod 755 "$POLICY"
}

[ ! -e "$POLICY" ] || withdraw_policy
