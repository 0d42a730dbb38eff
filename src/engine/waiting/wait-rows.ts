/**
 * What each waiting task waited for, to the millisecond and in constant time per task.
 *
 * A task that enters a class notes the instant and a row: the class's clocks at the last change of cause, shared by all tasks that
 * entered since. Its waiting by cause is what the clocks say when it leaves minus the row, corrected for the time between the row
 * and its entry. Rows are counted and reused, so their number is bounded by the number of waiting tasks.
 */

import type { SimTime } from '../../kernel/clock.ts';
import { Float64Column, Int32Column, Table, Uint8Column } from '../../kernel/columns.ts';
import { Waited } from '../../trace/waited.ts';
import { CAUSES, type ClassClock } from './class-clock.ts';

export class WaitRows {
  private readonly sums = new Float64Column();
  private readonly at = new Float64Column();
  private readonly cause = new Uint8Column();
  private readonly users = new Int32Column();
  private readonly table = new Table([this.at, this.cause, this.users]);
  private readonly free: number[] = [];
  private rows = 0;
  /** what has passed at `passedAt` since `passedRow` was written: tasks that came together often leave together */
  private readonly passed = new Waited();
  private passedRow = -1;
  private passedAt: SimTime = 0;

  /** The row for a task that enters the class of `clock` now. */
  enter(clock: ClassClock, now: SimTime): number {
    if (!clock.isRowCurrent()) {
      this.dropRow(clock);
      clock.row = this.write(clock, now);
      clock.rowRegime = clock.pool === null ? 0 : clock.pool.regime;
    }
    this.users.data[clock.row]++;
    return clock.row;
  }

  /** Adds to `out` what a task that entered at `since` with `row` waited for, and forgets that it was there. */
  leave(clock: ClassClock, row: number, since: SimTime, now: SimTime, out: Waited): void {
    if (row === clock.row && clock.isRowCurrent()) {
      out.add(this.cause.data[row], now - since);
    } else {
      if (row !== this.passedRow || now !== this.passedAt) this.compare(clock, row, now);
      const { causes, ms, count } = this.passed;
      const first = this.cause.data[row];
      const before = since - this.at.data[row];
      for (let place = 0; place < count; place++) {
        const cause = causes[place];
        out.add(cause, cause === first ? ms[cause] - before : ms[cause]);
      }
    }
    if (--this.users.data[row] === 0 && row !== clock.row) this.free.push(row);
  }

  /** A clock is about to change cause: nobody enters with its present row any more. */
  dropRow(clock: ClassClock): void {
    if (clock.row >= 0 && this.users.data[clock.row] === 0) this.free.push(clock.row);
    clock.row = -1;
  }

  /** Notes in `passed` what the clock says now minus the row. */
  private compare(clock: ClassClock, row: number, now: SimTime): void {
    this.passed.clear();
    clock.addSince(this.sums.data, row * CAUSES, now, this.passed);
    this.passedRow = row;
    this.passedAt = now;
  }

  private write(clock: ClassClock, now: SimTime): number {
    let row = this.free.pop();
    if (row === undefined) {
      row = this.rows++;
      this.table.ensure(this.rows);
      this.sums.grow(this.table.capacity * CAUSES);
    }
    if (row === this.passedRow) this.passedRow = -1;
    clock.write(this.sums.data, row * CAUSES, now);
    this.at.data[row] = now;
    this.cause.data[row] = clock.resolved();
    this.users.data[row] = 0;
    return row;
  }
}
