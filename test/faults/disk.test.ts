import { describeFaults } from './support/describe-faults.ts';
import { DISK_FAULTS } from './support/disk-faults.ts';

describeFaults('a run that finds a disk full or read-only', DISK_FAULTS);
