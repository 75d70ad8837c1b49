const SAVED = '/var/lib/ufw-undo';
const FILES = '/etc/default/ufw /etc/ufw/ufw.conf /etc/ufw/user.rules /etc/ufw/user6.rules';
const UNDO = `cp -a ${SAVED}/etc/. /etc/ && /lib/ufw/ufw-init force-reload && rm -rf ${SAVED}`;

/**
 * Shell code that saves the current state of ufw and lets systemd restore it after some seconds, so that users who lock themselves out need
 * only wait. `systemctl stop ufw-undo.timer` confirms the change. If a timer already runs, its older saved state is kept.
 */
export const armUfwUndo = (seconds: number): string =>
  [
    `{ systemctl -q is-active ufw-undo.timer || { rm -rf ${SAVED} && mkdir -m 0700 ${SAVED} && cp -a --parents ${FILES} ${SAVED}; }; }`,
    '{ systemctl -q stop ufw-undo.timer 2>/dev/null || :; }',
    // the timer starts before the change, so that even a change that disconnects this shell is reverted
    `systemd-run -q --collect --unit=ufw-undo --on-active=${seconds} --timer-property=AccuracySec=1s sh -c '${UNDO}'`,
  ].join(' &&\n');
