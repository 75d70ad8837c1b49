import { quote } from '../../query/quote.ts';

/**
 * Shell code that lets a program (`runuser -u app --`, `timeout 5`, or none) run a script in a separate shell. The script is passed on
 * descriptor 3: every user of the host can read command lines, and stdin remains available to the script.
 */
export const feedScript = (script: string, launcher = ''): string =>
  `{ printf '%s' ${quote(script)} | ${launcher} /bin/sh -c ${quote(EVALUATE)} 3<&0 0<&4 4<&-; } 4<&0`;

const EVALUATE = 'eval "exec 3<&-\n$(cat <&3)"';
