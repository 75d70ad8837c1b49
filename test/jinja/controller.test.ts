import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lookAtFile } from '../../src/controller/look-at-file.ts';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import type { Compiled, ControllerAccess } from '../../src/expression/compiled.ts';
import { OUTSIDE, UnreadableFile } from '../../src/controller/file-error.ts';
import { compileJinja } from '../../src/expression/jinja/compile-unit.ts';
import { NO_HOST } from '../../src/expression/no-host.ts';
import { failure, scopeOf, textOf } from '../expression/fixtures.ts';

const HOST: ControllerAccess = { ...NO_HOST, lookAt: lookAtFile };
const compiled = (text: string, host = HOST): Compiled =>
  compileJinja(textOf(text), new DiagnosticList(), { kind: 'file', host });

describe('tests of files', () => {
  const root = mkdtempSync(join(tmpdir(), 'jinja-'));
  beforeAll(() => {
    mkdirSync(join(root, 'd'));
    writeFileSync(join(root, 'f'), '');
    symlinkSync('f', join(root, 'to-f'));
    symlinkSync('d', join(root, 'to-d'));
    symlinkSync('nothing', join(root, 'dangling'));
    symlinkSync('loop', join(root, 'loop'));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  test.each([
    ['f', 'exists file link_exists'],
    ['d', 'exists directory link_exists'],
    ['to-f', 'exists file link link_exists'],
    ['to-d', 'exists directory link link_exists'],
    ['dangling', 'link link_exists'],
    ['loop', 'link link_exists'],
    ['nothing', ''],
    ['f/below', ''],
  ])('%s is %s', (name, expected) => {
    const tests = ['exists', 'file', 'directory', 'link', 'link_exists'];
    const text = tests.map((one) => `{{ '${one} ' if path is ${one} }}`).join('');
    expect(String(compiled(text).evaluate(scopeOf({ path: join(root, name) }))).trim()).toBe(expected);
  });

  test('two paths of one file are the same', () => {
    const text = "{{ (root ~ '/f') is same_file(root ~ '/to-f') }} {{ (root ~ '/f') is same_file(root) }}";
    expect(compiled(text).evaluate(scopeOf({ root }))).toBe('True False');
    expect(failure(compiled("{{ '/nothing-here' is same_file('/') }}")).summary).toMatch(/two files that are there/);
  });

  test.each(['{{ none is exists }}', '{{ 1 is file }}'])('%s takes a path', (text) => {
    expect(failure(compiled(text)).summary).toMatch(/expected str/);
  });
});

test.each([
  "{{ lookup('file', 'x') }}",
  "{{ lookup('template', 'x') }}",
  "{{ lookup('first_found', 'x') }}",
  "{{ lookup('fileglob', 'x') }}",
  "{{ lookup('ini', 'a file=x') }}",
  "{{ lookup('lines', 'x') }}",
  "{{ lookup('pipe', 'x') }}",
  "{{ 'x' | fileglob }}",
  "{{ 'x' | realpath }}",
  "{{ 'x' is exists }}",
  "{% include 'x' %}",
])('what the controller refuses is an error of the expression: %s', (text) => {
  const refuse = (): never => {
    throw new UnreadableFile('x', OUTSIDE);
  };
  const host = {
    ...HOST,
    readFile: refuse,
    readTemplate: refuse,
    findFile: refuse,
    listFiles: refuse,
    runCommand: refuse,
    realPath: refuse,
    lookAt: refuse,
  };
  const { summary, range } = failure(compiled(text, host));
  expect(summary).toMatch(/outside of the project/);
  expect(range).toBeDefined();
});

/** By crypt(3) of libxcrypt. */
describe('password_hash', () => {
  test.each([
    ["'sha256', 'saltsalt'", '$5$rounds=535000$saltsalt$VSmVlMm.XSbjLKI0G48ksoE0xc0243La2Jr.EPuau75'],
    ["'sha256_crypt', 'saltsalt', rounds=5000", '$5$saltsalt$0IyaXrmV7.sGNS6tirgqHLqX/G.FBvgkYA.lpPdS5sA'],
    ["'sha256', 'abc', rounds=1000", '$5$rounds=1000$abc$Mz4DiYKTnNKbZLo/mIp3d8Y4aQBhv3uhSwxLDy55/Y8'],
    [
      "'sha512', 'saltsalt', rounds=5000",
      '$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0U0aDehy0S5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1',
    ],
    ["'blowfish', 'abcdefghijklmnopqrstuu', rounds=5", '$2a$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a'],
    [
      "'bcrypt', 'abcdefghijklmnopqrstuv', ident='2b', rounds=5",
      '$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a',
    ],
    ["'bcrypt', 'abcdefghijklmnopqrstuu'", '$2a$12$abcdefghijklmnopqrstuuT1Iwu6o8Wx7BoOyIMHfgVJq6JO/IJhW'],
  ])('%s', (args, expected) => {
    expect(compiled(`{{ 'secret' | password_hash(${args}) }}`).evaluate(scopeOf({}))).toBe(expected);
  });

  test.each([
    ["'md5', 'saltsalt'", /knows the types/],
    ["'blowfish', 'saltsalt'", /salt takes 22/],
    ["'sha256', 'saltsaltsaltsalt1'", /salt takes 1 to 16/],
    ["'sha256', 'saltsalt', rounds=10", /at least 1000/],
    ["'blowfish', 'a' * 22, rounds=31", /at most 15/],
    ["'blowfish', 'a' * 22, ident='2x'", /idents/],
    ["'sha256'", /without a salt/],
  ])('%s is refused', (args, message) => {
    expect(failure(compiled(`{{ 'secret' | password_hash(${args}) }}`)).summary).toMatch(message);
  });
});
