/** A number of things, for people: `1 line`, `2 lines`. */
export const countOf = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
