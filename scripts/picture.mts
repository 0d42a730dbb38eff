/**
 * Takes a picture of a page as it opens: `npx tsx scripts/picture.mts PAGE.html PICTURE.png [HEIGHT] [light|dark]`.
 * docs/images/study.png is made with it, so that it shows what is written today. Needs Chromium.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { chromium } from 'playwright-core';

/** Bytes; pictures are a part of every checkout. */
const LARGEST = 150_000;

async function main(): Promise<void> {
  const [page, picture, height = '1000', colorScheme = 'light'] = process.argv.slice(2);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-lcd-text'],
  });
  try {
    const tab = await browser.newPage({
      viewport: { width: 1200, height: Number(height) },
      colorScheme: colorScheme === 'dark' ? 'dark' : 'light',
    });
    await tab.goto(pathToFileURL(resolve(page)).href);
    await tab.waitForSelector('[data-ready=true]');
    const small = repacked(await tab.screenshot());
    if (small.length > LARGEST) throw new Error(`${picture} would have ${small.length} bytes, more than ${LARGEST}`);
    writeFileSync(picture, small);
  } finally {
    await browser.close();
  }
}

const SIGNATURE = 8;

/** The same picture in fewer bytes: without the filters that suit photographs, text and flat colours compress far better. */
function repacked(png: Buffer): Buffer {
  const chunks: { readonly type: string; readonly body: Buffer }[] = [];
  for (let at = SIGNATURE; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), body: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  const [{ body: head }] = chunks;
  const [width, colourType] = [head.readUInt32BE(0), head[9]];
  const packed = Buffer.concat(chunks.flatMap(({ type, body }) => (type === 'IDAT' ? [body] : [])));
  const rows = unfiltered(inflateSync(packed), width * (colourType === 6 ? 4 : 3), colourType === 6 ? 4 : 3);
  return Buffer.concat([
    png.subarray(0, SIGNATURE),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(coarse(rows, width * (colourType === 6 ? 4 : 3) + 1), { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Undoes the filters of each row (PNG, section 9); the answer has filter 0, none, on every row. */
function unfiltered(data: Buffer, width: number, step: number): Buffer {
  const stride = width + 1;
  for (let row = 0; row < data.length; row += stride) {
    const filter = data[row];
    data[row] = 0;
    for (let place = row + 1; place < row + stride; place++) {
      const left = place - row > step ? data[place - step] : 0;
      const up = row > 0 ? data[place - stride] : 0;
      const corner = row > 0 && place - row > step ? data[place - stride - step] : 0;
      data[place] += predicted(filter, left, up, corner);
    }
  }
  return data;
}

/** Thirty-two shades of each colour are enough for letters and lines, and make the file much smaller. `stride`: bytes of a row. */
function coarse(rows: Buffer, stride: number): Buffer {
  return rows.map((value, place) =>
    place % stride === 0 ? value : Math.round(Math.round((value * 31) / 255) * (255 / 31)),
  ) as Buffer;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const [toLeft, toUp, toCorner] = [up - corner, left - corner, left + up - 2 * corner].map(Math.abs);
  return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

await main();
