import { describe, expect, test } from 'vitest';
import { SummaryFold } from '../../src/metrics/fold.ts';
import { jobsCsv, nodesCsv, tasksCsv } from '../../src/metrics/tables.ts';
import { throughText } from '../support/log-text.ts';
import { Stream } from '../support/stream.ts';

function run(): Stream {
  const stream = new Stream();
  const pool = stream.pool('p', { maxTasksPerNode: 2 });
  const node = stream.node(pool, 'tvm-1');
  const job = stream.job('j', { priority: -5 });
  stream.at(10_000).moveNode(node, 'idle');
  const succeeded = stream.task(job, 'ok');
  const failed = stream.task(job, '-5');
  stream.task(job, 'a,"b"');
  const deleted = stream.task(job, '=1+1');
  stream.moveTask(deleted, null, { waited: {} });
  stream.at(12_500).moveTask(succeeded, 'running', { nodes: [node], waited: { slots: 2500 } });
  stream.moveTask(failed, 'running', { nodes: [node], waited: { slots: 2500 } });
  stream.moveNode(node, 'running');
  stream.at(13_000).moveTask(failed, 'active', { reason: 'retried', retryCount: 1 });
  stream.moveTask(failed, 'running', { nodes: [node], waited: {} });
  stream.at(20_000).moveTask(succeeded, 'completed');
  stream.moveTask(failed, 'completed', { reason: 'failed', exitCode: -1, result: 'failure' });
  stream.moveTask(succeeded, null);
  stream.at(30_000).moveNode(node, 'leavingpool');
  stream.at(40_000).moveNode(node, null);
  return stream.end({ j: { slots: 30_000 } });
}

const text = (chunks: Iterable<string>) => [...chunks].join('');

describe('the tables of a run', () => {
  const stream = run();
  const ledger = stream.play(new SummaryFold(stream));

  test('tasks.csv has a row per task, with its latest attempt; what a spreadsheet would compute is made harmless', () => {
    expect(text(tasksCsv(ledger))).toBe(
      [
        'jobId,taskId,poolId,nodeId,state,result,exitCode,createdSeconds,startedSeconds,endedSeconds,waitSeconds,runSeconds,retryCount,requeueCount,preemptions',
        'j,ok,p,tvm-1,,success,0,10,12.5,20,2.5,7.5,0,0,0',
        "j,'-5,p,tvm-1,completed,failure,-1,10,13,20,2.5,7,1,0,0",
        'j,"a,""b""",,,active,,,10,,,30,,0,0,0',
        "j,'=1+1,,,,,,10,,,0,,0,0,0",
        '',
      ].join('\n'),
    );
  });

  test('nodes.csv has a row per node, with the seconds in each state', () => {
    expect(text(nodesCsv(ledger))).toBe(
      [
        'poolId,nodeId,isDedicated,state,grantedSeconds,goneSeconds,creating,starting,waitingforstarttask,starttaskfailed,idle,running,offline,rebooting,reimaging,leavingpool,unusable,unknown,preempted,tasksRun,busySlotSeconds,cost',
        'p,tvm-1,true,,0,40,10,0,0,0,2.5,17.5,0,0,0,10,0,0,0,3,15,0.001111111',
        '',
      ].join('\n'),
    );
  });

  test('jobs.csv has a row per job, with the counts and means of the summary', () => {
    expect(text(jobsCsv(ledger))).toBe(
      [
        'jobId,state,terminateReason,poolId,priority,createdSeconds,endedSeconds,total,succeeded,failed,terminated,active,preparing,running,deleted,retries,requeues,preemptions,waitSecondsMean,runSecondsMean,turnaroundSecondsMean',
        'j,active,,p,-5,0,,4,1,1,0,1,0,0,1,1,0,0,8.75,7.25,10',
        '',
      ].join('\n'),
    );
  });

  test('come out the same from the log', () => {
    const reread = throughText(stream, (directory) => new SummaryFold(directory));
    expect(text(tasksCsv(reread))).toBe(text(tasksCsv(ledger)));
    expect(text(nodesCsv(reread))).toBe(text(nodesCsv(ledger)));
  });

  test('are written in chunks, the heading first, also when there is no row', () => {
    const empty = new Stream().end();
    expect(text(tasksCsv(empty.play(new SummaryFold(empty)))).split('\n')).toHaveLength(2);
    const many = new Stream();
    const job = many.job('j');
    for (let n = 0; n < 5000; n++) many.task(job, `task-${n}`);
    const chunks = [...tasksCsv(many.end().play(new SummaryFold(many)))];
    expect(chunks.length).toBeGreaterThan(1);
    expect(text(chunks).split('\n')).toHaveLength(5002);
  });
});
