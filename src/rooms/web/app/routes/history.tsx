import { Link, useLoaderData } from 'react-router';
import { accountJson } from '#accounts';
import { notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import { readWordings } from '#posts';
import { difference } from '../difference.ts';
import type { Account } from '../entities.ts';
import * as m from '../paraglide/messages.js';
import { page } from '../page.server.ts';
import { nameAmongWords, nameOf, profilePath } from '../parts/name.tsx';
import { Page } from '../parts/page.tsx';
import { Rail } from '../parts/rail.tsx';
import { Moment } from '../parts/time.tsx';
import css from './history.module.css';

/** The pictures, the question and the text of a wording, as lines. */
const linesOf = (parts: readonly (readonly string[] | null)[]): string => parts.flatMap((part) => part ?? []).join('\n');

export const loader = page(async ({ visit, params }) => {
  const id = parseId(params['id'] ?? '');
  if (id === undefined || !(params['handle'] ?? '').startsWith('@')) throw notFound();
  const { post, wordings } = await readWordings(visit.ctx, id);
  const account = JSON.parse(String((await accountJson(visit.ctx, [post.authorId])).get(post.authorId))) as Account;
  if (params['handle'] !== `@${account.acct}`) throw notFound();
  return {
    account, address: `${profilePath(account)}/${String(id)}`,
    wordings: wordings.map(({ text, spoiler, titles, media, createdAt, sensitive }) => ({
      at: createdAt.toISOString(), text, spoiler, sensitive, poll: linesOf([titles]), pictures: linesOf([(media ?? []).map(({ description }) => description ?? '')]), count: media?.length ?? 0,
    })),
  };
});

type Wording = Awaited<ReturnType<typeof loader>>['wordings'][number];

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) => [{ title: loaderData === undefined ? '' : m.history_title({ name: nameOf(loaderData.account) }) }, { name: 'robots', content: 'noindex' }];

/** What a text said before and says now: what went struck through, what came underlined. */
function Changed({ before, now }: { before: string; now: string }) {
  return (
    <>
      {difference(before, now).map(({ kind, text }, at) => {
        // oxlint-disable-next-line react/no-array-index-key -- The pieces of a text never change places.
        if (kind === 'same') return <span key={at}>{text}</span>;
        return kind === 'gone'
          // oxlint-disable-next-line react/no-array-index-key
          ? <del key={at} className={css['gone']}>{text}</del> : <ins key={at} className={css['come']}>{text}</ins>;
      })}
    </>
  );
}

function Version({ wording, before, at }: { wording: Wording; before: Wording | undefined; at: number }) {
  const then = before ?? wording;
  const part = (label: string, old: string, now: string): React.ReactNode => (old === now ? null : <div className={css['part']}><h3>{label}</h3><p className={css['text']}><Changed before={old} now={now} /></p></div>);
  return (
    <article className={css['version']} aria-labelledby={`version-${at}`}>
      <h2 id={`version-${at}`}>{before === undefined ? m.history_first() : m.history_change({ number: at })} <small><Moment at={wording.at} form="long" /></small></h2>
      <p className={css['text']} dir="auto"><Changed before={then.text} now={wording.text} /></p>
      {part(m.warning_label(), then.spoiler, wording.spoiler)}
      {part(m.media_list(), then.pictures, wording.pictures)}
      {part(m.poll_title(), then.poll, wording.poll)}
      {then.count !== wording.count && <p className={css['note']}>{m.history_media({ before: then.count, count: wording.count })}</p>}
      {then.sensitive !== wording.sensitive && <p className={css['note']}>{wording.sensitive ? m.history_sensitive() : m.history_not_sensitive()}</p>}
    </article>
  );
}

export default function History() {
  const { account, address, wordings } = useLoaderData<typeof loader>();
  const items = wordings.map((wording, at) => ({ key: String(at), at: wording.at, node: <Version wording={wording} before={wordings[at - 1]} at={at} /> })).reverse();
  return (
    <Page heading={m.history_title({ name: nameAmongWords(account) })} line={<Link to={address}>{m.history_back()}</Link>}>
      <Rail items={items} label={m.act_history()} foot={<p>{m.history_foot()}</p>} />
    </Page>
  );
}
