import { visible } from '../../framework/record/visible';

/** Markup that is safe to put into a page. Only `html` makes it. */
export interface Html {
  readonly html: string;
}

type Value = Html | string | number | readonly Html[];

/** A template whose strings are text: everything that comes from a board, a test or a user is escaped by where it stands. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: parts.reduce((all, part, i) => all + part + (i < values.length ? markup(values[i] as Value) : ''), '') };
}

/** Files of the project itself, as they are: style and script. */
export function trusted(text: string): Html {
  return { html: text };
}

function markup(value: Value): string {
  if (typeof value === 'string') return escape(visible(value));
  if (typeof value === 'number') return String(value);
  return Array.isArray(value) ? (value as readonly Html[]).map((one) => one.html).join('') : (value as Html).html;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
