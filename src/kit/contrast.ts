/** Whether colours can be told apart: WCAG 2.2, relative luminance of sRGB. */

/** The themes in which a line of `design/tokens.css` says a colour, in its order. */
export const THEMES = ['day', 'day with more contrast', 'night', 'night with more contrast'] as const;

/** What stands on what, and the least contrast that it may have. */
export const PAIRS = [
  ['ink', 'paper', 7], ['ink', 'sheet', 7], ['ink', 'shade', 7], ['ink', 'act-faint', 7], ['soft', 'paper', 7], ['soft', 'sheet', 7], ['soft', 'shade', 4.5],
  ['wrong', 'paper', 4.5], ['wrong', 'sheet', 4.5], ['act', 'paper', 4.5], ['on-act', 'act', 4.5], ['on-act', 'act-over', 4.5], ['edge', 'paper', 3], ['edge', 'sheet', 3],
] as const;

/** The four values of each colour by its name. @param css the text of `design/tokens.css` */
export const coloursIn = (css: string): ReadonlyMap<string, readonly string[]> =>
  new Map([...css.matchAll(/^ {2}--([a-z-]+): (var\(--day, var\(--plain.*);$/gm)].map(([, name = '', values = '']) => [name, values.match(/oklch\([^)]*\)/g) ?? []]));

/** OKLCH → linear sRGB (Björn Ottosson, "A perceptual color space for image processing", 2020) → relative luminance. */
function luminanceOf(colour: string): number {
  const [, l = '', c = '', h = ''] = /oklch\(([\d.]+)% ([\d.]+) ([\d.]+)/.exec(colour) ?? [];
  const [L, C, H] = [Number(l) / 100, Number(c), (Number(h) * Math.PI) / 180];
  const [a, b] = [C * Math.cos(H), C * Math.sin(H)];
  const [x, y, z] = [L + 0.3963377774 * a + 0.2158037573 * b, L - 0.1055613458 * a - 0.0638541728 * b, L - 0.0894841775 * a - 1.291485548 * b].map((v) => v ** 3) as [number, number, number];
  const clip = (v: number): number => Math.min(1, Math.max(0, v));
  const red = clip(4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z);
  const green = clip(-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z);
  const blue = clip(-0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From 1 to 21. @param colours two, as `oklch(…)` */
export function contrastBetween(...colours: readonly [string, string]): number {
  const luminances = colours.map(luminanceOf);
  return (Math.max(...luminances) + 0.05) / (Math.min(...luminances) + 0.05);
}
