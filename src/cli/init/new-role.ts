import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import { didYouMean } from '../../diagnostic/suggest.ts';
import { bundledRoles } from '../project/bundled-roles.ts';
import type { NewFile } from './files.ts';
import { filesBelow, scaffold } from './files.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

/** A new role that writes one file, as a starting point. */
export function newRole(name: string): NewFile[] {
  if (!/^[a-z][a-z0-9_-]*$/.test(name))
    throw usage(
      `${name} cannot be the name of a role`,
      `A name consists of lower-case letters, digits, - and _, and starts with a letter: \`provision init role ${validName(name)}\`.`,
    );
  const values = { ROLE: name, PREFIX: name.replaceAll('-', '_') };
  return scaffold('role', values).map((file) => ({ ...file, path: `roles/${name}/${file.path}` }));
}

/** A valid name that resembles the given one: `Web Server` gives `web-server`. */
const validName = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '') || 'web';

/** A copy of a bundled role, for changes. */
export function copyRole(given: string): NewFile[] {
  const name = given.replace(/^provision\./, '');
  const known = readdirSync(bundledRoles());
  const directory = join(bundledRoles(), name);
  if (!known.includes(name) || !existsSync(directory))
    throw usage(`provision contains no role ${name}`, didYouMean(name, known) ?? `There are ${known.join(', ')}.`);
  return filesBelow(directory).map((file) => ({ ...file, path: `roles/${name}/${file.path}` }));
}

const usage = (summary: string, suggestion: string): InvalidInput =>
  new InvalidInput([{ code: 'usage', severity: 'error', summary, suggestion, range: placeOf('provision init') }]);
