import { Link, redirect, useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { headOf } from '../head.server.ts';
import { page } from '../page.server.ts';
import * as m from '../paraglide/messages.js';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { Moment } from '../parts/time.tsx';
import { presentChecked } from '../receipts.server.ts';
import css from '../parts/receipts/receipt.module.css';
import listing from '../parts/listing.module.css';

/** Lists that are a member's own. */
const OWN = /^(home|lists)(\/|$)/;

/** Lists that one may ask about, post by post. */
const ASKABLE = /^(?:home|public|tags\/|lists\/|accounts\/)/;

/** The receipt of a part of a list, in words. */
export const loader = page(async ({ visit, params, url }) => {
  const text = params['*'] ?? '';
  if (OWN.test(text) && visit.me === undefined) throw redirect(`/auth/sign_in?return_to=${encodeURIComponent(`/receipts/${text}`)}`);
  const checked = await presentChecked(visit, text, url);
  return { ...checked, head: headOf(visit, { title: m.receipt_title({ list: checked.label }), description: m.receipt_line(), path: `/receipts/${checked.list}`, hidden: true }) };
});

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

type Checked = ReturnType<typeof useLoaderData<typeof loader>>;

const REASONS: Readonly<Record<string, () => string>> = {
  'your-mute': () => m.receipt_muted(), 'your-block': () => m.receipt_blocked(), 'withheld-by-law': () => m.receipt_withheld(),
  held: () => m.receipt_held(), limited: () => m.receipt_limited(), removed: () => m.receipt_removed(),
};

const FLAWS: Readonly<Record<string, () => string>> = {
  missing: () => m.receipt_flaw_missing(), 'not-in-log': () => m.receipt_flaw_not_in_log(), 'not-of-list': () => m.receipt_flaw_not_of_list(),
  changed: () => m.receipt_flaw_changed(), order: () => m.receipt_flaw_order(),
};

function Figures({ checked }: { checked: Checked }) {
  const rows: readonly (readonly [word: string, figure: number, hint?: string])[] = [
    [m.receipt_belong(), checked.count], [m.receipt_shown(), checked.shown],
    ...checked.leftOut.map(({ reason, count }) => [REASONS[reason]?.() ?? reason, count] as const),
    ...(checked.filtered > 0 ? [[m.receipt_filtered(), checked.filtered] as const] : []),
    ...(checked.unlogged > 0 ? [[m.receipt_unlogged(), checked.unlogged, m.receipt_unlogged_hint()] as const] : []),
    ...(checked.earlier > 0 ? [[m.receipt_earlier(), checked.earlier, m.receipt_earlier_hint()] as const] : []),
    [m.receipt_authors(), checked.authors],
  ];
  return (
    <dl className={css['figures']}>
      {rows.map(([word, figure, hint]) => <div key={word}><dt>{word}</dt><dd>{figure}</dd>{hint !== undefined && <dd className={css['hint']}>{hint}</dd>}</div>)}
    </dl>
  );
}

function Findings({ findings }: Pick<Checked, 'findings'>) {
  if (findings.length === 0) return null;
  return (
    <section className={css['part']} aria-labelledby="receipt-wrong">
      <h2 id="receipt-wrong">{m.receipt_wrong()}</h2>
      <ul className={css['found']}>
        {findings.map(({ id, flaw, path, at }) => (
          <li key={`${id} ${flaw}`}>{path === undefined ? m.receipt_post({ id }) : <Link to={path}>{m.receipt_post({ id })}</Link>} {at !== undefined && <Moment at={at} />} {FLAWS[flaw]?.() ?? flaw}</li>
        ))}
      </ul>
    </section>
  );
}

export default function Receipt() {
  const checked = useLoaderData<typeof loader>();
  const { label, path, findings, byTime, from, to, older } = checked;
  const isWhole = findings.length === 0;
  return (
    <Page heading={m.receipt_title({ list: label })} line={m.receipt_line()}>
      <output className={`${css['verdict']} ${isWhole ? '' : css['wrong']}`}>
        <Icon name={isWhole ? 'list-checks' : 'triangle-exclamation-point'} />{isWhole ? (byTime ? m.receipt_whole() : m.receipt_whole_thread()) : m.receipt_not_whole()}
      </output>
      {byTime && <p className={css['quiet']}>{m.receipt_span()} {from === undefined ? m.receipt_beginning() : <Moment at={from} />} – {to !== undefined && <Moment at={to} />}</p>}
      <Findings findings={findings} />
      <Figures checked={checked} />
      <p className={`${listing['ways']} ${css['ways']}`}>
        <Link to={path}>{m.receipt_back()}</Link>
        {older !== undefined && <Link to={older}>{m.receipt_older()}</Link>}
        <Link to={ASKABLE.test(checked.list) ? `/why?list=${encodeURIComponent(checked.list)}` : '/why'}>{m.why_ask()}</Link>
      </p>
      <section className={css['part']} aria-labelledby="receipt-yourself">
        <h2 id="receipt-yourself">{m.receipt_yourself()}</h2>
        <p>{m.receipt_yourself_words()}</p>
        <code className={css['code']}>{checked.command}</code>
        <p className={css['quiet']}>{m.receipt_chain()} <a href={checked.json}>{checked.chain}</a></p>
      </section>
    </Page>
  );
}
