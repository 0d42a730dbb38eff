import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/batch/rules.ts';
import { renderPage } from '../../src/report/page.ts';
import { citedRules } from '../../src/viewer/cited-rules.ts';
import { LIFE_TABLES } from '../../src/viewer/lives.ts';
import { LogPacker } from '../../src/viewer/packed-log.ts';
import { viewerParts } from '../../src/viewer/tab.ts';
import { smallLog } from './support.ts';

describe('the rules of a page', () => {
  it('are those that any edge of a lifecycle cites, with their texts', () => {
    const cited = citedRules();
    for (const { edges } of Object.values(LIFE_TABLES))
      for (const { rules } of Object.values(edges).flat())
        for (const rule of rules) expect(cited[rule], rule).toBe(RULES[rule].text);
    expect(Object.keys(cited).length).toBeLessThan(Object.keys(RULES).length / 2);
  });

  it('are also those that a description names, if there are such rules', () => {
    const before = citedRules();
    expect(before['L-430']).toBeUndefined();
    const cited = citedRules(`Packing (L-430), see also L-${9999}, XL-431 and toString.`);
    expect(Object.keys(cited).filter((rule) => !(rule in before))).toEqual(['L-430']);
  });
});

describe('the second tab', () => {
  const page = (log: ReturnType<LogPacker['packed']>) =>
    renderPage({ title: 't', header: '<h1>t</h1>', ...viewerParts(log), script: { text: '0', sha256: 'x' } });

  it('has the log in the page and asks nobody for anything', () => {
    const packer = new LogPacker();
    packer.push(smallLog());
    const html = page(packer.packed());
    expect(html).toContain('id="viewer-log"');
    expect(html).not.toContain('connect-src');
  });

  it('may read the log from where the page came from, and from nowhere else, if it is too long to be in it', () => {
    const html = page(null);
    expect(html).not.toContain('id="viewer-log"');
    expect(html).toContain("default-src 'none'");
    expect(html).toContain("connect-src 'self'\"");
  });
});
