import { Link, useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { readIntroduction } from '#instance';
import { headOf } from '../head.server.ts';
import { page } from '../page.server.ts';
import * as m from '../paraglide/messages.js';
import { Page } from '../parts/page.tsx';
import listing from '../parts/listing.module.css';
import { Paragraphs } from '../parts/paragraphs.tsx';
import css from '../parts/papers.module.css';

/** What this server is: what its owner says of it, its rules, and whom to write to. */
export const loader = page(async ({ visit }) => {
  const about = await readIntroduction(visit.ctx, visit.language);
  return { about, head: headOf(visit, { title: visit.title, description: about.description, path: '/about' }) };
});

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

export default function About() {
  const { about: { title, description, text, rules, contactEmail, source } } = useLoaderData<typeof loader>();
  return (
    <Page heading={<bdi>{title}</bdi>}>
      <div className={css['text']}>
        <p className={css['lead']} dir="auto">{description}</p>
        <Paragraphs text={text} />
      </div>
      {rules.length > 0 && (
        <section className={listing['part']} aria-labelledby="rules">
          <h2 id="rules">{m.about_rules()}</h2>
          <ol className={css['rules']}>{rules.map(({ text: rule, hint }) => <li key={rule} dir="auto">{rule}{hint !== undefined && hint !== '' && <small>{hint}</small>}</li>)}</ol>
        </section>
      )}
      {contactEmail !== '' && <p className={listing['part']}>{m.about_contact()} <a href={`mailto:${contactEmail}`}>{contactEmail}</a></p>}
      <p className={listing['ways']}><Link to="/privacy-policy">{m.privacy()}</Link><Link to="/trends/rule">{m.explore_rule()}</Link>{source !== '' && <a href={source}>{m.about_source()}</a>}</p>
    </Page>
  );
}
