import type { ModuleContext } from '../../src/module-api/module.ts';
import type { LocalContent } from '../../src/module-api/local-input.ts';
import { sha256Of } from '../../src/module-api/sha256.ts';
import type { ModuleCase } from './module-case.ts';

type Plain = Readonly<Record<string, unknown>>;

/** What a module may know in a case: Debian 12 on amd64 unless it says otherwise. */
export function caseContext(given: ModuleCase): ModuleContext {
  return {
    host: { distribution: 'Debian', version: '12', release: 'bookworm', architecture: 'amd64', ...given.host },
    inputs: localInputs(given.inputs),
    checkMode: given.check,
    as: given.as,
    environment: given.environment,
    now: new Date('2026-01-01T00:00:00Z'),
    written: given.written,
  };
}

/** Files of the controller by the module's names. */
export const localInputs = (inputs: Plain): Record<string, LocalContent> =>
  Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, localContent(name, input)]));

/** A file is its text, or `{content, mode, path}`; a tree is `{entries: {relative path: file}}`, parents before what is in them. */
function localContent(name: string, input: unknown): LocalContent & { relativePath?: string } {
  if (typeof input === 'string') return localContent(name, { content: input });
  const { content, entries, ...given } = input as Plain;
  const path = `/controller/${name}`;
  if (entries !== undefined || given['type'] === 'directory') {
    const below = Object.entries((entries ?? {}) as Plain).map(([relativePath, entry]) => ({
      ...localContent(`${name}/${relativePath}`, entry),
      relativePath,
    }));
    return { path, type: 'directory', mode: '0755', size: 0, sha256: '', entries: below, ...given };
  }
  const bytes = Buffer.from(typeof content === 'string' ? content : '');
  const held = content === undefined ? {} : { bytes };
  return { path, type: 'file', mode: '0644', size: bytes.length, sha256: sha256Of(bytes), ...held, ...given };
}
