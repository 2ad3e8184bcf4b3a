// Reads the text of a PDF that Chromium printed: what stands on each page, without spaces. Knows only what Chromium
// writes: plain objects, deflated streams, fonts with a map to Unicode.
import { inflateSync } from 'node:zlib';

/** The text of each page, spaces left out, in the order in which it is drawn. */
export function pagesOf(bytes) {
  const objects = new Map();
  const text = bytes.toString('latin1');
  for (const found of text.matchAll(/(?:^|\n)(\d+) 0 obj\s*([\s\S]*?)\nendobj/g)) objects.set(found[1], found[2]);
  const stream = (id) => {
    const object = objects.get(id) ?? '';
    const start = object.indexOf('stream');
    if (start < 0) return '';
    // A stream may end with a carriage return of its own: Chromium puts one line feed after it.
    const body = object.slice(start).replace(/^stream\r?\n/, '').replace(/\nendstream\s*$/, '');
    const raw = Buffer.from(body, 'latin1');
    return object.slice(0, start).includes('/FlateDecode') ? inflateSync(raw).toString('latin1') : body;
  };
  const fonts = new Map();
  const letters = (id) => {
    if (!fonts.has(id)) fonts.set(id, readMap(stream(/\/ToUnicode (\d+) 0 R/.exec(objects.get(id) ?? '')?.[1])));
    return fonts.get(id);
  };
  const pages = [...objects.values()].filter((object) => /\/Type\s*\/Page\b(?!s)/.test(object));
  return pages.map((page) => {
    const own = new Map([...page.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, id]) => [name, id]));
    return draw(stream(/\/Contents (\d+) 0 R/.exec(page)?.[1]), (name) => letters(own.get(name)));
  });
}

/** Code to letters, and how many hexadecimal digits a code has. */
function readMap(cmap) {
  const map = new Map();
  const letters = (hex) => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  for (const [, block] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, code, to] of block.matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>/g)) map.set(parseInt(code, 16), letters(to));
  }
  for (const [, block] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, from, upto, to] of block.matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>/g)) {
      const first = parseInt(from, 16);
      for (let code = first; code <= parseInt(upto, 16); code++) map.set(code, String.fromCodePoint(parseInt(to, 16) + code - first));
    }
  }
  const width = /begincodespacerange\s*<([0-9a-fA-F]+)>/.exec(cmap)?.[1].length ?? 4;
  return { map, width };
}

function draw(content, font) {
  let out = '', now = null;
  for (const [, name, hex, literal] of content.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9a-fA-F]+)>|\(((?:\\.|[^\\)])*)\)/g)) {
    if (name) now = font(name);
    else if (now && hex) {
      for (let i = 0; i < hex.length; i += now.width) out += now.map.get(parseInt(hex.slice(i, i + now.width), 16)) ?? '';
    } else if (now && literal !== undefined) {
      const plain = literal.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8))).replace(/\\(.)/g, '$1');
      for (const c of plain) out += now.map.get(c.charCodeAt(0)) ?? '';
    }
  }
  return out.replace(/\s+/g, '');
}
