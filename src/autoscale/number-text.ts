/**
 * A double as results print it: six significant digits, no trailing zeros, an exponent where the number is below 0.0001 or has more
 * than six digits before the point. This is what `%.6g` does in C: 96.6667, 0.5, 1e-05, 1.67772e+07, nan, inf, -inf.
 */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return `${sign}${Math.abs(value)}`;

  const [mantissa, power] = Math.abs(value)
    .toExponential(SIGNIFICANT - 1)
    .split('e');
  const exponent = Number(power);
  const digits = mantissa.replace('.', '').replace(/0+$/, '');
  if (exponent < -4 || exponent >= SIGNIFICANT) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

const SIGNIFICANT = 6;
