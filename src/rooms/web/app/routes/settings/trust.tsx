import { Link, useLoaderData, useRevalidator } from 'react-router';
import { saveCard, useFreshTrust, useTrustAct } from '../../client/trust.ts';
import type { Trust, TrustCard, TrustStep } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { memberPage } from '../../page.server.ts';
import { profilePath } from '../../parts/name.tsx';
import { Part, TextField } from '../../parts/settings/fields.tsx';
import { SavedForm } from '../../parts/settings/form.tsx';
import formCss from '../../parts/settings/form.module.css';
import { SettingsPage } from '../../parts/settings/frame.tsx';
import { Someone } from '../../parts/settings/listed.tsx';
import { Ladder } from '../../parts/trust/ladder.tsx';
import css from '../../parts/trust/ladder.module.css';
import { lineWord, stepWord } from '../../parts/trust/words.ts';
import { presentLadder, presentTrusts } from '../../trust.server.ts';

export const loader = memberPage(async ({ visit }) => ({ ...(await presentTrusts(visit)), steps: presentLadder() }));

export const meta = () => [{ title: m.trust_settings() }];

function Offer({ trust: { id, account, offer } }: { trust: Trust }) {
  const act = useTrustAct();
  if (offer === null) return null;
  const step = stepWord(offer.step);
  return (
    <li>
      <div><Someone account={account} line={offer.by_me ? m.trust_you_offer({ step }) : m.trust_offers_you({ step })} /></div>
      <div className={css['acts']}>
        {!offer.by_me && <button type="button" className="button" onClick={() => void act(`/${id}/accept`, { step: offer.step })}>{m.trust_accept()}<span className="unseen"> @{account.acct}</span></button>}
        <button type="button" className="button" onClick={() => void act(`/${id}/decline`, {})}>{offer.by_me ? m.trust_take_back() : m.trust_decline()}<span className="unseen"> @{account.acct}</span></button>
        <Link className="button plain" to={`${profilePath(account)}/trust`}>{m.trust_look()}<span className="unseen"> @{account.acct}</span></Link>
      </div>
    </li>
  );
}

const LONGEST = { help: 300, email: 254, birthday: 10, address: 300, phone: 30 } as const;
const LINES = ['help', 'email', 'birthday', 'address', 'phone'] as const;

function CardForm({ card, steps }: { card: TrustCard; steps: readonly TrustStep[] }) {
  const { revalidate } = useRevalidator();
  const fromOf = (line: string): string => stepWord(steps.find(({ widens }) => (widens as readonly string[]).includes(line))?.step ?? '');
  const save = async (data: FormData): Promise<void> => {
    await saveCard(Object.fromEntries(LINES.map((line) => [line, String(data.get(line) ?? '')])));
    await revalidate();
  };
  const hints: Partial<Record<string, (facts: { step: string }) => string>> = { help: m.trust_help_hint, birthday: m.trust_birthday_hint };
  return (
    <SavedForm save={save} quiet>
      {LINES.map((line) => (
        <TextField key={line} name={line} label={lineWord(line)} value={card[line] ?? ''} hint={(hints[line] ?? m.trust_seen_from)({ step: fromOf(line) })} most={LONGEST[line]}
          {...((line === 'help' || line === 'address') && { rows: 2 })} />
      ))}
    </SavedForm>
  );
}

export default function TrustSettings() {
  const { offers, agreed, card, steps } = useLoaderData<typeof loader>();
  useFreshTrust();
  return (
    <SettingsPage heading={m.trust_settings()} line={m.trust_page_line()}>
      <Part heading={m.trust_offers()}>
        {offers.length === 0 ? <p className="hint">{m.trust_offers_none()}</p> : <ul className={formCss['rows']}>{offers.map((trust) => <Offer key={trust.id} trust={trust} />)}</ul>}
      </Part>
      <Part heading={m.trust_shared()}>
        {agreed.length === 0 ? <p className="hint">{m.trust_shared_none()}</p> : (
          <ul className={formCss['rows']}>{agreed.map(({ id, account, step }) => (
            <li key={id}><div><Someone account={account} line={m.trust_at({ step: stepWord(step) })} /></div><Link className="button" to={`${profilePath(account)}/trust`}>{m.trust_look()}<span className="unseen"> @{account.acct}</span></Link></li>
          ))}</ul>
        )}
      </Part>
      <Part heading={m.trust_card()} line={m.trust_card_line()}><CardForm card={card} steps={steps} /></Part>
      <Part heading={m.trust_steps()}><Ladder steps={steps} headings="h3" /></Part>
    </SettingsPage>
  );
}
