import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { HOSTS } from './playbook.ts';
import type {
  TortureBlock,
  TortureHandler,
  TortureInclude,
  TortureItem,
  TorturePlay,
  TorturePlaybook,
} from './playbook.ts';

const HANDLERS = ['x1', 'x2'];

const someHosts = fc.subarray([...HOSTS], { minLength: 1, maxLength: 2 });
const seldom = <T>(value: Arbitrary<T>, weight = 5): Arbitrary<T | undefined> =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const conditions = { when: seldom(someHosts, 4), tag: seldom(fc.constantFrom('a', 'b'), 5) };
const task = fc.record({
  kind: fc.constant('task' as const),
  name: fc.constant(''),
  failsOn: fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 2, arbitrary: someHosts }),
  ignoresErrors: seldom(fc.constant(true)),
  runsOnce: seldom(fc.constant(true), 8),
  loop: seldom(fc.integer({ min: 1, max: 3 })),
  delegateTo: seldom(fc.constantFrom(...HOSTS), 8),
  notify: seldom(fc.constantFrom(...HANDLERS), 3),
  peeks: seldom(fc.constant(true), 5),
  ...conditions,
});
const fact = fc.record({ kind: fc.constant('fact' as const), name: fc.constant(''), ...conditions });
const meta = fc.record({
  kind: fc.constant('meta' as const),
  action: fc.oneof(
    { weight: 6, arbitrary: fc.constant('flush_handlers' as const) },
    { weight: 1, arbitrary: fc.constantFrom('end_host' as const, 'end_play' as const, 'clear_host_errors' as const) },
  ),
});
const metaWithWhen = fc
  .tuple(meta, seldom(someHosts, 1))
  .map(([one, when]) => (one.action === 'flush_handlers' ? one : { ...one, when }));

const { item } = fc.letrec<{ item: TortureItem; list: TortureItem[]; block: TortureBlock; include: TortureInclude }>(
  (tie) => ({
    item: fc.oneof(
      { maxDepth: 3 },
      { weight: 8, arbitrary: task },
      { weight: 2, arbitrary: fact },
      { weight: 1, arbitrary: metaWithWhen },
      { weight: 3, arbitrary: tie('block') },
      { weight: 2, arbitrary: tie('include') },
    ),
    list: fc.array(tie('item'), { minLength: 1, maxLength: 3 }),
    block: fc.record({
      kind: fc.constant('block' as const),
      block: tie('list'),
      rescue: fc.oneof(fc.constant([]), tie('list')),
      always: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: tie('list') }),
      ...conditions,
    }),
    include: fc.record({
      kind: fc.constant('include' as const),
      file: fc.constant(''),
      loop: seldom(fc.integer({ min: 1, max: 2 }), 3),
      items: tie('list'),
      ...conditions,
    }),
  }),
);

const handlers: Arbitrary<TortureHandler[]> = fc
  .tuple(
    ...HANDLERS.map(() => fc.oneof({ weight: 6, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: someHosts })),
  )
  .map((fails) => fails.map((failsOn, i) => ({ name: HANDLERS[i] ?? '', failsOn })));

const play: Arbitrary<TorturePlay> = fc.record({
  anyErrorsFatal: seldom(fc.constant(true), 5),
  maxFailPercentage: seldom(fc.constantFrom(0, 30, 50), 6),
  serial: seldom(fc.constantFrom(1, 2), 4),
  handlers,
  tasks: fc.array(item, { minLength: 1, maxLength: 6 }),
});

/** Playbooks whose tasks all have names of their own. */
export const torturePlaybook: Arbitrary<TorturePlaybook> = fc
  .record({
    plays: fc.array(play, { minLength: 1, maxLength: 2 }),
    tags: seldom(
      fc.record({ flag: fc.constantFrom('tags' as const, 'skip-tags' as const), tag: fc.constantFrom('a', 'b') }),
      5,
    ),
  })
  .map(({ plays, tags }) => ({ plays: new Namer().plays(plays), tags }));

class Namer {
  #next = 1;

  plays(plays: readonly TorturePlay[]): TorturePlay[] {
    return plays.map((one, i) => ({
      ...one,
      // handlers of one name in two plays would be told apart by nobody
      handlers: one.handlers.map((handler) => ({ ...handler, name: `${handler.name}p${i}` })),
      tasks: this.#items(one.tasks, i),
    }));
  }

  #items(items: readonly TortureItem[], of: number): TortureItem[] {
    return items.map((one): TortureItem => {
      switch (one.kind) {
        case 'task':
          return {
            ...one,
            name: `t${this.#next++}`,
            notify: one.notify === undefined ? undefined : `${one.notify}p${of}`,
          };
        case 'fact':
          return { ...one, name: `f${this.#next++}` };
        case 'include':
          return { ...one, file: `inc${this.#next++}`, items: this.#items(one.items, of) };
        case 'block':
          return {
            ...one,
            block: this.#items(one.block, of),
            rescue: this.#items(one.rescue, of),
            always: this.#items(one.always, of),
          };
        case 'meta':
          return one;
      }
    });
  }
}
