/**
 * Text from a board, made harmless for a terminal, a log and XML: control characters (ESC, C1), marks that turn the writing
 * direction, line separators, lone surrogates and noncharacters are written as `\x1b` or `\u202e`. Newline and tab stay.
 */
export function visible(text: string): string {
  return text.replace(HARMFUL, (c) => {
    const code = c.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** The same on one line, cut to `max` characters. */
export function oneLine(text: string, max = 200): string {
  const line = visible(text)
    .replace(/[ \t]*[\n\t]\s*/g, ' ')
    .trim();
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}

/** The same, but for colour codes, which a tool put there for the terminal. */
export function visibleInColour(text: string): string {
  return text
    .split(COLOURS)
    .map((part, i) => (i % 2 === 1 ? part : visible(part)))
    .join('');
}

/** Text without colour codes, for messages that a tool coloured. */
export function withoutColours(text: string): string {
  return text.replace(COLOUR, '');
}

// eslint-disable-next-line no-control-regex -- the escape character is what is looked for
const COLOUR = new RegExp('\\u001b\\[[0-9;]*m', 'g');
// eslint-disable-next-line no-control-regex -- as above; the group makes split keep them
const COLOURS = new RegExp('(\\u001b\\[[0-9;]*m)');

const HARMFUL = new RegExp(
  [
    '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufffe\\uffff]',
    '[\\ud800-\\udbff](?![\\udc00-\\udfff])',
    '(?<![\\ud800-\\udbff])[\\udc00-\\udfff]',
  ].join('|'),
  'g',
);
