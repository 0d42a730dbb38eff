/**
 * A cloud whose delays can be told apart: a node is `creating` at 10 s, `starting` at 30 s and up at 60 s. A reboot keeps it away for
 * 70 s, a reimage for 80 s, a preemption for 110 s.
 */
export const STAGED_CLOUD = `
cloud:
  nodes: { allocate: PT10S, create: PT20S, start: PT30S, reboot: PT40S, reimage: PT50S, leave: PT5S, replace: PT60S }`;
