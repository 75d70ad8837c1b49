import { MAY_CHANGES } from '../lab/support/prepare-smaller-site.ts';
import { describeSiteOnMachines } from './support/describe-site.ts';

describeSiteOnMachines('single: everything on one machine', {
  groups: { web: ['web1'], app: ['web1'], db_primary: ['web1'], mon: ['web1'] },
  front: 'web1',
  mayChanges: MAY_CHANGES.single,
});
