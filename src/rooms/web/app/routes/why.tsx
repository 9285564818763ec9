import { Form, Link, useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { readLists } from '#accounts';
import { presentWhy, readWhy } from '#receipts';
import { headOf } from '../head.server.ts';
import { page } from '../page.server.ts';
import * as m from '../paraglide/messages.js';
import { Page } from '../parts/page.tsx';
import { Post } from '../parts/post.tsx';
import { presentPosts } from '../posts.server.ts';
import { useHere } from '../here.tsx';
import css from '../parts/receipts/receipt.module.css';
import listing from '../parts/listing.module.css';

const LONGEST = 500;

/** Why a post is in a list, or is not: an address goes in, a sentence comes out. */
export const loader = page(async ({ visit, url }) => {
  const address = (url.searchParams.get('url') ?? '').slice(0, LONGEST).trim();
  const list = url.searchParams.get('list') ?? (visit.me === undefined ? 'public' : 'home');
  const lists = visit.me === undefined ? [] : (await readLists(visit.ctx)).map(({ id, title }) => ({ name: `lists/${id}`, label: title }));
  const offered = [...(visit.me === undefined ? [] : [{ name: 'home', label: m.nav_home() }]), { name: 'public', label: m.receipt_public() }, ...lists];
  const named = offered.some(({ name }) => name === list) ? offered : [...offered, { name: list, label: list.startsWith('tags/') ? `#${list.slice('tags/'.length)}` : m.why_this_list() }];
  const why = address === '' ? undefined : await readWhy(visit.ctx, list, address);
  const [post] = why?.post === undefined ? [] : await presentPosts(visit, [why.post]);
  const answer = why && presentWhy(visit.language, list, why);
  return { address, list, lists: named, answer, post, head: headOf(visit, { title: m.why_title(), description: m.why_line(), path: '/why', hidden: address !== '' }) };
});

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

export default function Why() {
  const { address, list, lists, answer, post } = useLoaderData<typeof loader>();
  const { origin } = useHere();
  return (
    <Page heading={m.why_title()} line={m.why_line()}>
      {answer !== undefined && <output className={css['answer']}>{answer.sentence}</output>}
      {post !== undefined && <Post post={post} origin={origin} dated />}
      <Form method="get" action="/why" className={css['form']} key={`${list} ${address}`}>
        <div><label className="label" htmlFor="why-url">{m.why_address()}</label>
          <input className="input" id="why-url" name="url" required maxLength={LONGEST} defaultValue={address} placeholder={`${origin}/@…`} autoComplete="off" inputMode="url" enterKeyHint="go" /></div>
        <div className={css['row']}>
          <div><label className="label" htmlFor="why-list">{m.why_list()}</label>
            <select className="input" id="why-list" name="list" defaultValue={list}>{lists.map(({ name, label }) => <option key={name} value={name}>{label}</option>)}</select></div>
          <button className="button next">{m.why_go()}</button>
        </div>
      </Form>
      {list.includes('/') || list === 'home' || list === 'public' ? <p className={listing['ways']}><Link to={`/receipts/${list}`}>{m.why_receipt()}</Link></p> : null}
    </Page>
  );
}
