/** A section of a page: its heading and its text, each on lines of its own. */
export function heading(level: number, title: string, text: string): string {
  return `${'#'.repeat(level)} ${title}\n\n${text}`;
}

/** A table, empty without rows; a bar inside a cell is escaped. */
export function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  if (body.length === 0) return '';
  return `${[line(head), line(head.map(() => '---')), ...body.map(line)].join('\n')}\n`;
}

/** Names as code, separated by commas. */
export function code(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
