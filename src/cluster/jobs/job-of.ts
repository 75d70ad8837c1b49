import type { PlayNode } from '../../plan/play-graph.ts';
import type { ClusterJob, JobNode } from './cluster-job.ts';

export const jobOf = ({ id, host, part }: PlayNode, play: string): JobNode => ({
  id: id.toString(),
  host,
  play,
  role: part.name,
});

/** From this number of edges on, two plays are joined by a job that waits for all jobs of the first, not by an edge for each pair. */
const FEW_EDGES = 16;

/** The jobs of consecutive plays. */
export function joinJobs(plays: readonly (readonly ClusterJob[])[]): ClusterJob[] {
  const joined: ClusterJob[] = [];
  let before: readonly ClusterJob[] = [];
  for (const [index, jobs] of plays.entries()) {
    const first = jobs.filter(({ after }) => after.length === 0);
    let names = before.map(({ name }) => name);
    if (names.length * first.length > FEW_EDGES) {
      const barrier = {
        name: `before-play${index + 1}`,
        label: first[0]?.label ?? '',
        nodes: [],
        outside: [],
        after: names,
      };
      joined.push(barrier);
      names = [barrier.name];
    }
    joined.push(...jobs.map((job) => (job.after.length === 0 ? { ...job, after: names } : job)));
    before = jobs;
  }
  return joined;
}
