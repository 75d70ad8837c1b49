import type { RunStep } from '../../module-api/step.ts';
import { programText } from '../../values/program-text.ts';
import ufwProgram from './ufw-at-once.py';

/** Runs commands of ufw, in one process if possible, otherwise in one process each. The commands in `before` run first. */
export const ufwAtOnce = (before: readonly string[], commands: readonly string[]): RunStep => ({
  kind: 'run',
  script: [
    ...before.map((script) => `${script} &&`),
    "( ufw_commands() { cat <<'UFW'",
    ...commands,
    'UFW',
    '}',
    'exec 3<&0',
    'ufw_commands | /usr/bin/python3 -I /dev/fd/3 || { [ $? -eq 64 ] && ufw_commands | sh -e; } )',
  ].join('\n'),
  stdin: programText(ufwProgram),
});
