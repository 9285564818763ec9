/** The languages our pages speak, and which of them a reader wants. */

export type Language = 'en' | 'fr';

/** The first of these texts (`fr`, `fr-CA,en;q=0.8`) that names a language we speak; English otherwise. */
export function languageOf(...texts: (string | undefined)[]): Language {
  for (const text of texts) {
    const wishes = (text ?? '').slice(0, 500).split(/[,\s]+/).map((part, at) => {
      const quality = Number(/;q=([\d.]+)/.exec(part)?.[1] ?? 1);
      return { name: part.slice(0, 2).toLowerCase(), quality: Number.isFinite(quality) ? quality : 0, at };
    });
    const spoken = wishes.filter(({ name, quality }) => (name === 'fr' || name === 'en') && quality > 0);
    spoken.sort((a, b) => b.quality - a.quality || a.at - b.at);
    const [best] = spoken;
    if (best !== undefined) return best.name === 'fr' ? 'fr' : 'en';
  }
  return 'en';
}
