/**
 * The forms of numbers, in place of the module that Paraglide writes for them (`../vite.config.ts`): that one makes its rules anew
 * for each number, which takes longer than drawing the rest of a post.
 */

const rules = new Map<string, Intl.PluralRules>();

/** The form that a language has for so many, such as `one` or `other`. */
export function plural(locale: string, input: unknown, options: Intl.PluralRulesOptions = {}): string {
  const key = `${locale} ${options.type ?? ''}`;
  let found = rules.get(key);
  if (found === undefined) rules.set(key, (found = new Intl.PluralRules(locale, options)));
  return found.select(Number(input));
}
