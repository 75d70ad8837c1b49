// node --import report-usage.js PROGRAM : writes the process's resource usage at its end to the file $BENCH_USAGE
import { readFileSync, writeFileSync } from 'node:fs';

const TICK_MS = 10;
const file = process.env['BENCH_USAGE'];
if (file !== undefined)
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    // proc(5): user and system time, in ticks, are the 12th and 13th field after the name
    const [, fields = ''] = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8').split(') ');
    const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
    writeFileSync(
      file,
      JSON.stringify({
        cpuMs: (userCPUTime + systemCPUTime) / 1000,
        mainMs: (user + system) * TICK_MS,
        memoryMb: maxRSS / 1024,
      }),
    );
  });
