// node scripts/keep-code.mjs PROGRAM : runs commands that change nothing, and writes V8's code of the functions that they called next to the
// program, where main.js looks for it. Code of other functions is compiled when they are called, as usual.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { codeFile, compileBundle } from '../dist/cli/compile-bundle.js';
import { optimizeLater } from '../dist/cli/optimize-later.js';
import { startLoopbackHost } from './loopback-host.mjs';

// V8 rejects code that was created with other flags
optimizeLater();
const [program] = process.argv.slice(2).map((word) => resolve(word));
// the program's name depends on its content, and the code's name on the version of V8
if (!existsSync(codeFile(program))) await keepCode();

async function keepCode() {
  const bundle = compileBundle(program);
  const { runProgram } = bundle.load();
  const silent = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  const run = async (...words) => {
    let status = 0;
    await runProgram({ stdout: silent(), stderr: silent(), setExitCode: (code) => (status = code) }, words);
    if (status !== 0) console.warn(`the code for \`provision ${words.join(' ')}\` is not stored: it ended with exit code ${status}`);
  };
  const scratch = mkdtempSync(join(tmpdir(), 'provision-build-'));
  try {
    process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '..'));
    const password = join(scratch, 'vault-password');
    writeFileSync(password, 'example-only');
    await run('--help');
    await run('lint', '--inventory', 'prod', '--vault-password-file', password);
    await run('inventory', '--list', '--inventory', 'prod', '--vault-password-file', password);
    await run('graph', '--inventory', 'prod', '--vault-password-file', password);
    await runOnBothConnections(run, scratch);
    const partial = `${codeFile(program)}.${process.pid}`;
    writeFileSync(partial, bundle.code());
    renameSync(partial, codeFile(program));
  } finally {
    process.chdir('/');
    rmSync(scratch, { recursive: true });
  }
}

/** Most runs use SSH, whose code would otherwise be compiled while hosts wait. */
async function runOnBothConnections(run, scratch) {
  const host = await startLoopbackHost(scratch);
  try {
    writeProject(scratch, host);
    process.chdir(scratch);
    for (const inventory of ['local', 'ssh']) await run('apply', '--check', '--diff', '--inventory', inventory);
  } finally {
    host.close();
  }
}

/** A few tasks on this machine, which a dry run only reads. */
function writeProject(directory, { port, keyFile, knownHostsFile }) {
  const put = (path, text) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  put('inventories/local/hosts.yml', 'all: {hosts: {localhost: {ansible_connection: local}}}\n');
  const host = { ansible_host: '127.0.0.1', ansible_port: port, ansible_user: 'build', ansible_ssh_private_key_file: keyFile };
  const words = `-o UserKnownHostsFile=${knownHostsFile}`;
  put('inventories/ssh/hosts.yml', JSON.stringify({ all: { hosts: { loopback: { ...host, ansible_ssh_common_args: words } } } }));
  put('playbooks/site.yml', '- {hosts: all, roles: [example]}\n');
  put('roles/example/templates/a.ejs', '<% for (const n of [1, 2]) { %><%= n %>\n<% } %>');
  put(
    'roles/example/tasks/main.yml',
    `- file: {path: "${directory}/a", state: directory, mode: "0750"}
- template: {src: a.ejs, dest: "${directory}/a/b"}
  notify: say
- copy: {content: "<%= inventory_hostname %>\\n", dest: "${directory}/vault-password"}
- lineinfile: {path: "${directory}/vault-password", line: more}
- file: {src: "${directory}/a", dest: "${directory}/c", state: link}
- group: {name: root}
  when: ansible_facts.system == 'Linux'
- include_tasks: jinja.yml
`,
  );
  put('roles/example/templates/d.j2', '{% for n in numbers | sort %}{{ n }}\n{% endfor %}');
  put(
    'roles/example/tasks/jinja.yml',
    `- set_fact: {numbers: "{{ [2, 1] }}"}
- template: {src: d.j2, dest: "${directory}/{{ inventory_hostname }}"}
- user: {name: "{{ item }}"}
  loop: [root]
- apt: {name: [coreutils]}
  when: ansible_facts['os_family'] == 'Debian'
- systemd: {name: systemd-journald, state: started}
  when: ansible_facts['service_mgr'] == 'systemd'
`,
  );
  put('roles/example/handlers/main.yml', '- name: say\n  debug: {msg: said}\n');
}
