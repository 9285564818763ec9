/** Pictures for the sample town, drawn here: hills under a sky, birds on a perch, tiles. The same name gives the same picture. */
import sharp from 'sharp';

/** Dice that fall the same way for the same name. */
function diceFor(name: string): () => number {
  let state = [...name].reduce((sum, letter) => (Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 2_654_435_761) + 97) >>> 0, 7);
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const colour = (hue: number, saturation: number, light: number): string => `hsl(${Math.round(hue % 360)} ${saturation}% ${light}%)`;
const frame = ({ width, height }: Size, inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${inside}</svg>`;

/** One line of hills from edge to edge, closed at the bottom. */
function ridge({ width, height }: Size, level: number, roll: () => number): string {
  const waves = [1, 2.3, 5.1].map((pace) => ({ pace: pace * (0.7 + roll()), shift: roll() * 7, high: (height * 0.09) / pace }));
  const points = Array.from({ length: 61 }, (_none, step) => {
    const y = waves.reduce((sum, { pace, shift, high }) => sum + Math.sin((step / 60) * pace * 6 + shift) * high, level);
    return `${Math.round((step / 60) * width)},${Math.round(y)}`;
  });
  return `0,${height} ${points.join(' ')} ${width},${height}`;
}

function hills(roll: () => number, size: Size, hue: number): string {
  const { width, height } = size;
  const sky = hue + 230;
  const layers = Array.from({ length: 5 }, (_none, n) =>
    `<polygon points="${ridge(size, height * (0.45 + n * 0.12), roll)}" fill="${colour(hue + n * 9, 28 + n * 4, 66 - n * 12)}"/>`);
  return frame(size, `<defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="${colour(sky + 190, 48, 62)}"/><stop offset=".7" stop-color="${colour(sky, 78, 84)}"/></linearGradient></defs>
<rect width="${width}" height="${height}" fill="url(#sky)"/>
<circle cx="${width * (0.2 + roll() * 0.6)}" cy="${height * 0.34}" r="${height * 0.09}" fill="${colour(sky + 25, 95, 93)}"/>${layers.join('')}`);
}

/** A bird on its perch, seen from the side; centred, so that it may be cut round. */
function bird(roll: () => number, size: Size, hue: number): string {
  const back = colour(hue + 150 + roll() * 60, 38, 82);
  return frame(size, `<rect width="${size.width}" height="${size.height}" fill="${back}"/>
<rect y="${size.height * 0.74}" width="${size.width}" height="${size.height * 0.04}" fill="${colour(28, 30, 32)}"/>
<g transform="translate(${size.width / 2} ${size.height / 2}) scale(${size.height / 400})">
<path d="M-150 60 L-40 40 L-30 84 Z" fill="${colour(hue, 45, 34)}"/>
<ellipse cx="5" cy="28" rx="88" ry="72" fill="${colour(hue, 52, 52)}"/><circle cx="62" cy="-46" r="52" fill="${colour(hue, 52, 56)}"/>
<ellipse cx="-12" cy="34" rx="56" ry="38" fill="${colour(hue, 48, 40)}" transform="rotate(-14)"/>
<path d="M108 -58 L158 -40 L108 -30 Z" fill="${colour(38, 90, 55)}"/><circle cx="78" cy="-56" r="9" fill="#1d1a17"/></g>`);
}

function tiles(roll: () => number, size: Size, hue: number): string {
  const side = size.width / 6;
  const cells: string[] = [];
  for (let y = 0; y < size.height; y += side) for (let x = 0; x < size.width; x += side) {
    const [front, back] = [colour(hue + roll() * 40 - 20, 55, 45 + roll() * 30), colour(hue + 200, 30, 84 + roll() * 10)];
    const [cx, cy] = [x + (roll() < 0.5 ? 0 : side), y + (roll() < 0.5 ? 0 : side)];
    cells.push(`<svg x="${x}" y="${y}" width="${side}" height="${side}" viewBox="${x} ${y} ${side} ${side}"><rect x="${x}" y="${y}" width="${side}" height="${side}" fill="${back}"/><circle cx="${cx}" cy="${cy}" r="${side * 0.95}" fill="${front}"/></svg>`);
  }
  return frame(size, cells.join(''));
}

const KINDS = { hills, bird, tiles };

/** A picture as a camera or a program would save it. `name`: what it shows, and under which name, since each has its own. */
export async function drawPicture([kind, name]: readonly [keyof typeof KINDS, string], width: number, height: number, hue?: number): Promise<Blob> {
  const roll = diceFor(name);
  const chosen = roll() * 360;
  const bytes = await sharp(Buffer.from(KINDS[kind](roll, { width, height }, hue ?? chosen))).jpeg({ quality: 82 }).toBuffer();
  return new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' });
}
