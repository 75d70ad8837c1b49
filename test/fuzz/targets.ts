import { randomBytes } from 'node:crypto';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { InvalidInput } from '../../src/diagnostic/diagnostic.ts';
import { escapeControls } from '../../src/diagnostic/visible-text.ts';
import { compileExpression } from '../../src/expression/compile-expression.ts';
import { compileTemplateFile } from '../../src/expression/compile-template.ts';
import { ExpressionError } from '../../src/expression/compiled.ts';
import { compileJinja } from '../../src/expression/jinja/compile-unit.ts';
import { NO_HOST } from '../../src/expression/no-host.ts';
import { InventoryDraft } from '../../src/inventory/inventory-draft.ts';
import { parsePinnedHostKeys } from '../../src/inventory/pinned-host-keys.ts';
import { readIniSource } from '../../src/inventory/sources/read-ini-source.ts';
import { readYamlSource } from '../../src/inventory/sources/read-yaml-source.ts';
import { parseEnvelope } from '../../src/plan-file/envelope.ts';
import { facts } from '../../src/query/facts/facts.ts';
import { renderObservation } from '../../src/query/observation.ts';
import { OutputKeeper } from '../../src/transport/shell/output-keeper.ts';
import { ReplyReader, ReplyTooLarge } from '../../src/transport/shell/reply-reader.ts';
import { ForgedFrame } from '../../src/transport/shell/trailer-reader.ts';
import { KnownHosts, parseKnownHosts } from '../../src/transport/ssh/known-hosts.ts';
import { parseKey } from '../../src/transport/ssh/identity-file.ts';
import { parseSshArguments } from '../../src/transport/ssh/ssh-arguments.ts';
import { parseVaultEnvelope } from '../../src/vault/envelope.ts';
import { VaultError } from '../../src/vault/vault-error.ts';
import { loadYaml } from '../../src/yaml/load-yaml.ts';
import { textOf } from '../expression/fixtures.ts';

/** Something that reads what others have written. */
export interface Target {
  readonly name: string;
  /** Reads it; throws only what it promises to. */
  readonly read: (input: Buffer) => void;
  /** What is whole: broken inputs are made of it. */
  readonly whole: readonly string[];
  /** Words of its language. */
  readonly words: readonly string[];
}

/** Passes over errors of these classes: they are the answer to a broken input. */
function refusing(read: (input: Buffer) => unknown, ...errors: readonly (abstract new (...args: never[]) => Error)[]) {
  return (input: Buffer): void => {
    try {
      read(input);
    } catch (error) {
      if (!errors.some((known) => error instanceof known)) throw error;
    }
  };
}

const NONCE = '0123456789abcdef0123456789abcdef';
const BOUNDARY = 'b0b1b2b3';
const sourceOf = (input: Buffer) => ({ path: 'a.yml', text: input.toString('utf8') });
const contextOf = () => {
  const diagnostics = new DiagnosticList();
  return { draft: new InventoryDraft(diagnostics), diagnostics, compile: () => undefined, vault: {} };
};

const YAML = [
  '- hosts: all\n  become: true\n  tasks:\n    - { name: x, copy: { dest: /a, content: "b" } }\n',
  'a: &x {b: 1, <<: {c: 2}}\nd: *x\ne: |\n  text\nf: >-\n  folded\ng: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n',
];
const YAML_WORDS = [
  ': ',
  '- ',
  '\n',
  '  ',
  '&a ',
  '*a',
  '<<: ',
  '!vault ',
  '|',
  '>-',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '? ',
  '---\n',
  '\t',
  '#',
  '%',
];

/** The frames of the protocol, two at a time, as the streams bring them. */
function readReply(input: Buffer): void {
  const keeper = new OutputKeeper({ boundary: 'b0', sectionBytes: 1000, totalBytes: 5000, observationBytes: 1000 });
  const reader = new ReplyReader(NONCE, { replyBytes: 10_000, onStdout: (chunk) => keeper.feed(chunk) });
  const middle = input.length >> 1;
  for (const part of [input.subarray(0, middle), input.subarray(middle)]) {
    reader.feedStdout(part);
    reader.feedStderr(part);
  }
}

const OBSERVED = [facts(undefined)];

export const TARGETS: readonly Target[] = [
  {
    name: 'replies of a host',
    read: refusing(readReply, ReplyTooLarge, ForgedFrame),
    whole: [`noise\n${NONCE}<\nbody\n${NONCE}> 0 4\nrest`, `${NONCE}<\n${NONCE}> 1\n`],
    words: [NONCE, `${NONCE}<\n`, `${NONCE}> `, '\n', ' 0', ' 999999999', '-1', '>'],
  },
  {
    name: 'facts of a host',
    // whatever is thrown here is that host's trouble alone: see connect-host.ts
    read: (input) => {
      try {
        renderObservation(OBSERVED, BOUNDARY).parse(input);
      } catch (error) {
        if (!(error instanceof Error) || /Maximum call stack|Invalid array length/.test(error.message)) throw error;
      }
    },
    whole: [`${BOUNDARY}.0\nID=debian\nVERSION_ID="12"\n${BOUNDARY}.end\n`],
    words: [BOUNDARY, `${BOUNDARY}.0\n`, `${BOUNDARY}.end\n`, '\0', '\n', '=', '"', '[{"ifname":"x"}]', '__proto__'],
  },
  {
    name: 'YAML',
    read: refusing((input) => loadYaml(sourceOf(input), {}, new DiagnosticList()), InvalidInput),
    whole: YAML,
    words: YAML_WORDS,
  },
  {
    name: 'inventories in YAML',
    read: refusing((input) => readYamlSource(sourceOf(input), contextOf()), InvalidInput),
    whole: ['all:\n  children:\n    web:\n      hosts:\n        web[01:20]: { a: 1 }\n      vars: { b: 2 }\n'],
    words: [...YAML_WORDS, 'hosts:', 'children:', 'vars:', '[1:9]', '[a:z]', '[01:99999999]'],
  },
  {
    name: 'inventories in INI',
    read: refusing((input) => readIniSource(sourceOf(input), contextOf()), InvalidInput),
    whole: ['web1 ansible_host=10.0.0.1 x="a b"\n[web]\nweb[1:3]:2222\n[web:vars]\na={"b": [1, None]}\n[all:children]\nweb\n'],
    words: ['[', ']', ':vars]', ':children]', '=', '"', "'", '[1:9]', '[a:c:2]', '\n', '#', ';', '{', '}', '(', ','],
  },
  {
    name: 'expressions in JavaScript',
    read: refusing((input) => compileExpression(textOf(input.toString('utf8')), new DiagnosticList()), ExpressionError, InvalidInput),
    whole: ['a.b.map((x) => x.c ?? `t${d}`).filter(Boolean).length > 0 ? [1, ...e] : { f: 1, ...g }'],
    words: ['(', ')', '=>', '`', '${', '}', '?.', '??', '...', '[', ']', 'constructor', '/', '//', '"', '\\u{1'],
  },
  {
    name: 'templates of EJS',
    read: refusing((input) => compileTemplateFile({ path: 'a.ejs', text: input.toString('utf8') }, new DiagnosticList(), NO_HOST), ExpressionError, InvalidInput),
    whole: ['a\n<% for (const x of list) { -%>\n<%= x %>\n<% } -%>\n<%# c %><%% b %>\n'],
    words: ['<%', '%>', '-%>', '<%=', '<%#', '<%%', '{', '}', ' for (const a of b) ', ' if (a) ', ' else ', '\n'],
  },
  {
    name: 'templates of Jinja',
    read: refusing((input) => compileJinja(textOf(input.toString('utf8')), new DiagnosticList(), { kind: 'file', host: NO_HOST }), ExpressionError, InvalidInput),
    whole: ["{% for k, v in d.items() if v is defined %}{{ k | upper ~ v['x'] }}{% else %}n{% endfor %}{# c #}{% set a = [1, (2, 3)] %}"],
    words: ['{%', '%}', '{{', '}}', '{#', '#}', '-%}', ' if ', ' else ', ' endif ', ' for ', ' in ', ' macro ', '|', '(', ')', '~', "'", '\\x', '**'],
  },
  {
    name: 'vaults',
    read: refusing((input) => parseVaultEnvelope(input.toString('utf8')), VaultError),
    whole: ['$ANSIBLE_VAULT;1.2;AES256;dev\n6162630a6162630a616263\n', '$ANSIBLE_VAULT;1.1;AES256\n36313662\n'],
    words: ['$ANSIBLE_VAULT', ';', '1.1', '1.2', 'AES256', '\n', '\r\n', '61', 'zz', '0a'],
  },
  {
    name: "plans' files",
    read: refusing((input) => parseEnvelope(input, 'plan'), InvalidInput),
    whole: [`provision-plan 1 vault default ${randomBytes(16).toString('base64url')} ${randomBytes(32).toString('base64url')}\nbody`],
    words: ['provision-plan', ' ', '1', 'vault', 'user', '\n', '%', '%zz'],
  },
  {
    name: 'known_hosts',
    read: (input) => void new KnownHosts(parseKnownHosts(input.toString('utf8'), 'f')).of('web1'),
    whole: ['web1,10.0.0.1 ssh-ed25519 AAAA c\n@revoked * ssh-rsa BBBB\n|1|c2FsdA==|aGFzaA== ssh-rsa AAAA\n@cert-authority *.x,!y ssh-rsa AA\n'],
    words: ['@revoked ', '@cert-authority ', '|1|', '*', '?', '!', ',', ' ', '\n', 'AAAA', 'web1', '('],
  },
  {
    name: 'keys',
    read: (input) => {
      parseKey(input.toString('latin1'));
      parsePinnedHostKeys(input.toString('latin1'));
    },
    whole: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAKzqtf3EIiKmrw92w2lPhNJ6kuI6TOe68kWVbrU9xGD c\n', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n-----END OPENSSH PRIVATE KEY-----\n'],
    words: ['-----BEGIN ', '-----END ', 'AAAA', '/////', 'ssh-rsa ', ' ', '\n', '=='],
  },
  {
    name: 'arguments of ssh',
    read: (input) => void parseSshArguments(input.toString('utf8')),
    whole: [`-o ProxyJump=a,b -o "UserKnownHostsFile=/x y" -i '~/k' -p22 -F /c -l ann`],
    words: ['-o ', '-i', '"', "'", '\\', '=', ' ', '-J', '-p', '\n'],
  },
  {
    name: 'texts for a terminal',
    read: (input) => {
      const shown = escapeControls(input.toString('utf8'));
      if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(shown)) throw new Error(`it is shown raw: ${JSON.stringify(shown)}`);
    },
    whole: ['\u001b[31mred\u001b[0m\r\u0007\u009b2J'],
    words: ['\u001b', '\u009b', '\r', '\b', ']0;', '\u202e', '\u0000', '\u001b\\'],
  },
]; // prettier-ignore
