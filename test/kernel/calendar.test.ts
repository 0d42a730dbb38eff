import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Calendar } from '../../src/kernel/calendar.ts';
import { Defect } from '../../src/kernel/invariant.ts';

const always = () => true;

/** pops everything; the subjects in the order they come up */
function subjects(calendar: Calendar): number[] {
  const order: number[] = [];
  while (calendar.next()) order.push(calendar.subject);
  return order;
}

describe('the order of events', () => {
  it('is by time, then event class, then the order of scheduling', () => {
    const calendar = new Calendar(always);
    calendar.schedule(20, 0, 0, 1, 0);
    calendar.schedule(10, 3, 0, 2, 0);
    calendar.schedule(10, 1, 0, 3, 0);
    calendar.schedule(10, 3, 0, 4, 0);
    calendar.schedule(10, 1, 0, 5, 0);
    expect(subjects(calendar)).toEqual([3, 5, 2, 4, 1]);
  });

  it('puts explicit orders before those of scheduling, whenever they were entered', () => {
    const calendar = new Calendar(always);
    calendar.schedule(10, 6, 0, 1, 0);
    calendar.scheduleOrdered(10, 6, 900, 0, 2, 0);
    calendar.scheduleOrdered(10, 6, 7, 0, 3, 0);
    calendar.schedule(10, 5, 0, 4, 0);
    expect(subjects(calendar)).toEqual([4, 3, 2, 1]);
  });

  it('is one order over foreground and background entries', () => {
    const calendar = new Calendar(always);
    calendar.scheduleBackground(5, 2, 0, 1, 0);
    calendar.schedule(5, 2, 0, 2, 0);
    calendar.scheduleBackground(5, 2, 0, 3, 0);
    calendar.schedule(5, 1, 0, 4, 0);
    calendar.scheduleBackground(4, 9, 0, 5, 0);
    expect(subjects(calendar)).toEqual([5, 4, 1, 2, 3]);
  });

  it('takes an entry made for the present instant before everything later', () => {
    const calendar = new Calendar(always);
    calendar.schedule(5, 1, 0, 1, 0);
    calendar.schedule(6, 1, 0, 2, 0);
    calendar.next();
    calendar.schedule(5, 9, 0, 3, 0);
    expect(subjects(calendar)).toEqual([3, 2]);
  });
});

describe('an entry', () => {
  it('comes up with everything it was scheduled with', () => {
    const calendar = new Calendar(always);
    calendar.scheduleBackground(12, 31, 7, -5, 2 ** 31 - 1);
    expect(calendar.next()).toBe(true);
    const { time, eventClass, kind, subject, stamp, isBackground } = calendar;
    expect({ time, eventClass, kind, subject, stamp, isBackground }).toEqual({
      time: 12,
      eventClass: 31,
      kind: 7,
      subject: -5,
      stamp: 2 ** 31 - 1,
      isBackground: true,
    });
    expect(calendar.next()).toBe(false);
    expect(calendar.peekTime()).toBe(Infinity);
  });

  it('cannot be scheduled in the past, within a millisecond, at no time at all, or for a class that does not exist', () => {
    const calendar = new Calendar(always);
    calendar.schedule(10, 1, 0, 0, 0);
    calendar.next();
    calendar.schedule(10, 1, 0, 0, 0);
    expect(() => calendar.schedule(9, 1, 0, 0, 0)).toThrow(Defect);
    expect(() => calendar.scheduleBackground(9, 1, 0, 0, 0)).toThrow(Defect);
    expect(() => calendar.scheduleOrdered(9, 1, 0, 0, 0, 0)).toThrow(Defect);
    expect(() => calendar.schedule(Infinity, 1, 0, 0, 0)).toThrow(Defect);
    expect(() => calendar.schedule(Number.NaN, 1, 0, 0, 0)).toThrow(Defect);
    expect(() => calendar.schedule(10.5, 1, 0, 0, 0)).toThrow(Defect);
    expect(() => calendar.schedule(11, 32, 0, 0, 0)).toThrow(Defect);
    expect(() => calendar.scheduleOrdered(11, 1, -1, 0, 0, 0)).toThrow(Defect);
    expect(calendar.size).toBe(1);
  });
});

describe('a cancelled entry', () => {
  it('is skipped when it comes up and time does not advance to it', () => {
    const live = new Set([1]);
    const calendar = new Calendar((_kind, subject) => live.has(subject));
    calendar.schedule(5, 1, 0, 1, 0);
    calendar.schedule(7, 1, 0, 2, 0);
    expect(subjects(calendar)).toEqual([1]);
    expect(calendar.time).toBe(5);
    expect(calendar.size).toBe(0);
  });

  it('is not seen by peeking, in either heap', () => {
    const live = new Set([3]);
    const calendar = new Calendar((_kind, subject) => live.has(subject));
    calendar.schedule(5, 1, 0, 1, 0);
    calendar.scheduleBackground(6, 1, 0, 2, 0);
    calendar.scheduleBackground(7, 1, 0, 3, 0);
    expect(calendar.hasForeground()).toBe(false);
    expect(calendar.peekForegroundTime()).toBe(Infinity);
    expect(calendar.peekTime()).toBe(7);
  });

  it('takes up room only until most entries are cancelled', () => {
    const stamps = new Int32Array(100);
    const calendar = new Calendar((kind, subject, stamp) => kind === 0 || stamps[subject] === stamp);
    for (let subject = 0; subject < 100; subject++) calendar.schedule(subject, 1, 0, subject, 0);
    let largest = 0;
    for (let event = 0; event < 50_000; event++) {
      calendar.next();
      const { time, subject } = calendar;
      stamps[subject]++;
      calendar.noteCancelled();
      calendar.schedule(time + 100, 1, 0, subject, 0);
      calendar.schedule(time + 100_000_000, 4, 1, subject, stamps[subject]);
      largest = Math.max(largest, calendar.size);
    }
    expect(largest).toBeLessThan(2000);
    expect(calendar.time).toBe(49_999);
  });

  it('is not swept out in the middle of a transition, when the new entry may not be live yet', () => {
    let phase = 0;
    const calendar = new Calendar((_kind, _subject, stamp) => stamp === phase);
    for (let entry = 0; entry < 3000; entry++) {
      calendar.schedule(entry, 1, 0, 0, 0);
      calendar.noteCancelled();
    }
    calendar.schedule(5000, 1, 0, 42, 1);
    calendar.noteCancelled();
    phase = 1;
    expect(subjects(calendar)).toEqual([42]);
  });
});

describe('sweeping out cancelled entries', () => {
  it('leaves the few live ones in their order, however few', () => {
    for (let survivors = 1; survivors <= 40; survivors++) {
      const calendar = new Calendar((_kind, subject) => subject >= 0);
      const expected: [number, number][] = [];
      for (let entry = 0; entry < 1500; entry++) {
        const isLive = entry % Math.floor(1500 / survivors) === 0;
        const time = isLive ? 10_000 + ((entry * 7919) % 1000) : entry;
        calendar.schedule(time, 1, 0, isLive ? entry : -1, 0);
        if (isLive) expected.push([time, entry]);
        else calendar.noteCancelled();
      }
      expected.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      expect(subjects(calendar)).toEqual(expected.map(([, entry]) => entry));
    }
  });

  it('is not done for those that have come up already', () => {
    let asked = 0;
    const calendar = new Calendar((_kind, subject) => {
      asked++;
      return subject >= 0;
    });
    for (let entry = 0; entry < 1200; entry++) {
      calendar.schedule(0, 1, 0, -1, 0);
      calendar.noteCancelled();
    }
    for (let entry = 0; entry < 2000; entry++) calendar.schedule(1, 1, 0, entry, 0);
    expect(subjects(calendar).length).toBe(2000);
    expect(asked).toBe(3200);
  });
});

describe('any sequence of operations', () => {
  it('gives the same entries as a sorted list', () => {
    const delay = fc.integer({ min: 0, max: 6 });
    const eventClass = fc.integer({ min: 0, max: 3 });
    const operation = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('schedule' as const), delay, eventClass }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('background' as const), delay, eventClass }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('ordered' as const), delay, eventClass }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('next' as const) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat() }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('peek' as const) }) },
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 300 }), (operations) => compareWithList(operations)),
      { seed: 1, numRuns: 400 },
    );
  });

  it('gives the same entries as a sorted list when thousands are pending and most are cancelled', () => {
    type Made = Parameters<typeof compareWithList>[0][number];
    const operations: Made[] = [];
    for (let n = 0; n < 4000; n++) {
      operations.push({ do: n % 3 === 0 ? 'background' : 'schedule', delay: (n * 7919) % 1000, eventClass: n % 4 });
    }
    for (let n = 0; n < 3000; n++) operations.push({ do: 'cancel', which: n * 31 });
    for (let n = 0; n < 500; n++) operations.push({ do: 'next' }, { do: 'schedule', delay: n % 10, eventClass: 1 });
    compareWithList(operations);
  });

  it('gives the same entries as a sorted list when thousands come up in the order they were scheduled, save a few', () => {
    type Made = Parameters<typeof compareWithList>[0][number];
    const operations: Made[] = [];
    const work = (rounds: number, pending: 0 | 1) => {
      for (let n = 0; n < rounds; n++) {
        operations.push({ do: 'schedule', delay: n % 97 === 0 ? 3000 : 60, eventClass: 1 });
        if (n % 50 === 0) operations.push({ do: 'cancel', which: n * 31 });
        if (n % 3 >= pending) operations.push({ do: 'next' });
      }
    };
    for (let round = 0; round < 3; round++) {
      work(2500, 1);
      for (let n = 0; n < 700; n++) operations.push({ do: 'cancel', which: n * 17 }, { do: 'next' });
      work(300, 0);
    }
    compareWithList(operations);
  });
});

interface Listed {
  time: number;
  eventClass: number;
  order: number;
  subject: number;
  isBackground: boolean;
}

type Operation =
  | { do: 'schedule' | 'background' | 'ordered'; delay: number; eventClass: number }
  | { do: 'next' }
  | { do: 'cancel'; which: number }
  | { do: 'peek' };

function compareWithList(operations: readonly Operation[]): void {
  const live: boolean[] = [];
  const calendar = new Calendar((_kind, subject) => live[subject]);
  const list: Listed[] = [];
  let now = 0;
  let sorted = true;
  const first = (entries: readonly Listed[]) => entries[0]?.time ?? Infinity;
  const sort = () => {
    if (!sorted) list.sort((a, b) => a.time - b.time || a.eventClass - b.eventClass || a.order - b.order);
    sorted = true;
  };
  for (const operation of operations) {
    const subject = live.length;
    if (operation.do === 'next') {
      sort();
      const expected = list.shift();
      expect(calendar.next()).toBe(expected !== undefined);
      if (expected === undefined) continue;
      now = expected.time;
      expect([calendar.time, calendar.eventClass, calendar.subject, calendar.isBackground]).toEqual([
        expected.time,
        expected.eventClass,
        expected.subject,
        expected.isBackground,
      ]);
    } else if (operation.do === 'cancel') {
      if (list.length === 0) continue;
      const [gone] = list.splice(operation.which % list.length, 1);
      live[gone.subject] = false;
      calendar.noteCancelled();
    } else if (operation.do === 'peek') {
      sort();
      const foreground = list.filter((entry) => !entry.isBackground);
      expect(calendar.peekTime()).toBe(first(list));
      expect(calendar.peekForegroundTime()).toBe(first(foreground));
      expect(calendar.hasForeground()).toBe(foreground.length > 0);
    } else {
      const { delay, eventClass } = operation;
      const isBackground = operation.do === 'background';
      const isOrdered = operation.do === 'ordered';
      live.push(true);
      // the subject counts up with every entry, so it serves as the order of scheduling; explicit orders run downwards, all below it
      list.push({ time: now + delay, eventClass, order: isOrdered ? -subject : subject, subject, isBackground });
      sorted = false;
      if (isBackground) calendar.scheduleBackground(now + delay, eventClass, 0, subject, 0);
      else if (isOrdered) calendar.scheduleOrdered(now + delay, eventClass, 1_000_000 - subject, 0, subject, 0);
      else calendar.schedule(now + delay, eventClass, 0, subject, 0);
    }
  }
  sort();
  expect(subjects(calendar)).toEqual(list.map((entry) => entry.subject));
}
