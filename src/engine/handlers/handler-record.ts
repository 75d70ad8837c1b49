import { fileNameOf } from '../../values/file-name.ts';
import type { VariablePlace } from '../../variables/host-variables.ts';

export interface HandlerIdentity {
  /** The role or play that defines the handler. */
  readonly owner: string;
  readonly name: string;
  readonly place: Pick<VariablePlace, 'role'>;
}

/**
 * The name of the file that records on a host that a handler is due. A role's handler is the same in all playbooks of a project;
 * a play's is told apart by its playbook. No two handlers share a name.
 */
export const handlerRecord = ({ owner, name, place }: HandlerIdentity, playbook: string): string =>
  fileNameOf({ words: place.role ? ['role', owner, name] : ['play', playbook, owner, name] });

/** The name that earlier versions used. */
export const earlierRecord = ({ owner, name }: Pick<HandlerIdentity, 'owner' | 'name'>): string =>
  `${owner}/${name}`
    .replace(/[^A-Za-z0-9._-]/g, (character) => `=${(character.codePointAt(0) ?? 0).toString(16)}.`)
    .slice(0, 200);

/** Display form of a record: `role/nginx/reload`. */
export const describeRecord = (record: string): string =>
  record.replace(/=0?([0-9a-f]+)\./g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
