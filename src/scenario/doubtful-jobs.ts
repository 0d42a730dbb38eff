/** Jobs that stand in the file but could not be compiled: tasks that name them are not blamed, what is wrong has been said. */
export class DoubtfulJobs {
  readonly #ids = new Set<string>();
  /** beginnings of ids, up to the first {n} or to what follows the id of a schedule */
  readonly #beginnings: string[] = [];
  #any = false;

  /** A job with this id, or jobs with ids of this pattern. */
  addJob(id: unknown): void {
    if (typeof id !== 'string') return;
    const pattern = id.indexOf('{n');
    if (pattern === -1) this.#ids.add(id.toLowerCase());
    else this.#beginnings.push(id.slice(0, pattern).toLowerCase());
  }

  /** The jobs of a schedule with this id. */
  addSchedule(id: unknown): void {
    if (typeof id === 'string') this.#beginnings.push(`${id.toLowerCase()}:job-`);
  }

  /** A job or schedule of which not even the id is known. */
  addUnknown(): void {
    this.#any = true;
  }

  has(jobId: string): boolean {
    const id = jobId.toLowerCase();
    return this.#any || this.#ids.has(id) || this.#beginnings.some((beginning) => id.startsWith(beginning));
  }
}
