/** The service's own events and metrics, as far as the simulation follows them. */
export const EVENTS_AND_METRICS_RULES: readonly string[] = [
  'L-436 Pool create is emitted once per pool (auto pools with isAutoPool=true) and, if the target is > 0, a resize start follows immediately. [AD:batch-pool-create-event]',
  "L-437 Each resize (initial, manual, autoscale-caused, remove-nodes, delete's shrink) emits one start and one complete, also when it fails or times out. [AD:batch-pool-resize-start-event; AD:batch-pool-resize-complete-event; remove-nodes INF]",
  'L-438 nodeDeallocationOption in resize events is `invalid` when growing, otherwise the option used. [same]',
  'L-439 Pool delete start then complete; complete carries the start time. [AD:batch-pool-delete-complete-event]',
  'L-440 Task start is emitted at every (re)start incl. retries and requeues. [AD:batch-task-start-event]',
  'L-441 Task complete is emitted when the task completes, whatever the exit code; not for attempts that will be retried. [AD:batch-task-complete-event; second clause INF]',
  'L-442 Task fail is emitted *in addition to* task complete when the completion is a failure (all non-zero exits). [AD:batch-task-fail-event]',
  'L-443 No task event is emitted for start, prep and release tasks. [AD:batch-task-complete-event]',
  'L-444 taskType has just two values: JobManager and User. [AD:batch-task-start-event]',
  'L-445 There is no UnknownNodeCount metric: nodes in `unknown` appear only in the totals. [same]',
  'L-446 Pool usage metrics are aggregated in 30-minute intervals with totalCoreHours per pool, available with about 2 h delay. [R:list-the-usage-metrics-for-an-account]',
  'L-447 Job statistics: userCPUTime, kernelCPUTime, wallClockTime (sum over all retries), readIOps, writeIOps, readIOGiB, writeIOGiB, numSucceededTasks, numFailedTasks, numTaskRetries, waitTime; task stats likewise; wait time = creation to start of the most recent execution. [R:get-information-about-a-job-in-batch; R:get-information-about-a-task]',
  'L-448 pool usageStats.dedicatedNodeTime (2017) / dedicatedCoreTime (later) is the summed wall time of nodes/cores. [R:get-information-about-a-pool; N10]',
];
