import { useLoaderData } from 'react-router';
import type { MetaDescriptor } from 'react-router';
import { readPrivacyText } from '#instance';
import { headOf, summaryOf } from '../head.server.ts';
import { page } from '../page.server.ts';
import * as m from '../paraglide/messages.js';
import { Page } from '../parts/page.tsx';
import { Paragraphs } from '../parts/paragraphs.tsx';
import css from '../parts/papers.module.css';
import { Moment } from '../parts/time.tsx';

/** What is kept about people here. */
export const loader = page(async ({ visit }) => {
  const { text, writtenAt } = await readPrivacyText(visit.ctx, visit.language);
  return { text, at: writtenAt.toISOString(), head: headOf(visit, { title: m.privacy(), description: summaryOf(text), path: '/privacy-policy' }) };
});

export const meta = ({ loaderData }: { loaderData?: { head: MetaDescriptor[] } }) => loaderData?.head ?? [];

export default function Privacy() {
  const { text, at } = useLoaderData<typeof loader>();
  return (
    <Page heading={m.privacy()}>
      <div className={css['text']}><Paragraphs text={text} /></div>
      <p className={css['since']}>{m.about_since()} <Moment at={at} form="day" /></p>
    </Page>
  );
}
