import { OMIT } from '../omit.ts';
import type { LibraryFunction } from './define.ts';

/** Parts of the language that look like functions or variables, for the reference, in addition to `LIBRARY`. */
export const FORMS: readonly Omit<LibraryFunction, 'call'>[] = [
  {
    name: 'defined',
    signature: 'defined(name)',
    doc: 'Whether a variable, or a key as in defined(name.key), is there; null counts as there.',
    example: { expression: 'defined(nowhere)', gives: false },
  },
  {
    name: 'include',
    signature: "include('path', { name: value }?)",
    doc: 'The text of another template, which sees the variables and the names that it is handed.',
    example: { expression: "include('greeting.ejs', { name: 'you' })", gives: 'Hello you' },
  },
  {
    name: 'omit',
    signature: 'omit',
    doc: 'As a whole value: the parameter is left out, as if it had not been written.',
    example: { expression: 'mode ?? omit', gives: OMIT },
  },
];
