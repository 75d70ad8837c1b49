import type { StatAnswer } from '../query/files/stat-answer.ts';
import { ModuleFailure } from './module.ts';

/** Fails if a directory does not exist. A link to a directory is accepted, and so is one of which nobody knows where it leads. */
export function requireExisting(directory: string, found: StatAnswer): void {
  if (!found.exists)
    throw new ModuleFailure(
      `the directory ${directory} does not exist`,
      'Create it first, with file and state: directory.',
    );
  requireDirectory(directory, found);
}

/** Fails if a path exists that is not a directory but must be one. */
export function requireDirectory(path: string, found: StatAnswer): void {
  if (!found.exists || found.type === 'directory') return;
  if (found.type !== 'link') throw new ModuleFailure(`${path} is a ${found.type}, not a directory`, REMOVE);
  const { leadsTo, target = '' } = found;
  if (leadsTo === 'nothing')
    throw new ModuleFailure(
      `${path} is a link to ${target}, which does not exist`,
      'Create the directory it leads to first.',
    );
  if (leadsTo === 'file' || leadsTo === 'other')
    throw new ModuleFailure(`${path} is a link to ${target}, which is not a directory`, REMOVE);
}

const REMOVE = 'Remove it first, with file and state: absent.';
