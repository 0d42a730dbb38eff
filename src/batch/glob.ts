/** Patterns over texts: `*` stands for any text, also none, `?` for one character. Case counts, and the whole text must fit. */

/** Whether the text fits; at most (length of text) × (length of pattern) steps, whatever the pattern. */
export function matchesGlob(glob: string, text: string): boolean {
  let at = 0;
  let place = 0;
  // the last star met, and how much text it stands for so far
  let star = -1;
  let taken = 0;
  while (at < text.length) {
    if (glob[place] === '*') {
      star = place;
      taken = at;
      place += 1;
    } else if (place < glob.length && (glob[place] === '?' || glob[place] === text[at])) {
      place += 1;
      at += 1;
    } else if (star !== -1) {
      taken += 1;
      at = taken;
      place = star + 1;
    } else {
      return false;
    }
  }
  while (glob[place] === '*') place += 1;
  return place === glob.length;
}
