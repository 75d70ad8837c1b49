import type { TortureBlock, TortureItem, TortureMeta, TorturePlay, TortureTask } from './playbook.ts';

/** A task or a meta, and what it stands in. */
export interface Placed<T> {
  readonly item: T;
  /** It has a `when`, or stands below one. */
  readonly isConditional: boolean;
  /** It stands in the `block` of a block that has a rescue. */
  readonly isRescued: boolean;
  /** A block around it has an `always`, in which it does not stand itself. */
  readonly hasAlways: boolean;
  /** It stands in a rescue or an always. */
  readonly isInSection: boolean;
  /** It stands in a block or in an include. */
  readonly isNested: boolean;
  /** The number of the first name in the outermost block in whose rescue or always it stands. */
  readonly sectionFrom?: number | undefined;
  /** The number of the first include with a loop around it: from there on tasks may come again. */
  readonly loopFrom?: number | undefined;
}

/** Names have numbers in the order of the playbook. */
export const numberOf = (name: string): number => Number(/\d+/.exec(name)?.[0]);

type Around = Omit<Placed<unknown>, 'item'>;

export const tasksOf = (play: TorturePlay): Placed<TortureTask>[] => placedIn(play).filter(isTask);

export const metasOf = (play: TorturePlay): Placed<TortureMeta>[] => placedIn(play).filter(isMeta);

/** Tasks with `run_once` that have a `flush_handlers` before them. */
export function onceBehindFlush(play: TorturePlay): Placed<TortureTask>[] {
  const placed = placedIn(play);
  const flushed = placed.findIndex(({ item }) => item.kind === 'meta' && item.action === 'flush_handlers');
  return flushed < 0
    ? []
    : placed
        .slice(flushed)
        .filter(isTask)
        .filter(({ item }) => item.runsOnce);
}

const placedIn = ({ tasks }: TorturePlay): Placed<TortureItem>[] =>
  below(tasks, { isConditional: false, isRescued: false, hasAlways: false, isInSection: false, isNested: false });

const isTask = (placed: Placed<TortureItem>): placed is Placed<TortureTask> => placed.item.kind === 'task';
const isMeta = (placed: Placed<TortureItem>): placed is Placed<TortureMeta> => placed.item.kind === 'meta';

function below(items: readonly TortureItem[], around: Around): Placed<TortureItem>[] {
  return items.flatMap((item) => {
    const inside = { ...around, isConditional: around.isConditional || item.when !== undefined };
    if (item.kind === 'include') {
      const from = item.loop === undefined ? undefined : numberOf(item.file);
      return below(item.items, { ...inside, isNested: true, loopFrom: around.loopFrom ?? from });
    }
    return item.kind === 'block' ? belowBlock(item, inside) : [{ item, ...inside }];
  });
}

function belowBlock({ block, rescue, always }: TortureBlock, outside: Around): Placed<TortureItem>[] {
  const around = { ...outside, isNested: true };
  const inBlock = { ...around, hasAlways: around.hasAlways || always.length > 0 };
  const sectionFrom = around.sectionFrom ?? firstNumberIn([...block, ...rescue, ...always]);
  return [
    ...below(block, { ...inBlock, isRescued: around.isRescued || rescue.length > 0 }),
    ...below(rescue, { ...inBlock, isInSection: true, sectionFrom }),
    ...below(always, { ...around, isInSection: true, sectionFrom }),
  ];
}

function firstNumberIn(items: readonly TortureItem[]): number | undefined {
  for (const item of items) {
    const found = firstNumberOf(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function firstNumberOf(item: TortureItem): number | undefined {
  if (item.kind === 'meta') return undefined;
  if (item.kind === 'block') return firstNumberIn([...item.block, ...item.rescue, ...item.always]);
  return numberOf(item.kind === 'include' ? item.file : item.name);
}
