# Starts the session's program, p_loop, in the shell of another user.
#
# The program is passed through a pipe: on sudo's command line it would fill the host's log. A password is checked separately first, since
# sudo would read the lines after a wrong password as further attempts.
#
# The code before this sets p_loop, p_length (in bytes, with a line for an empty p_ssh), p_target (the user), p_method (sudo or su), p_asks
# (not empty: the first line of stdin is the password), p_ssh (the client's address), p_receiver (the command of the other shell), p_begin
# (the word that ends the input that it skips) and p_patience (the seconds in which sudo may check a password).
# shellcheck shell=dash
# shellcheck disable=SC2034,SC2154
# the process group belongs to the connection if this shell is its leader
p_end_group() { [ "$p_group" != "$$" ] || kill 0; }
# p_after SECONDS: ends the group after this time, unless it is ended before
p_after() {
  exec </dev/null >/dev/null 2>&1
  trap 'kill "$p_nap"; exit' TERM
  sleep "$1" &
  p_nap=$!
  wait "$p_nap"
  trap - TERM
  p_end_group
}
# When the connection ends, a running shell of the other user ends by itself. Before its start, if sudo or PAM hangs, only this does it.
p_feed() {
  [ -z "$p_asks" ] || printf '%s\n' "$p_password"
  printf '%s %s\np_ssh="%s"\n%s' "$p_begin" "$((p_length + ${#p_ssh}))" "$p_ssh" "$p_loop"
  cat
  [ "$p_group" != "$$" ] || p_after 5
}
p_sudo() {
  if [ -z "$p_asks" ]; then sudo -n "$@"; else sudo -S -p '' "$@"; fi
}
read -r p_x p_x p_x p_x p_group p_x <"/proc/$$/stat"
while read -r p_key p_x p_user p_x && [ "$p_key" != Uid: ]; do :; done <"/proc/$$/status"
p_password=
[ -z "$p_asks" ] || IFS= read -r p_password
if [ "$p_user" = 0 ] || [ "$p_method" = su ]; then
  p_feed | { su -s /bin/sh "$p_target" -c "$p_receiver"; p_end_group; }
  exit
fi
if [ -n "$p_asks" ]; then
  p_after "$p_patience" &
  p_timer=$!
  printf '%s\n' "$p_password" | p_sudo -v
  p_status=$?
  kill "$p_timer"
  [ "$p_status" = 0 ] || exit 1
fi
# after the other user's shell has ended, p_feed still waits for input
p_feed | { p_sudo -H -u "$p_target" -- /bin/sh -c "$p_receiver"; p_end_group; }
