import { useLocation } from 'react-router';
import { useState } from 'react';
import * as m from '../../paraglide/messages.js';
import { CheckField, ChoiceField, Part } from '../../parts/settings/fields.tsx';
import { SettingsPage } from '../../parts/settings/frame.tsx';
import { keepLook } from '../../parts/settings/look.tsx';
import type { Look } from '../../parts/settings/look.tsx';
import { useHere } from '../../here.tsx';
import { KeysChoice } from '../../parts/help.tsx';

export const meta = () => [{ title: m.settings_appearance() }];

/** Each choice is kept at once: there is nothing to save. */
export default function Appearance() {
  const { look: begun, language } = useHere();
  const [look, setLook] = useState<Look>(begun);
  const { pathname } = useLocation();
  const pick = (question: keyof Look, answer: string): void => {
    const { [question]: _before, ...rest } = look;
    const next = (answer === '' ? rest : { ...rest, [question]: answer }) as Look;
    setLook(next);
    keepLook(next);
  };
  const yes = (question: keyof Look, answer: string) => (on: boolean): void => pick(question, on ? answer : '');
  return (
    <SettingsPage heading={m.settings_appearance()} line={m.appearance_line()}>
      <ChoiceField name="theme" label={m.appearance_theme()} inline value={look.theme ?? ''} onPick={(value) => pick('theme', value)} options={[
        { value: '', label: m.appearance_system() }, { value: 'light', label: m.appearance_light() }, { value: 'dark', label: m.appearance_dark() },
      ]} />
      <ChoiceField name="text" label={m.appearance_text()} inline value={look.text ?? ''} onPick={(value) => pick('text', value)} options={[
        { value: '', label: m.appearance_text_normal() }, { value: 'large', label: m.appearance_text_large() }, { value: 'larger', label: m.appearance_text_larger() },
      ]} />
      <Part heading={m.appearance_language()}>
        <div><p><a className="button" href={`${pathname}?lang=${language === 'fr' ? 'en' : 'fr'}`} hrefLang={m.other_language_code()} lang={m.other_language_code()}>{m.other_language()}</a></p></div>
      </Part>
      <Part heading={m.appearance_access()} line={m.appearance_access_line()}>
        <CheckField name="contrast" label={m.appearance_contrast()} hint={m.appearance_contrast_hint()} on={look.contrast === 'more'} onPick={yes('contrast', 'more')} />
        <CheckField name="motion" label={m.appearance_motion()} hint={m.appearance_motion_hint()} on={look.motion === 'less'} onPick={yes('motion', 'less')} />
        <CheckField name="links" label={m.appearance_links()} on={look.links === 'lined'} onPick={yes('links', 'lined')} />
        <CheckField name="targets" label={m.appearance_targets()} on={look.targets === 'large'} onPick={yes('targets', 'large')} />
        <CheckField name="descriptions" label={m.appearance_descriptions()} hint={m.appearance_descriptions_hint()} on={look.descriptions !== 'unasked'} onPick={(on) => pick('descriptions', on ? '' : 'unasked')} />
        <KeysChoice />
        <p className="hint">{m.appearance_keyboard()}</p>
      </Part>
      <Part heading={m.appearance_posts()}>
        <CheckField name="warnings" label={m.appearance_warnings()} hint={m.appearance_warnings_hint()} on={look.warnings === 'open'} onPick={yes('warnings', 'open')} />
        <ChoiceField name="media" label={m.appearance_media()} value={look.media ?? ''} onPick={(value) => pick('media', value)} options={[
          { value: '', label: m.appearance_media_marked() }, { value: 'shown', label: m.appearance_media_shown() }, { value: 'hidden', label: m.appearance_media_hidden() },
        ]} />
        <CheckField name="films" label={m.appearance_films()} hint={m.appearance_films_hint()} on={look.films === 'play'} onPick={yes('films', 'play')} />
      </Part>
    </SettingsPage>
  );
}
