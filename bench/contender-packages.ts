// node contender-packages.js [OPTION...] : prints the Debian packages of the contenders that these options of the benchmark leave in
import { readOptions } from './options.ts';

const PACKAGES = { ansible: ['ansible-core'], mitogen: ['ansible-core', 'ansible-mitogen', 'python3-mitogen'] };

const { without } = readOptions(process.argv.slice(2));
const contenders = Object.entries(PACKAGES).filter(([name]) => !without.has(name));
process.stdout.write(`${[...new Set(contenders.flatMap(([, packages]) => packages))].join(' ')}\n`);
