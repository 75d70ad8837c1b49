import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlEffect, SurveyReply } from '../../module-api/module.ts';
import type { Query } from '../../query/query.ts';
import { toUnusable } from '../host/connect-host.ts';
import type { HostState } from '../host/host-state.ts';
import { HostUnusable } from '../errors.ts';
import type { TaskResult } from '../result/task-result.ts';
import { failedResult, okResult } from '../result/task-result.ts';

type Survey = Extract<ControlEffect, { kind: 'survey' }>;

/** Runs the same queries on several hosts in parallel. Queries of roles before the first play run once, since nothing has changed yet. */
export class Surveys {
  readonly #reach: (host: string) => Promise<HostState>;
  /** Replies by host and queries; undefined while plays change hosts. */
  #shared: Map<string, Promise<SurveyReply>> | undefined;

  /** `reach` rejects with `HostUnusable` if a host can't be queried. */
  constructor(reach: (host: string) => Promise<HostState>) {
    this.#reach = reach;
  }

  /** Called when a play begins; `isShared` if the play changes nothing. */
  begin(isShared: boolean): void {
    this.#shared = isShared ? (this.#shared ?? new Map<string, Promise<SurveyReply>>()) : undefined;
  }

  async ask(survey: Survey): Promise<TaskResult> {
    const { hosts, last = [], queries, patienceMs, lastPatienceMs = patienceMs, conclude } = survey;
    const askAll = (names: readonly string[], patience: number | undefined) =>
      Promise.all(names.map(async (name) => [name, await within(patience, this.#replyOf(name, queries))] as const));
    const others = await askAll(hosts, patienceMs);
    const { result, message, failed } = conclude(new Map([...others, ...(await askAll(last, lastPatienceMs))]));
    return failed ? failedResult(failed) : okResult(result, message);
  }

  #replyOf(name: string, queries: Survey['queries']): Promise<SurveyReply> {
    const key = JSON.stringify([name, Object.values(queries).flat().map(keyOf)]);
    const reply = this.#shared?.get(key) ?? this.#observe(name, queries);
    this.#shared?.set(key, reply);
    return reply;
  }

  async #observe(name: string, queries: Survey['queries']): Promise<SurveyReply> {
    try {
      // the state that plans of this host are based on does not change
      const host = (await this.#reach(name)).forDelegate();
      await host.observe(Object.values(queries).flat(), { fresh: true });
      const answer = (query: Query): unknown => host.answers.get(query);
      const answers = Object.entries(queries).map(([key, asked]) => [key, answersTo(asked, answer)]);
      return { answers: Object.fromEntries(answers) as Record<string, unknown> };
    } catch (error) {
      const unusable = toUnusable(error);
      if (!(unusable instanceof HostUnusable)) throw unusable;
      return { problem: unusable.problem === 'locked' ? 'locked' : 'unreachable', message: unusable.message };
    }
  }
}

async function within(patienceMs: number | undefined, reply: Promise<SurveyReply>): Promise<SurveyReply> {
  if (patienceMs === undefined) return reply;
  const waiting = new AbortController();
  const message = `no answer within ${patienceMs / 1000} s`;
  const late = sleep(patienceMs, { problem: 'unreachable', message } as const, { signal: waiting.signal });
  // the reply may fail after the caller has stopped waiting
  reply.catch(() => undefined);
  try {
    return await Promise.race([reply, late]);
  } finally {
    waiting.abort();
    late.catch(() => undefined);
  }
}

const keyOf = ({ kind, args, as }: Query): unknown => [kind.name, kind.key(args), as];

const answersTo = (asked: Query | readonly Query[], answer: (query: Query) => unknown): unknown =>
  Array.isArray(asked) ? asked.map(answer) : answer(asked as Query);
