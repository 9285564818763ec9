import { useLoaderData } from 'react-router';
import { descriptionSetting } from '#instance';
import { readPublic } from '#timelines';
import * as m from '../paraglide/messages.js';
import { page } from '../page.server.ts';
import { Empty, Page } from '../parts/page.tsx';
import { Stretch } from '../parts/stretch.tsx';
import { liveAddress, pageOf, presentStretch } from '../posts.server.ts';
import { useRoot } from '../root.tsx';

export const loader = page(async ({ visit, url }) => ({
  live: liveAddress(visit, 'public'),
  description: visit.ctx.settings.get(descriptionSetting),
  ...(await presentStretch(visit, url, readPublic(visit.ctx, pageOf(url)))),
}));

export default function Front() {
  const { description, live, ...stretch } = useLoaderData<typeof loader>();
  const { title, origin } = useRoot();
  return (
    <Page heading={title} line={description}>
      <Stretch {...stretch} origin={origin} label={m.front_line()} live={live} empty={<Empty>{m.front_empty()}</Empty>} />
    </Page>
  );
}
