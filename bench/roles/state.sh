# Prints the state of a host apart from its files and units, one item per line: kind, name and value separated by tabs. Read-only.
tab=$(printf '\t')
dpkg-query -W -f '${db:Status-Abbrev}\t${Package}\t${Version}\n' | while IFS=$tab read -r status name version; do
  printf 'package\t%s\t%s %s\n' "$name" "$status" "$version"
done
while IFS=: read -r name _ _ _ text home shell; do printf 'user\t%s\t%s:%s:%s\n' "$name" "$text" "$home" "$shell"; done </etc/passwd
# the kind of a password, not its hash, which has a random salt
while IFS=: read -r name hash _; do
  case $hash in '$'*) hash="\$$(echo "$hash" | cut -d '$' -f 2)" ;; esac
  printf 'password\t%s\t%s\n' "$name" "$hash"
done </etc/shadow
while IFS=: read -r name _ _ members; do printf 'group\t%s\t%s\n' "$name" "$members"; done </etc/group
while IFS=: read -r name _ id _; do printf 'uid\t%s\t%s\n' "$id" "$name"; done </etc/passwd
while IFS=: read -r name _ id _; do printf 'gid\t%s\t%s\n' "$id" "$name"; done </etc/group
sysctl -a 2>/dev/null | sed -n 's/^\([^ ]*\) = \(.*\)/sysctl\t\1\t\2/p'
for program in iptables-save ip6tables-save; do
  $program 2>/dev/null | grep '^[-*]' | sed "s/^/firewall\t$program\t/" | awk '{ print $1 "\t" $2 " " ++line "\t" substr($0, length($1) + length($2) + 3) }'
done
# without the header of crontab(1), which contains the time
for file in /var/spool/cron/crontabs/*; do
  if [ -f "$file" ]; then printf 'crontab\t%s\t%s %s\n' "${file##*/}" "$(stat -c '%a %U:%G' "$file")" "$(grep -v -e '^# DO NOT EDIT' -e '^# (' "$file" | tr '\n' '|')"; fi
done
exit 0
