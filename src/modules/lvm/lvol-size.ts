/** The size of a volume group in extents. */
export interface GroupSize {
  readonly extentBytes: number;
  readonly count: number;
  readonly free: number;
}

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  s: 512,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
  p: 2 ** 50,
  e: 2 ** 60,
};

/** `512`, `10g`, `80%VG`, `100%FREE`, `+100%FREE`. */
export const SIZE = /^(?:\d+(?:\.\d+)?[bskmgtpe]?|\d+%(?:VG|PVS|FREE|ORIGIN)|\+100%FREE)$/i;

/** The arguments of lvcreate for a size. */
export function sizeWords(size: string, isVirtual: boolean): string[] {
  if (size.includes('%')) return ['--extents', size.replace('+', '')];
  return [isVirtual ? '--virtualsize' : '--size', /\d$/.test(size) ? `${size}m` : size];
}

/**
 * The desired extents of a volume that has `current` extents. Undefined if it cannot be computed: a percentage of the free space other
 * than 100% refers to the time of the creation.
 */
export function wantedExtents(size: string, current: number, group: GroupSize): number | undefined {
  const [, percent, of] = /^\+?(\d+)%(\w+)$/.exec(size) ?? [];
  if (percent === undefined) return Math.ceil(bytesOf(size) / group.extentBytes);
  switch (of?.toUpperCase()) {
    case 'VG':
    case 'PVS':
      return Math.floor((group.count * Number(percent)) / 100);
    case 'FREE':
      return percent === '100' ? current + group.free : undefined;
    default:
      return undefined;
  }
}

function bytesOf(size: string): number {
  const unit = /[a-z]$/i.exec(size)?.[0].toLowerCase() ?? 'm';
  return Number.parseFloat(size) * (UNITS[unit] ?? 1);
}
