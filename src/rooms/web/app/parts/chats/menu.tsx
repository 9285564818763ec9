/** What can be done with a message; loaded when it is first asked for. */

import { Menu } from '@base-ui/react/menu';
import { Popover } from '@base-ui/react/popover';
import { useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import { pinMessage, react, takeMessageBack } from '../../client/chats/mine.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import type { Message } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Ask } from '../ask.tsx';
import { EmojiPanel } from '../composer/emoji-picker.tsx';
import { floatHome } from '../float-home.ts';
import css from '../floats.module.css';
import { Icon } from '../icon.tsx';
import { useActs } from './message.tsx';
import { ReportMessage } from './report.tsx';
import talk from './talk.module.css';
import { isEditable } from './words.ts';

const QUICK = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

type Next = 'emoji' | 'back' | 'report';

interface MenuProps {
  readonly message: Message;
  readonly anchor: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

function Item({ icon, children, onClick, grave = false }: { icon: string; children: ReactNode; onClick: () => void; grave?: boolean }) {
  return <Menu.Item className={`${css['item']} ${grave ? css['grave'] : ''}`} onClick={onClick}><Icon name={icon} /><span>{children}</span></Menu.Item>;
}

const copy = (text: string): Promise<void> => navigator.clipboard.writeText(text).then(() => notice(m.act_copied()), () => notice(m.act_not_copied({ text })));

function Feelings({ message, onMore }: { message: Message; onMore: () => void }) {
  const { me, put } = useActs();
  return (
    <div className={talk['feelings']}>
      {QUICK.map((name) => {
        const mine = message.reactions.some((one) => one.name === name && one.me);
        return <Menu.Item key={name} className={talk['feeling']} aria-label={mine ? m.message_unreact({ name }) : m.message_react({ name })} data-on={mine || undefined} onClick={() => void react(message, name, { wanted: !mine, me, put })}>{name}</Menu.Item>;
      })}
      <Menu.Item className={talk['feeling']} aria-label={m.message_react_more()} onClick={onMore}><Icon name="plus" /></Menu.Item>
    </div>
  );
}

function Items({ message, onNext }: MenuProps & { onNext: (next: Next) => void }) {
  const { me, host, mayWrite, answer, edit, put } = useActs();
  const mine = message.account?.id === me;
  return (
    <>
      {mayWrite && <><Feelings message={message} onMore={() => onNext('emoji')} /><Menu.Separator className={css['parting']} /></>}
      {mayWrite && <Item icon="reply" onClick={() => answer(message)}>{m.message_answer()}</Item>}
      {message.text !== '' && <Item icon="copy" onClick={() => void copy(message.text)}>{m.message_copy()}</Item>}
      {mayWrite && <Item icon={message.pinned ? 'pin-off' : 'pin'} onClick={() => void pinMessage(message, !message.pinned).then(put, (error: unknown) => notice(wordsOf(error)))}>{message.pinned ? m.message_unpin() : m.message_pin()}</Item>}
      {mayWrite && isEditable(message, me) && <Item icon="pencil" onClick={() => edit(message)}>{m.message_edit()}</Item>}
      {(mine || host) && <Item icon="trash" grave onClick={() => onNext('back')}>{m.message_take_back()}</Item>}
      {!mine && message.account !== null && <Item icon="flag" grave onClick={() => onNext('report')}>{m.act_report()}</Item>}
    </>
  );
}

/** All emoji, where the menu was. */
function Emoji({ message, anchor, onClose }: MenuProps) {
  const { me, put } = useActs();
  const take = (name: string): void => {
    void react(message, name, { wanted: true, me, put });
    onClose();
  };
  return (
    <Popover.Root open onOpenChange={(open) => { if (!open) onClose(); }}>
      <Popover.Portal container={floatHome()}>
        <Popover.Positioner className={css['over']} anchor={anchor} side="bottom" align="end" sideOffset={4} collisionPadding={8}><EmojiPanel onTake={take} /></Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function NextStep({ next, ...props }: MenuProps & { next: Next }) {
  const { message, anchor, onClose } = props;
  const { put } = useActs();
  if (next === 'emoji') return <Emoji {...props} />;
  if (next === 'report' && message.account !== null) return <ReportMessage message={message} onClose={onClose} back={anchor} />;
  const back = (): void => void takeMessageBack(message).then(put, (error: unknown) => notice(wordsOf(error)));
  return <Ask title={m.message_take_back()} text={<p>{m.message_take_back_text()}</p>} verb={m.message_take_back()} onYes={back} onClose={onClose} back={anchor} />;
}

export function MessageMenu(props: MenuProps) {
  const { anchor, onClose } = props;
  const [next, setNext] = useState<Next>();
  const [open, setOpen] = useState(true);
  if (next !== undefined) return <NextStep {...props} next={next} />;
  return (
    <Menu.Root open={open} onOpenChange={setOpen} onOpenChangeComplete={(is) => { if (!is) onClose(); }} modal={false}>
      <Menu.Portal container={floatHome()}>
        <Menu.Positioner className={css['over']} anchor={anchor} side="bottom" align="end" sideOffset={4} collisionPadding={8}>
          <Menu.Popup className={css['menu']} finalFocus={anchor} aria-label={m.message_more()}><Items {...props} onNext={setNext} /></Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
