import { defineQuery } from '../query.ts';

/** The host name in the running kernel. */
export const kernelHostname = defineQuery<undefined, string>({
  name: 'kernelHostname',
  key: () => '',
  reads: () => ['hostname:'],
  script: () => 'IFS= read -r h </proc/sys/kernel/hostname; printf "%s" "$h"',
  parse: (output, asked) => asked.map(() => output.toString('utf8')),
});
