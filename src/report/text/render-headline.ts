import type { Palette } from '../style/palette.ts';
import type { Style } from '../style/style.ts';

export interface Headline {
  readonly label: string;
  readonly paint: keyof Palette;
  readonly host: string;
  readonly text: string;
}

export interface HeadlineColumns {
  readonly style: Style;
  /** Width of the longest host name. */
  readonly hostWidth: number;
}

const LABEL_WIDTH = 'would change'.length;

/** `status  host  text`, in columns. */
export function renderHeadline({ label, paint, host, text }: Headline, { style, hostWidth }: HeadlineColumns): string {
  return `${style.palette[paint](label.padEnd(LABEL_WIDTH))}  ${host.padEnd(hostWidth)}  ${text}`;
}
