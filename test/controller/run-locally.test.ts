import { expect, test } from '@jest/globals';
import { allowLocalCommands, runLocally } from '../../src/controller/run-locally.ts';

test.each([
  ["trap '' TERM INT HUP; while :; do sleep 0.1; done", 'the command did not end within 0.5 s'],
  ['sleep 30 & sleep 30', 'the command did not end within 0.5 s'],
  ['yes', 'the command printed more than 10 MB'],
])('a command has to end: %s', (command, why) => {
  allowLocalCommands();
  const start = performance.now();
  expect(() => runLocally(command, 500)).toThrow(why);
  expect(performance.now() - start).toBeLessThan(5000);
});
