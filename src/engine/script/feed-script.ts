import { quote } from '../../query/quote.ts';

/**
 * Shell that has a program (`runuser -u app --`, `timeout 5`, or none) run a script in a shell of its own. The script goes
 * through descriptor 3: a command line can be read by every user of the host, and stdin stays the script's.
 */
export const feedScript = (script: string, launcher = ''): string =>
  `{ printf '%s' ${quote(script)} | ${launcher} /bin/sh -c ${quote(EVALUATE)} 3<&0 0<&4 4<&-; } 4<&0`;

const EVALUATE = 'eval "exec 3<&-\n$(cat <&3)"';
