/** The formulas of a page: its fenced blocks marked `autoscale`. */
export function formulaBlocks(page: string): readonly string[] {
  return [...page.matchAll(/^```autoscale\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
}
