/** A text that simply ends may end with a word that a secret begins with. */
export const LEAST_AT_END = 8;

const DOT = 0x2e;
const ELLIPSIS = 0x2026;

/** Where a text may have been cut off next: before three dots, or its end. */
export function nextCut(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (isCut(text, at)) return at;
  return text.length;
}

const isCut = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at);
  return unit === ELLIPSIS || (unit === DOT && text.charCodeAt(at + 1) === DOT && text.charCodeAt(at + 2) === DOT);
};

/** Where the next cut can be, at the earliest. */
export const afterCut = (text: string, cut: number): number => cut + (text.charCodeAt(cut) === DOT ? 3 : 1);
