import type { RunState } from '../../cluster/store/run-rows.ts';
import type { CommandIo } from '../command-io.ts';
import { guard } from '../start/guard.ts';
import type { DatabaseFlags } from './cluster-options.ts';
import { withCluster } from './open-cluster.ts';

/** Prints the runs in the database, newest first. */
export const listRuns = ({ cluster: url }: DatabaseFlags, io: CommandIo): Promise<void> =>
  guard(io, () =>
    withCluster({ url, io }, async (cluster) => {
      for (const { id, state, request } of await cluster.list())
        io.stdout.write(
          `${id}  ${state.padEnd(8)}  ${request.mode} ${request.playbook} on ${request.inventory.join(', ')}, by ${request.by}\n`,
        );
    }),
  );

export const stopRun = (text: string, { cluster: url }: DatabaseFlags, io: CommandIo): Promise<void> =>
  guard(io, () =>
    withCluster({ url, io }, async (cluster) => {
      const { id } = await cluster.find(text);
      await cluster.stop(id);
      const { state } = await cluster.find(id);
      io.stdout.write(`${id} ${STOPPED[state]}\n`);
    }),
  );

const STOPPED: Readonly<Record<RunState, string>> = {
  running: 'is under way',
  stopping: 'stops after the running tasks',
  stopped: 'is stopped',
  ended: 'had ended already',
};

export const resumeRun = (text: string, { cluster: url }: DatabaseFlags, io: CommandIo): Promise<void> =>
  guard(io, () =>
    withCluster({ url, io }, async (cluster) => {
      const { id, state } = await cluster.find(text);
      const isResumed = await cluster.resume(id);
      io.stdout.write(
        isResumed
          ? `${id} goes on; provision attach ${id} shows it\n`
          : `${id} is ${state}: only a stopped run can be resumed\n`,
      );
    }),
  );
