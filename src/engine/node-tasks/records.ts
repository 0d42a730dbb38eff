/** What jobs know of nodes: one record per job and node, made when a task of the job is first assigned there. */
import type { Job, NodeRecord } from '../jobs.ts';
import { newRecord } from '../jobs.ts';
import type { World } from '../world.ts';

export function recordOf(world: World, job: Job, node: number): NodeRecord {
  let record = job.records.get(node);
  if (record === undefined) {
    record = newRecord(world.jobRecords.length, job.index, node);
    world.jobRecords.push(record);
    job.records.set(node, record);
    let onNode = world.recordsByNode.get(node);
    if (onNode === undefined) {
      onNode = new Map();
      world.recordsByNode.set(node, onNode);
    }
    onNode.set(job.index, record);
  }
  return record;
}

/** All jobs' records of a node, in the order the jobs first used it. */
export function recordsOn(world: World, node: number): readonly NodeRecord[] {
  const onNode = world.recordsByNode.get(node);
  return onNode === undefined ? [] : [...onNode.values()];
}

export function dropRecord(world: World, record: NodeRecord): void {
  world.jobs[record.job].records.delete(record.node);
  world.recordsByNode.get(record.node)?.delete(record.job);
}

/** The number of preparation and release tasks on a node has changed: it may be `running` because of them (O-29). */
export function countJobTask(world: World, node: number, change: 1 | -1): void {
  world.nodes.jobTasks.data[node] += change;
  world.markUnsettled(node);
}
