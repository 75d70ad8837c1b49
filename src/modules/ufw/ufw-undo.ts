const SAVED = '/var/lib/ufw-undo';
const FILES = '/etc/default/ufw /etc/ufw/ufw.conf /etc/ufw/user.rules /etc/ufw/user6.rules';
const UNDO = `cp -a ${SAVED}/etc/. /etc/ && /lib/ufw/ufw-init force-reload && rm -rf ${SAVED}`;

/**
 * Shell that keeps what ufw is now, and has systemd put it back after so many seconds: whoever has locked himself out need only
 * wait. `systemctl stop ufw-undo.timer` says that all is well. Where a timer runs already, what it keeps is the older state, and stays.
 */
export const armUfwUndo = (seconds: number): string =>
  [
    `{ systemctl -q is-active ufw-undo.timer || { rm -rf ${SAVED} && mkdir -m 0700 ${SAVED} && cp -a --parents ${FILES} ${SAVED}; }; }`,
    '{ systemctl -q stop ufw-undo.timer 2>/dev/null || :; }',
    // the timer is started before the change, so that even a change that cuts this shell off is taken back
    `systemd-run -q --collect --unit=ufw-undo --on-active=${seconds} --timer-property=AccuracySec=1s sh -c '${UNDO}'`,
  ].join(' &&\n');
