import * as z from 'zod';
import type { Answers, Change, Prediction } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { predictFile } from '../lib/predict-file.ts';
import { text } from '../../module-api/params.ts';
import type { Query } from '../../query/query.ts';
import type { FileTextAnswer } from '../../query/files/file-text.ts';
import { fileText } from '../../query/files/file-text.ts';
import { NEW, placeNew, renderBeside } from '../../module-api/beside.ts';
import { quote } from '../../query/quote.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';

const params = z.strictObject({
  name: text()
    .pipe(
      z.string().regex(/^[A-Za-z0-9+_-]+(\/[A-Za-z0-9+_-]+)*$/, 'must be a time zone, such as Europe/Berlin or UTC'),
    )
    .describe('The zone, as in the tz database: `Europe/Berlin`, `UTC`.'),
});

type Params = z.output<typeof params>;
type Found = Answers<{ zone: Query<StatAnswer>; link: Query<StatAnswer>; name: Query<FileTextAnswer> }>;

const ZONES = '/usr/share/zoneinfo';

/** Sets the time zone of the host. Running programs keep their time zone until they are restarted. */
export const timezone = defineState({
  name: 'timezone',
  summary: 'Sets the time zone.',
  params,
  notTaken: {
    hwclock: 'Run timedatectl set-local-rtc in a command.',
  },
  examples: ['- timezone:\n    name: Europe/Berlin\n'],
  returns: { name: 'The zone.' },
  queries: (p) => ({ zone: stat(`${ZONES}/${p.name}`), link: stat('/etc/localtime'), name: fileText('/etc/timezone') }),
  diff: (p, s: Found) => diff(p, s),
  apply: (p, s: Found) => [
    {
      kind: 'run',
      script: [
        renderBeside('/etc/localtime', [`ln -sT -- ${quote(targetOf(p))} ${NEW}`, placeNew('/etc/localtime')]),
        ...(s.name === null ? [] : [`printf '%s\\n' ${quote(p.name)} > /etc/timezone`]),
      ].join(' &&\n'),
    },
  ],
  predict: (p, s: Found): Prediction[] => [
    ...predictFile(
      '/etc/localtime',
      { exists: true, type: 'link', mode: '0777', owner: 'root', group: 'root', size: 0, target: targetOf(p) },
      undefined,
    ),
    { query: fileText('/etc/timezone'), answer: s.name === null ? null : Buffer.from(`${p.name}\n`) },
    { query: stat(`${ZONES}/${p.name}`), answer: s.zone },
  ],
  writes: () => ({ keys: ['file:/etc/localtime', 'file:/etc/timezone'] }),
  result: (p) => ({ name: p.name }),
});

const targetOf = (p: Params): string => `${ZONES}/${p.name}`;

function diff(p: Params, { zone, link, name }: Found): Change[] {
  if (!zone.exists) {
    throw new ModuleFailure(`there is no time zone ${p.name}`, 'Check the name; the package tzdata has the zones.');
  }
  const target = link.exists && link.target !== undefined ? link.target : '';
  const before = /zoneinfo\/(.+)$/.exec(target)?.[1];
  // Debian also keeps the name in a second file, if that file exists
  const second = name?.toString('utf8').trim();
  const differs = before !== p.name || (second !== undefined && second !== p.name);
  return differs ? [{ attribute: 'name', before: (before === p.name ? second : before) ?? null, after: p.name }] : [];
}
