import { defineQuery } from '../query.ts';

/**
 * How current apt's package lists are. `missing`: never fetched. `stale`: older than was asked for, or older than the
 * sources that they come from.
 */
export type AptListsAnswer = 'missing' | 'stale' | 'fresh';

/** Whether the package lists were fetched within the given number of seconds, by the host's clock. */
export const aptLists = defineQuery<number, AptListsAnswer>({
  name: 'aptLists',
  key: String,
  reads: () => ['apt:lists', 'tree:/var/lib/apt/lists', 'file:/etc/apt/sources.list', 'tree:/etc/apt/sources.list.d'],
  script: (ages) =>
    [
      'l=/var/lib/apt/lists; have=; for f in $l/*_Packages*; do [ ! -e "$f" ] || have=1; done',
      'for f in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/sources.list.d/*; do [ ! "$f" -nt $l ] || have=${have:+stale}; done',
      // one process for all questions: prints the maximum ages in seconds that the lists have not reached
      `young=" $(find $l -maxdepth 0 ${ages.map((age) => `\\( -newermt '${age} seconds ago' -printf '${age} ' -o -true \\)`).join(' ')} 2>/dev/null)"`,
      `for a in ${ages.join(' ')}; do`,
      '  if [ -z "$have" ]; then echo missing; else case $have$young in 1*" $a "*) echo fresh ;; *) echo stale ;; esac; fi',
      'done',
    ].join('\n'),
  parse: (output, ages) => {
    const lines = output.toString('utf8').split('\n');
    return ages.map((_, i) => lines[i] as AptListsAnswer);
  },
  // any write to a source makes fresh lists stale
  derive: (_, before) => (before === 'fresh' ? 'stale' : before),
});
