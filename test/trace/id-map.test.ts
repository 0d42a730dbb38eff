import { expect, test } from 'vitest';
import { IdMap } from '../../src/trace/id-map.ts';

test('ids keep their handles beyond the size of one map, and may get new ones', () => {
  const ids = new IdMap(3);
  for (let n = 0; n < 10; n++) ids.set(`id-${n}`, n);
  ids.set('id-1', 101);
  ids.set('id-9', 109);
  ids.set('id-5', 105);
  const handles = Array.from({ length: 11 }, (_, n) => ids.get(`id-${n}`));
  expect(handles).toEqual([0, 101, 2, 3, 4, 105, 6, 7, 8, 109, undefined]);
});
