/** The numeric functions of lists, in plain numbers. What an empty list is worth stands with each. */
import type { DoubleVec } from './values.ts';

/** NaN for an empty list */
export function mean(list: DoubleVec): number {
  return sum(list) / list.length;
}

/** 0 for an empty list */
export function sum(list: DoubleVec): number {
  let total = 0;
  for (const value of list) total += value;
  return total;
}

/** the smallest value that is not NaN; NaN if there is none */
export function smallest(list: DoubleVec): number {
  let least = Number.NaN;
  for (const value of list) if (!(value >= least) && !Number.isNaN(value)) least = value;
  return least;
}

/** the largest value that is not NaN; NaN if there is none */
export function largest(list: DoubleVec): number {
  let most = Number.NaN;
  for (const value of list) if (!(value <= most) && !Number.isNaN(value)) most = value;
  return most;
}

/** the Euclidean length; 0 for an empty list */
export function norm(list: DoubleVec): number {
  let squares = 0;
  for (const value of list) squares += value * value;
  return Math.sqrt(squares);
}

/** of a sample: the divisor is one less than the number of values; NaN for fewer than two */
export function standardDeviation(list: DoubleVec): number {
  if (list.length < 2) return Number.NaN;
  const middle = mean(list);
  let squares = 0;
  for (const value of list) squares += (value - middle) ** 2;
  return Math.sqrt(squares / (list.length - 1));
}

/** Nearest rank, without interpolation; NaN values come after all others. NaN for an empty list. */
export function percentile(list: DoubleVec, percent: number): number {
  const sorted = Float64Array.from(list).sort();
  const rank = Math.ceil((percent / 100) * sorted.length) - 1;
  return sorted[Math.min(Math.max(rank, 0), sorted.length - 1)] ?? Number.NaN;
}

/** the element at an index counted from 0; NaN where there is none */
export function element(list: DoubleVec, index: number): number {
  return list[Math.trunc(index)] ?? Number.NaN;
}

/** to the nearest integer, halves away from zero */
export function roundHalfAway(value: number): number {
  const whole = Math.trunc(value);
  return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole;
}
