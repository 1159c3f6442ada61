export type Paint = Record<keyof typeof CODES, (text: string) => string>;

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

/** Colours for a terminal; without `colour`, the text as it is. */
export function paint(colour: boolean): Paint {
  const style = (code: number) => (text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { bold: style(CODES.bold), dim: style(CODES.dim), red: style(CODES.red), green: style(CODES.green), yellow: style(CODES.yellow) };
}
