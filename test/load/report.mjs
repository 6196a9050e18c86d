// Rows of figures, and the page made of them.

/** One figure: what was done, what tests look at (value, errors), in words what was measured, and whether the bound is met. */
export function judge(what, { value, errors = 0, text, bound, met }) {
  return { what, value, errors, text, bound, met };
}

/** A number as people read it. */
export function figure(value) {
  return value >= 100 ? `${Math.round(value)}` : `${Math.round(value * 10) / 10}`;
}

export function toTable(rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const head = ['What', 'Measured', 'Bound', 'Met'];
  const body = rows.map(({ what, text, bound, met }) => [what, text, bound, met ? 'yes' : 'no']);
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}

export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
