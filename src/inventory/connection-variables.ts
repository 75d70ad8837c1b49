import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { didYouMean } from '../diagnostic/suggest.ts';
import type { SourceRange } from '../diagnostic/source-range.ts';
import { choiceOf, namesOf } from '../values/choice.ts';
import { toFlag } from '../values/to-flag.ts';
import { suggestFlag } from '../yaml/suggest-value.ts';
import { parsePinnedHostKeys } from './pinned-host-keys.ts';
import type { PinnedHostKey } from './pinned-host-keys.ts';

export interface RenderedVariable {
  readonly value: unknown;
  readonly range: SourceRange;
}

/** A variable that is rendered only when a setting reads it: others may need values that a connection does not have. */
export class LazyVariable implements RenderedVariable {
  readonly range: SourceRange;
  readonly #render: () => unknown;

  constructor(render: () => unknown, range: SourceRange) {
    this.#render = render;
    this.range = range;
  }

  get value(): unknown {
    return this.#render();
  }
}

/** Reads typed values from a host's variables. Of several names for the same setting, the first that is set applies. */
export class ConnectionVariables {
  readonly #variables: ReadonlyMap<string, RenderedVariable>;
  readonly #diagnostics: DiagnosticList;

  constructor(variables: ReadonlyMap<string, RenderedVariable>, diagnostics: DiagnosticList) {
    this.#variables = variables;
    this.#diagnostics = diagnostics;
  }

  /** Text; numbers are accepted as text, since a password may look like one. */
  string(...names: readonly string[]): string | undefined {
    return this.#read(names, 'a string', (value) =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined,
    );
  }

  /** INI has no types, so yes, no, true and false are accepted as text. */
  boolean(...names: readonly string[]): boolean | undefined {
    return this.#read(
      names,
      'true or false',
      toFlag,
      (value, name) => `Write \`${name}: ${suggestFlag(String(value))}\`.`,
    );
  }

  integer(...names: readonly string[]): number | undefined {
    return this.#read(names, 'a whole number', toInteger);
  }

  port(...names: readonly string[]): number | undefined {
    return this.#read(names, 'a port, 1 to 65535', (value) => {
      const port = toInteger(value);
      return port !== undefined && port >= 1 && port <= 65535 ? port : undefined;
    });
  }

  /** A name or an address. A number, which an IPv4 address may be, is accepted as text. */
  address(...names: readonly string[]): string | undefined {
    return this.#read(names, 'a name or an address', toAddress, suggestAddress);
  }

  hostKeys(name: string): readonly PinnedHostKey[] | undefined {
    return this.#read([name], `a host's public key, or a list of them, each as in a .pub file`, parsePinnedHostKeys);
  }

  /** The entry of the table that the variable names. */
  choice<T>(name: string, table: Readonly<Record<string, T>>): T | undefined {
    const choice = choiceOf(table);
    return this.#read(
      [name],
      `one of ${choice.choices.join(', ')}`,
      (value) => (typeof value === 'string' && namesOf(choice).includes(value) ? table[value] : undefined),
      (value) => didYouMean(String(value), namesOf(choice)),
    );
  }

  #read<T>(
    names: readonly string[],
    wanted: string,
    convert: (value: unknown) => T | undefined,
    suggest?: (value: unknown, name: string) => string | undefined,
  ): T | undefined {
    const name = names.find((each) => isSet(this.#variables.get(each)?.value));
    const variable = name === undefined ? undefined : this.#variables.get(name);
    if (name === undefined || !variable) return undefined;
    const value = convert(variable.value);
    if (value === undefined) {
      const { range } = variable;
      this.#diagnostics.error({
        code: 'wrong-type',
        summary: `${name} must be ${wanted}`,
        suggestion: suggest?.(variable.value, name) ?? `Write, for example, \`${name}: ${exampleOf(wanted)}\`.`,
        range,
      });
    }
    return value;
  }
}

/** An example of the expected value; for a choice, the first one. */
function exampleOf(wanted: string): string {
  if (wanted.startsWith('one of ')) return wanted.slice('one of '.length).split(', ')[0] ?? '';
  if (wanted.startsWith('a port')) return '22';
  if (wanted.startsWith('true')) return 'true';
  if (wanted.startsWith('a name')) return '192.0.2.10';
  if (wanted.startsWith("a host's")) return 'ssh-ed25519 AAAA...';
  return wanted.startsWith('a whole') ? '30' : 'some text';
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

function toAddress(value: unknown): string | undefined {
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
  return typeof text === 'string' && !/[\s/@]/.test(text) ? text : undefined;
}

/** `ssh://root@web1` in two variables. */
function suggestAddress(value: unknown): string | undefined {
  const [, user, host] = /^(?:\w+:\/\/)?(?:([\w.-]+)@)?([\w.-]+)\/?$/.exec(String(value)) ?? [];
  if (host === undefined) return undefined;
  return `Write \`ansible_host: ${host}\`${user === undefined ? '' : ` and \`ansible_user: ${user}\``}.`;
}

function toInteger(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : undefined;
}
