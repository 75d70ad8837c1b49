import { MAY_CHANGES } from '../lab/support/prepare-smaller-site.ts';
import { describeSiteOnMachines } from './support/describe-site.ts';

describeSiteOnMachines('distributed: a balancer, and two machines with web server, application and database', {
  groups: {
    lb: ['lb1'],
    mon: ['lb1'],
    web: ['web1', 'web2'],
    app: ['web1', 'web2'],
    db_primary: ['web1'],
    db_replica: ['web2'],
  },
  front: 'lb1',
  mayChanges: MAY_CHANGES.distributed,
});
