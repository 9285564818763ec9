/** How somebody wants pages to look at this browser: kept in a cookie, so that they come right the first time, also signed out. */

/** The answers to each question; what is not among them is left to the browser. */
const CHOICES = {
  theme: ['light', 'dark'],
  contrast: ['more'],
  text: ['large', 'larger'],
  motion: ['less'],
  links: ['lined'],
  targets: ['large'],
  warnings: ['open'],
  media: ['shown', 'hidden'],
  films: ['play'],
  descriptions: ['unasked'],
} as const;

export type Look = { readonly [Question in keyof typeof CHOICES]?: (typeof CHOICES)[Question][number] };

export const LOOK_COOKIE = 'perchoir_look';

/** What a cookie says, as `theme_dark.text_large`; whatever else stands in it says nothing. */
export function parseLook(cookie: string | undefined): Look {
  const look: Record<string, string> = {};
  for (const part of (cookie ?? '').slice(0, 300).split('.')) {
    const [question = '', answer = ''] = part.split('_');
    const known = Object.hasOwn(CHOICES, question) ? (CHOICES[question as keyof Look] as readonly string[]) : [];
    if (known.includes(answer)) look[question] = answer;
  }
  return look;
}
