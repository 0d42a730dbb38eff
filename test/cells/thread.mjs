/** In place of the thread that simulates: answers at once, and is as ill as the variant says. */
export function answer({ variant, replication }) {
  if (variant === 1) return { failed: 'the first line\n  and the second' };
  if (variant === 2) process.exit(7);
  if (variant === 3) throw new RangeError('nothing caught this');
  if (variant === 4) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); // for ever
  return {
    variant,
    replication,
    seed: `1/${replication}`,
    ended: 'quiescent',
    metrics: { cost: variant + replication },
  };
}
