/**
 * The frame of every page that batchlab writes: one HTML file that needs nothing but itself. What the page says stands in its tabs as
 * plain HTML, so it reads well where scripts do not run; the data behind it stands in blocks of JSON, and one script, named by its
 * hash, brings it to life.
 */
import { escapeHtml } from './html-text.ts';
import { STYLE } from './style.ts';

/** The bundled code of the page. */
export interface PageScript {
  readonly text: string;
  /** of the text, in base64: the page runs this script and no other */
  readonly sha256: string;
}

/** One of the page's views; with more than one the script shows one at a time, without a script they follow one another. */
export interface PageTab {
  readonly id: string;
  readonly label: string;
  readonly html: string;
}

/** Something that the script reads by the id of its block. */
export interface PageData {
  readonly id: string;
  readonly value: unknown;
}

export interface PageParts {
  readonly title: string;
  /** inside the header */
  readonly header: string;
  readonly tabs: readonly PageTab[];
  readonly data?: readonly PageData[];
  /** absent: nothing on the page runs, and no data is put into it */
  readonly script?: PageScript | undefined;
  /** whether the script may read files that lie beside the page, where a server hands them out */
  readonly readsBeside?: boolean;
  /** rules besides those of all pages */
  readonly style?: string;
}

export function renderPage(parts: PageParts): string {
  const { title, header, tabs, data = [], script, readsBeside = false, style = '' } = parts;
  const sources = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    ...(script === undefined ? [] : [`script-src 'sha256-${script.sha256}'`]),
    ...(readsBeside ? ["connect-src 'self'"] : []),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${sources.join('; ')}">
<title>${escapeHtml(title)}</title>
<style>
${STYLE}${style === '' ? '' : `\n${style}`}
</style>
</head>
<body>
<header>
${header}
</header>
<main>
${tabs.map(({ id, label, html }) => `<div class="tab" id="${id}" data-tab="${escapeHtml(label)}">\n${html}\n</div>`).join('\n')}
</main>
${script === undefined ? '' : behind(data, script)}</body>
</html>
`;
}

function behind(data: readonly PageData[], script: PageScript): string {
  const blocks = data.map(
    ({ id, value }) => `<script type="application/json" id="${id}">${embedJson(value)}</script>\n`,
  );
  return `${blocks.join('')}<script>${script.text}</script>\n`;
}

/** JSON that can stand in a script element: no `<` in it can end the element or begin a comment. */
export function embedJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}
