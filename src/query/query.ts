import type { Unknown } from '../values/unknown.ts';
import type { ResourceKey } from './resource-key.ts';

/**
 * A kind of query of a host. The engine merges all queries of one kind and one user into one
 * shell fragment. An answer contains only data that changes with the resource only: no PID, no lag, no time.
 */
export interface QueryKind<Args, Answer> {
  readonly name: string;
  /** Answers that depend on other hosts (the network, a cluster) are observed when needed, never prefetched. */
  readonly volatile?: boolean;
  /** Equal keys mean equal answers. */
  key(args: Args): string;
  /** The resources that an answer depends on; `anything`: any change on the host may affect it. */
  reads(args: Args): readonly ResourceKey[] | 'anything';
  /**
   * A read-only POSIX sh fragment that answers all of `args` on stdout. It runs in a subshell with LC_ALL=C and no stdin.
   * `boundary` is an unpredictable word that may separate parts with arbitrary bytes.
   */
  script(args: readonly Args[], boundary: string): string;
  /** The answers in the order of `args`. `Refused`: the querying user lacks the permission. */
  parse(output: Buffer, args: readonly Args[], boundary: string): readonly (Answer | Refused)[];
  /** For a query of one path. */
  place?(args: Args): QueriedPath<Args, Answer>;
  /** What an answer depends on besides `reads`: the accounts that it names, what a link leads to. */
  mentions?(answer: Answer, args: Args): readonly ResourceKey[];
  /**
   * The answer after earlier changes have written resources that it reads or mentions, if it follows from these
   * changes; otherwise undefined. `peek` returns the planned answer of another query, if known. `writes` contains the
   * keys of each of these changes. Without `derive`, such an answer is Unknown.
   */
  derive?(args: Args, before: Answer, peek: Peek, writes: WrittenKeys): Answer | Unknown | undefined;
}

/** The path that a query is about: other paths may lead to the same file. */
interface QueriedPath<Args, Answer> {
  readonly path: string;
  /** Whether the query follows a link at the end of the path. */
  readonly follows: boolean;
  /** The same query of another path. */
  at(path: string): Args;
  /** The answer where there is nothing. */
  readonly absent: Answer;
}

/** The keys that changes wrote, one list for each change. */
export type WrittenKeys = readonly (readonly ResourceKey[])[];

export type Peek = <A>(query: Query<A>) => A | Unknown | undefined;

/** A query of a host, which can be merged with others. `as`: the querying user; absent means the session's own. */
export interface Query<Answer = unknown> {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- only the query's own kind handles its arguments
  readonly kind: QueryKind<any, Answer>;
  readonly args: unknown;
  readonly as?: string | undefined;
}

export type AnswerOf<Q> = Q extends Query<infer A> ? A : never;

/** No answer, as opposed to "absent": permission denied, by default. */
export class Refused {
  readonly reason: string;
  readonly hint: string;

  constructor(reason: string, hint = 'The task may need become, or another become_user.') {
    this.reason = reason;
    this.hint = hint;
  }
}

/** Creates the function that builds queries of a kind. */
export function defineQuery<Args, Answer>(kind: QueryKind<Args, Answer>): (args: Args, as?: string) => Query<Answer> {
  return (args, as) => ({ kind, args, as });
}

/** Queries with equal IDs are the same query. */
export const queryId = (query: Query): string => `${query.kind.name}\0${query.as ?? ''}\0${query.kind.key(query.args)}`;

/** The resources that the query's answer depends on. */
export const queryReads = (query: Query): readonly ResourceKey[] | 'anything' => query.kind.reads(query.args);
