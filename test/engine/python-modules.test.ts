import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { FakeSite } from './support/fake-site.ts';

let site: FakeSite;
const { PATH, PYTHONPATH } = process.env;
beforeEach(() => {
  site = new FakeSite();
  // stands for an Ansible that is installed here
  process.env['PATH'] = `${join(site.directory, 'bin')}:${PATH ?? ''}`;
  process.env['PYTHONPATH'] = join(site.directory, 'python');
  site.write('python/ansible/__init__.py', 'raise Exception("is not run")\n');
  site.write('python/ansible/module_utils/__init__.py', '');
  site.write('python/ansible/module_utils/basic.py', BASIC);
  site.write('python/ansible/module_utils/tools/__init__.py', 'from .words import shout\n');
  site.write('python/ansible/module_utils/tools/words.py', 'def shout(text): return text.upper()\n');
});
afterEach(() => {
  Object.assign(process.env, { PATH, PYTHONPATH: PYTHONPATH ?? '' });
  site.remove();
});

const BASIC = `import json, sys
from ansible.module_utils.tools import shout
def run(make):
    with open(sys.argv[1]) as args:
        print(json.dumps(make(json.load(args)["ANSIBLE_MODULE_ARGS"])))
`;

test('a Python module gets its imports from the installed Ansible and from the project', async () => {
  site.write('module_utils/own.py', 'END = "!"\n');
  site.write(
    'library/loud.py',
    `#!/usr/bin/python
from ansible.module_utils.basic import run, shout
from ansible.module_utils.own import END
run(lambda p: {"changed": True, "said": shout(p["text"]) + END})
`,
  );
  site.write('library/lacking.py', 'from ansible.module_utils.nosuch import x\n');
  const run = await site.apply(`- hosts: all
  gather_facts: false
  tasks:
    - { name: loud, loud: { text: hello }, register: r }
    - { name: told, debug: { msg: "{{ r.said }}" } }
    - { name: lacking, lacking: {}, ignore_errors: true }
`);
  expect(run.ends).toEqual(['loud: changed', 'told: ok', 'lacking: ignored']);
  expect(run.named('told')[0]?.message).toBe('HELLO!');
  expect(run.named('lacking')[0]?.failure?.message).toMatch(
    /library\/lacking\.py needs Ansible's Python library, and this machine has no ansible\.module_utils\.nosuch$/,
  );
});
