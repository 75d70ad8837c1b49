// node --import report-usage.js PROGRAM : writes to the file that $BENCH_USAGE names what the process has used by its end
import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

const file = process.env['BENCH_USAGE'];
if (file !== undefined)
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const { active } = performance.eventLoopUtilization();
    writeFileSync(
      file,
      JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, memoryMb: maxRSS / 1024, activeMs: active }),
    );
  });
