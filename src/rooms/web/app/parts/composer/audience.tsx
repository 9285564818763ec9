/** Who may see a post and who may quote it, in words, in one menu. */

import { Menu } from '@base-ui/react/menu';
import * as m from '../../paraglide/messages.js';
import { floatHome } from '../float-home.ts';
import floats from '../floats.module.css';
import { Icon } from '../icon.tsx';
import type { Change, Draft } from './draft.ts';
import css from './composer.module.css';
import { audiencesInWords, policiesInWords } from './words.ts';
import type { Policy, VisibilityName } from './words.ts';

function Tick() {
  return <span className={floats['tick']}><Menu.RadioItemIndicator><Icon name="check" /></Menu.RadioItemIndicator></span>;
}

export function Audience({ draft, change, fixed }: { draft: Draft; change: Change; fixed: boolean }) {
  const audiences = audiencesInWords();
  const now = audiences.find(({ name }) => name === draft.visibility) ?? audiences[0];
  const quotable = draft.visibility === 'public' || draft.visibility === 'unlisted';
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className={css['choice']}>
        <Icon name={now?.icon ?? 'globe'} small /><span className="unseen">{m.audience_label()} </span><b>{now?.word}</b><Icon name="chevron-down" small />
      </Menu.Trigger>
      <Menu.Portal container={floatHome()}>
        <Menu.Positioner className={floats['over']} side="bottom" align="start" sideOffset={4} collisionPadding={8}>
          <Menu.Popup className={floats['menu']}>
            <Menu.RadioGroup value={draft.visibility} onValueChange={(value: VisibilityName) => change({ visibility: value })}>
              <Menu.Group>
                <Menu.GroupLabel className={floats['label']}>{fixed ? m.audience_fixed() : m.audience_label()}</Menu.GroupLabel>
                {audiences.map(({ name, word, hint }) => (
                  <Menu.RadioItem key={name} value={name} className={floats['item']} closeOnClick disabled={fixed}><Tick /><span>{word}<small>{hint}</small></span></Menu.RadioItem>
                ))}
              </Menu.Group>
            </Menu.RadioGroup>
            {quotable && (
              <>
                <Menu.Separator className={floats['parting']} />
                <Menu.RadioGroup value={draft.policy} onValueChange={(value: Policy) => change({ policy: value })}>
                  <Menu.Group>
                    <Menu.GroupLabel className={floats['label']}>{m.policy_label()}</Menu.GroupLabel>
                    {policiesInWords().map(([name, word]) => <Menu.RadioItem key={name} value={name} className={floats['item']} closeOnClick><Tick /><span>{word}</span></Menu.RadioItem>)}
                  </Menu.Group>
                </Menu.RadioGroup>
              </>
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
