/** The menus of a post, loaded when one is first opened. */

import { Menu } from '@base-ui/react/menu';
import { useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import { Link, useNavigate } from 'react-router';
import { ApiError, api } from '../../client/api.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import { muteThread, pin, removePost, repost, seedPosts } from '../../client/posts.ts';
import type { Post } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import type { Me } from '../../visit.ts';
import type { Writing } from '../acts.tsx';
import { Ask } from '../ask.tsx';
import { floatHome } from '../float-home.ts';
import css from '../floats.module.css';
import { Icon } from '../icon.tsx';
import { postPath } from '../post.tsx';
import { keepRewrite } from '../composer/draft.ts';
import { Embed } from './embed.tsx';
import { QuotePolicy } from './quote-policy.tsx';
import { Report } from './report.tsx';

/** What a menu leads to that needs more than one press. */
type Next = 'delete' | 'anew' | 'report' | 'embed' | 'block' | 'mute' | 'policy' | 'withdraw';

interface MenusProps {
  readonly kind: 'repost' | 'more';
  readonly post: Post;
  readonly me: Me;
  readonly anchor: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly onWrite: (what: Writing) => void;
}

const addressOf = (post: Post): string => post.url ?? `${location.origin}${postPath(post)}`;

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text).then(() => notice(m.act_copied()), () => notice(m.act_not_copied({ text })));
}

export function Item({ icon, children, onClick, grave = false, disabled = false }: { icon: string; children: ReactNode; onClick: () => void; grave?: boolean; disabled?: boolean }) {
  return <Menu.Item className={`${css['item']} ${grave ? css['grave'] : ''}`} onClick={onClick} disabled={disabled}><Icon name={icon} /><span>{children}</span></Menu.Item>;
}

function Way({ icon, to, children }: { icon: string; to: string; children: ReactNode }) {
  return <Menu.LinkItem className={css['item']} closeOnClick render={<Link to={to} />}><Icon name={icon} /><span>{children}</span></Menu.LinkItem>;
}

/** Quoting asks for the author's consent; who has refused it beforehand is not asked. */
function quoteWords({ quote_approval: { current_user: consent }, visibility }: Post): { hint: string | undefined; refused: boolean } {
  if (consent === 'denied' || consent === 'unknown' || visibility === 'direct') return { hint: m.act_quote_refused(), refused: true };
  return { hint: consent === 'manual' ? m.act_quote_asks() : undefined, refused: false };
}

function RepostItems({ post, onWrite }: MenusProps) {
  const { hint, refused } = quoteWords(post);
  const on = post.reblogged === true;
  return (
    <>
      <Item icon="repeat-2" onClick={() => void repost(post.id, !on)}>{on ? m.act_unrepost() : m.act_repost_now()}</Item>
      <Item icon="quote" disabled={refused} onClick={() => onWrite('quote')}>{m.act_quote()}{hint !== undefined && <small>{hint}</small>}</Item>
    </>
  );
}

/** The list that is being read, as receipts name it; home where it is none of those. */
function listHere(): string {
  const path = decodeURI(location.pathname).slice(1);
  return /^(?:public|tags\/[^/]+|lists\/\d+)$/.test(path) ? path : 'home';
}

function Ways({ post }: { post: Post }) {
  const path = postPath(post);
  return (
    <>
      <Way icon="message-square" to={path}>{m.act_open()}</Way>
      <Item icon="link" onClick={() => void copy(addressOf(post))}>{m.act_copy()}</Item>
      {typeof navigator.share === 'function' && <Item icon="share-2" onClick={() => void navigator.share({ url: addressOf(post) }).catch(() => undefined)}>{m.act_share()}</Item>}
      {post.favourites_count > 0 && <Way icon="heart" to={`${path}/likes`}>{m.act_who_liked()}</Way>}
      {post.reblogs_count > 0 && <Way icon="repeat-2" to={`${path}/reposts`}>{m.act_who_reposted()}</Way>}
      <Way icon="circle-question-mark" to={`/why?list=${encodeURIComponent(listHere())}&url=${post.id}`}>{m.act_why()}</Way>
      {post.edited_at !== null && <Way icon="rotate-ccw-clock" to={`${path}/history`}>{m.act_history()}</Way>}
    </>
  );
}

function OwnItems({ post, me, onWrite, onNext }: MenusProps & { onNext: (next: Next) => void }) {
  const pinnable = post.visibility !== 'direct';
  return (
    <>
      <Menu.Separator className={css['parting']} />
      <Item icon="pencil" onClick={() => onWrite('edit')}>{m.act_edit()}</Item>
      {pinnable && <Item icon={post.pinned === true ? 'pin-off' : 'pin'} onClick={() => void pin(post.id, post.pinned !== true)}>{post.pinned === true ? m.act_unpin() : m.act_pin()}</Item>}
      {pinnable && post.account.id === me.id && <Item icon="quote" onClick={() => onNext('policy')}>{m.act_policy()}</Item>}
      <Item icon="pen-line" onClick={() => onNext('anew')}>{m.act_anew()}</Item>
      <Item icon="trash" grave onClick={() => onNext('delete')}>{m.act_delete()}</Item>
    </>
  );
}

/** A quote of mine inside somebody else's post. */
const quotesMe = ({ quote }: Post, me: Me): boolean => quote !== null && 'quoted_status' in quote && quote.quoted_status?.account.id === me.id;

function OtherItems({ post, me, onNext }: MenusProps & { onNext: (next: Next) => void }) {
  const name = `@${post.account.acct}`;
  return (
    <>
      <Menu.Separator className={css['parting']} />
      {quotesMe(post, me) && <Item icon="x" onClick={() => onNext('withdraw')}>{m.act_withdraw()}</Item>}
      <Item icon="volume-x" onClick={() => onNext('mute')}>{m.act_mute({ name })}</Item>
      <Item icon="ban" onClick={() => onNext('block')}>{m.act_block({ name })}</Item>
      <Item icon="flag" grave onClick={() => onNext('report')}>{m.act_report()}</Item>
    </>
  );
}

function MoreItems(props: MenusProps & { onNext: (next: Next) => void }) {
  const { post, me, onNext } = props;
  const open = post.visibility === 'public' || post.visibility === 'unlisted';
  return (
    <>
      <Ways post={post} />
      {open && <Item icon="external-link" onClick={() => onNext('embed')}>{m.act_embed()}</Item>}
      <Item icon={post.muted === true ? 'bell' : 'bell-off'} onClick={() => void muteThread(post.id, post.muted !== true)}>{post.muted === true ? m.act_unmute_thread() : m.act_mute_thread()}</Item>
      {post.account.id === me.id ? <OwnItems {...props} /> : <OtherItems {...props} />}
    </>
  );
}

async function attempt(act: () => Promise<unknown>, done: string): Promise<void> {
  try {
    await act();
    notice(done);
  } catch (error) {
    notice(error instanceof ApiError ? wordsOf(error) : m.act_fault());
  }
}

async function withdraw({ id, quote }: Post): Promise<void> {
  const quoted = quote !== null && 'quoted_status' in quote ? quote.quoted_status : null;
  if (quoted !== null) seedPosts([await api.post<Post>(`/api/v1/statuses/${quoted.id}/quotes/${id}/revoke`)]);
}

function NextStep({ next, post, me, anchor, onClose }: MenusProps & { next: Next }) {
  const navigate = useNavigate();
  const name = `@${post.account.acct}`;
  const { id } = post.account;
  const asked = { onClose, back: anchor };
  if (next === 'report') return <Report account={post.account} post={post} {...asked} />;
  if (next === 'embed') return <Embed post={post} {...asked} />;
  if (next === 'policy') return <QuotePolicy post={post} {...asked} />;
  if (next === 'delete') return <Ask title={m.ask_delete()} text={<p>{m.ask_delete_text()}</p>} verb={m.act_delete()} onYes={() => void removePost(post.id)} {...asked} />;
  if (next === 'withdraw') return <Ask title={m.ask_withdraw()} text={<p>{m.ask_withdraw_text({ name })}</p>} verb={m.act_withdraw()} onYes={() => void attempt(() => withdraw(post), m.act_withdrawn())} {...asked} />;
  if (next === 'mute') return <Ask title={m.act_mute({ name })} text={<p>{m.ask_mute_text()}</p>} verb={m.ask_mute_verb()} onYes={() => void attempt(() => api.post(`/api/v1/accounts/${id}/mute`), m.act_muted({ name }))} {...asked} />;
  if (next === 'block') return <Ask title={m.act_block({ name })} text={<p>{m.ask_block_text()}</p>} verb={m.ask_block_verb()} onYes={() => void attempt(() => api.post(`/api/v1/accounts/${id}/block`), m.act_blocked({ name }))} {...asked} />;
  const writeAnew = async (): Promise<void> => {
    const removed = await removePost(post.id, { keepMedia: true });
    if (removed === undefined) return;
    await navigate(`/write?draft=${await keepRewrite(me.id, removed)}`);
  };
  return <Ask title={m.act_anew()} text={<p>{m.ask_anew_text()}</p>} verb={m.act_anew()} onYes={() => void writeAnew()} {...asked} />;
}

export function Menus(props: MenusProps) {
  const { kind, anchor, onClose } = props;
  const [next, setNext] = useState<Next>();
  const [open, setOpen] = useState(true);
  if (next !== undefined) return <NextStep {...props} next={next} />;
  return (
    <Menu.Root open={open} onOpenChange={setOpen} onOpenChangeComplete={(is) => { if (!is) onClose(); }} modal={false}>
      <Menu.Portal container={floatHome()}>
        <Menu.Positioner className={css['over']} anchor={anchor} side="bottom" align={kind === 'repost' ? 'start' : 'end'} sideOffset={4} collisionPadding={8}>
          <Menu.Popup className={css['menu']} finalFocus={anchor} aria-label={kind === 'repost' ? m.act_repost() : m.act_more()}>
            {kind === 'repost' ? <RepostItems {...props} /> : <MoreItems {...props} onNext={setNext} />}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
