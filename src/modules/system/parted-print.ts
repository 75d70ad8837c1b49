/** One line of `parted --machine print`. */
export interface Partition {
  readonly num: number;
  readonly begin: string;
  readonly end: string;
  readonly size: string;
  readonly fstype: string;
  readonly name: string;
  readonly flags: readonly string[];
}

export interface PartitionTable {
  /** The type of the partition table; undefined if there is none. */
  readonly label: string | undefined;
  readonly size: string;
  readonly partitions: readonly Partition[];
}

/** Parses the output of `parted --machine print` for a device. */
export function parsePartitions(text: string): PartitionTable {
  const rows = text
    .split('\n')
    .filter((line) => line.endsWith(';'))
    .map((line) => line.slice(0, -1).split(':'));
  const [, size = '', , , , label = 'unknown'] = rows.find(([path]) => path?.startsWith('/') === true) ?? [];
  const partitions = rows.filter(([num = '']) => /^\d+$/.test(num)).map(partitionOf);
  return { label: label === 'unknown' ? undefined : label, size, partitions };
}

function partitionOf([num, begin = '', end = '', size = '', fstype = '', name = '', flags = '']: string[]): Partition {
  return {
    num: Number(num),
    begin,
    end,
    size,
    fstype,
    name,
    flags: flags
      .split(',')
      .map((flag) => flag.trim())
      .filter(Boolean),
  };
}
