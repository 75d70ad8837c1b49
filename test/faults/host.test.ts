import { describeFaults } from './support/describe-faults.ts';
import { HOST_FAULTS } from './support/host-faults.ts';

describeFaults('a run whose host fails', HOST_FAULTS);
