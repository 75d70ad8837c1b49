/** The methods that can be called, by the kind of their receiver. They change nothing, and do not depend on time or location. */
export const METHODS = {
  string: new Set(
    (
      'at charAt charCodeAt codePointAt concat endsWith includes indexOf lastIndexOf localeCompare match normalize ' +
      'padEnd padStart repeat replace replaceAll search slice split startsWith substring toLowerCase toString ' +
      'toUpperCase trim trimEnd trimStart'
    ).split(' '),
  ),
  list: new Set(
    (
      'at concat every filter find findIndex findLast findLastIndex flat flatMap forEach includes indexOf join ' +
      'lastIndexOf map reduce reduceRight slice some toReversed toSorted toSpliced with'
    ).split(' '),
  ),
  number: new Set(['toFixed', 'toPrecision', 'toString']),
  boolean: new Set(['toString']),
  regex: new Set(['test', 'exec']),
} as const;

/** Alternatives to common methods that are not supported. `_` stands for the receiver. */
export const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['sort', '_.toSorted()'],
  ['reverse', '_.toReversed()'],
  ['splice', '_.toSpliced()'],
  ['push', '[..._, item]'],
  ['append', '[..._, item]'],
  ['unshift', '[item, ..._]'],
  ['pop', '_.slice(0, -1)'],
  ['shift', '_.slice(1)'],
  ['fill', '_.map(() => value)'],
  ['keys', 'Object.keys(_)'],
  ['values', 'Object.values(_)'],
  ['items', 'Object.entries(_)'],
  ['entries', 'Object.entries(_)'],
  ['get', "_?.key ?? 'default'"],
  ['update', 'combine(_, other)'],
  ['hasOwnProperty', "'key' in _"],
  ['upper', '_.toUpperCase()'],
  ['lower', '_.toLowerCase()'],
  ['strip', '_.trim()'],
  ['lstrip', '_.trimStart()'],
  ['rstrip', '_.trimEnd()'],
  ['startswith', '_.startsWith(text)'],
  ['endswith', '_.endsWith(text)'],
  ['find', '_.indexOf(text)'],
  ['format', '`text ${value}`'],
  ['splitlines', "_.split('\\n')"],
  ['matchAll', 'regex_findall(_, pattern)'],
]);
