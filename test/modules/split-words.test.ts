import { describe, expect, test } from '@jest/globals';
import { splitWords } from '../../src/modules/command/split-words.ts';

describe('splitWords', () => {
  test.each([
    ['plain words', 'a  b\tc\n', ['a', 'b', 'c']],
    ['quotes of both kinds, also within a word', `a'b c'"d e" f`, ['ab cd e', 'f']],
    ['what a shell would expand, as it is', '$HOME *.c ~ a;b', ['$HOME', '*.c', '~', 'a;b']],
    ['backslashes', String.raw`a\ b "c\"d\n" '\'`, ['a b', 'c"d\\n', '\\']],
    ['empty words', `'' ""`, ['', '']],
  ])('reads %s', (_, command, words) => {
    expect(splitWords(command)).toEqual(words);
  });

  test.each([`'a`, `a "b`, 'a\\'])('refuses %s', (command) => {
    expect(() => splitWords(command)).toThrow('a quote is not closed');
  });
});
