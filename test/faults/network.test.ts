import { describeFaults } from './support/describe-faults.ts';
import { NETWORK_FAULTS } from './support/network-faults.ts';

describeFaults('a run whose network fails', NETWORK_FAULTS);
