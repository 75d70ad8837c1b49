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
  /** The number of the first include with a loop around it: from there on tasks may come again. */
  readonly loopFrom?: number | undefined;
}

/** Names have numbers in the order of the playbook. */
export const numberOf = (name: string): number => Number(/\d+/.exec(name)?.[0]);

type Around = Omit<Placed<unknown>, 'item'>;

export const tasksOf = (play: TorturePlay): Placed<TortureTask>[] => placedIn(play).filter(isTask);

export const metasOf = (play: TorturePlay): Placed<TortureMeta>[] => placedIn(play).filter(isMeta);

const placedIn = ({ tasks }: TorturePlay): Placed<TortureItem>[] =>
  below(tasks, { isConditional: false, isRescued: false, hasAlways: false, isInSection: false });

const isTask = (placed: Placed<TortureItem>): placed is Placed<TortureTask> => placed.item.kind === 'task';
const isMeta = (placed: Placed<TortureItem>): placed is Placed<TortureMeta> => placed.item.kind === 'meta';

function below(items: readonly TortureItem[], around: Around): Placed<TortureItem>[] {
  return items.flatMap((item) => {
    const inside = { ...around, isConditional: around.isConditional || item.when !== undefined };
    if (item.kind === 'include') {
      const from = item.loop === undefined ? undefined : numberOf(item.file);
      return below(item.items, { ...inside, loopFrom: around.loopFrom ?? from });
    }
    return item.kind === 'block' ? belowBlock(item, inside) : [{ item, ...inside }];
  });
}

function belowBlock({ block, rescue, always }: TortureBlock, around: Around): Placed<TortureItem>[] {
  const inBlock = { ...around, hasAlways: around.hasAlways || always.length > 0 };
  return [
    ...below(block, { ...inBlock, isRescued: around.isRescued || rescue.length > 0 }),
    ...below(rescue, { ...inBlock, isInSection: true }),
    ...below(always, { ...around, isInSection: true }),
  ];
}
