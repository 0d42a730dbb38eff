import { describe, expect, it } from 'vitest';
import {
  Float64Column,
  Int8Column,
  Int32Column,
  Table,
  Uint8Column,
  Uint16Column,
  Uint32Column,
} from '../../src/kernel/columns.ts';
import { Defect } from '../../src/kernel/invariant.ts';

describe('columns of a table', () => {
  it('grow together and keep what was written', () => {
    const time = new Float64Column(Number.NaN);
    const node = new Int32Column(-1);
    const table = new Table([time, node]);
    for (let row = 0; row < 1000; row++) {
      table.ensure(row + 1);
      time.data[row] = row / 2;
      node.data[row] = row;
    }
    expect(time.data.length).toBe(table.capacity);
    expect(node.data.length).toBe(table.capacity);
    expect(
      Array.from({ length: 1000 }, (_, row) => time.data[row] === row / 2 && node.data[row] === row),
    ).not.toContain(false);
    expect([time.data[1000], node.data[1000]]).toEqual([Number.NaN, -1]);
  });

  it('are full of their filling before anything is written, whatever their type', () => {
    const columns = [
      new Float64Column(-0.5),
      new Int32Column(-7),
      new Uint32Column(2 ** 32 - 1),
      new Uint16Column(2 ** 16 - 1),
      new Int8Column(-1),
      new Uint8Column(255),
    ];
    const table = new Table(columns);
    table.ensure(3);
    table.ensure(table.capacity + 1);
    for (const column of columns) expect(new Set(column.data)).toEqual(new Set([column.fill]));
    const blank = new Uint8Column();
    blank.grow(2);
    expect([...blank.data]).toEqual([0, 0]);
  });

  it('grow by doubling, so that adding row after row copies each row a few times at most', () => {
    const column = new Uint8Column();
    const table = new Table([column]);
    const arrays = new Set();
    for (let row = 1; row <= 1_000_000; row++) {
      table.ensure(row);
      arrays.add(column.data);
    }
    expect(arrays.size).toBeLessThan(20);
  });

  it('meet a large request exactly and never shrink', () => {
    const column = new Uint8Column();
    const table = new Table([column]);
    table.ensure(1_000_003);
    expect(table.capacity).toBe(1_000_003);
    table.ensure(10);
    column.grow(10);
    expect(column.data.length).toBe(1_000_003);
  });

  it('cannot have more rows than 32-bit numbers count', () => {
    expect(() => new Table([]).ensure(2 ** 31)).toThrow(Defect);
  });
});
