import type { Unknown } from '../values/unknown.ts';
import type { ResourceKey } from './resource-key.ts';

/**
 * One kind of question that can be asked of a host. The engine merges all queries of one kind and one user into one
 * shell fragment. An answer holds only what stays the same while nobody changes the resource: no pid, no lag, no time.
 */
export interface QueryKind<Args, Answer> {
  readonly name: string;
  /** Answers that depend on other hosts (the network, a cluster): observed when needed, never ahead of time. */
  readonly volatile?: boolean;
  /** The same key, the same answer. */
  key(args: Args): string;
  /** What an answer depends on; `anything`: whatever may have changed on the host. */
  reads(args: Args): readonly ResourceKey[] | 'anything';
  /**
   * A read-only POSIX sh fragment that answers all of `args` on stdout. It runs in a subshell with LC_ALL=C and no stdin.
   * `boundary` is an unguessable word that may separate parts which can hold any byte.
   */
  script(args: readonly Args[], boundary: string): string;
  /** The answers in the order of `args`. `Refused`: the user that asked may not look. */
  parse(output: Buffer, args: readonly Args[], boundary: string): readonly (Answer | Refused)[];
  /** What an answer depends on besides `reads`: the accounts that it names, what a link leads to. */
  mentions?(answer: Answer, args: Args): readonly ResourceKey[];
  /**
   * The answer after earlier changes have written resources that it reads or mentions, where that follows from what they
   * wrote; undefined where it does not. `peek` gives the planned answer of another query, if it is known. `writes` has the
   * keys of each of those changes. Without `derive` such an answer is Unknown.
   */
  derive?(args: Args, before: Answer, peek: Peek, writes: WrittenKeys): Answer | Unknown | undefined;
}

/** What changes wrote, a list for each of them. */
export type WrittenKeys = readonly (readonly ResourceKey[])[];

export type Peek = <A>(query: Query<A>) => A | Unknown | undefined;

/** A question for a host, ready to be merged with others. `as`: the user that asks; absent is the session's own. */
export interface Query<Answer = unknown> {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a query is only ever opened by its own kind
  readonly kind: QueryKind<any, Answer>;
  readonly args: unknown;
  readonly as?: string | undefined;
}

export type AnswerOf<Q> = Q extends Query<infer A> ? A : never;

/** "Not allowed to look": another thing than "absent". */
export class Refused {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** Makes the function that builds queries of a kind. */
export function defineQuery<Args, Answer>(kind: QueryKind<Args, Answer>): (args: Args, as?: string) => Query<Answer> {
  return (args, as) => ({ kind, args, as });
}

/** Two queries of one id are one question. */
export const queryId = (query: Query): string =>
  [query.kind.name, query.as ?? '', query.kind.key(query.args)].join('\0');

/** What the query's answer depends on. */
export const queryReads = (query: Query): readonly ResourceKey[] | 'anything' => query.kind.reads(query.args);
