/** Every part of the look in its states, by day and by night, with the values it is made of: for those who work on it. */

import { data, useLoaderData } from 'react-router';
import { PAIRS, coloursIn, contrastBetween } from '#kit/contrast.ts';
import { designOf } from '#kit/design.ts';
import { houseOf } from '#platform/context.ts';
import { readPublic } from '#timelines';
import { Avatar } from '../parts/avatar.tsx';
import { Icon } from '../parts/icon.tsx';
import { Name } from '../parts/name.tsx';
import { Empty, Page } from '../parts/page.tsx';
import { Post } from '../parts/post.tsx';
import { Day, Entry, Living, railCss } from '../parts/rail.tsx';
import type { Pulse } from '../parts/rail.tsx';
import type { Post as PostEntity } from '../entities.ts';
import { useHere } from '../here.tsx';
import { page } from '../page.server.ts';
import { pageOf, presentStretch } from '../posts.server.ts';
import css from './design.module.css';

const SCENES = [{ name: 'day', place: 0 }, { name: 'night', place: 2 }] as const;

/** One post of each kind that the town has. */
const KINDS: readonly (readonly [string, (post: PostEntity) => boolean])[] = [
  ['With pictures', ({ media_attachments: media }) => media.length > 0], ['With a poll', ({ poll }) => poll !== null],
  ['Behind a warning', ({ spoiler_text: warning }) => warning !== ''], ['With a quote', ({ quote }) => quote !== null],
  ['An answer', ({ in_reply_to_id: to }) => to !== null], ['Words', () => true],
];

export const loader = page(async ({ visit, url }) => {
  if (!houseOf(visit.ctx).config.gallery) throw data({ error: 'Record not found' }, { status: 404 });
  const colours = coloursIn(designOf('tokens.css'));
  const { posts } = await presentStretch(visit, url, readPublic(visit.ctx, pageOf(url, 40)));
  const shown = new Set<string>();
  const examples = KINDS.flatMap(([kind, fits]) => {
    const post = posts.find((one) => !shown.has(one.id) && fits(one));
    if (post !== undefined) shown.add(post.id);
    return post === undefined ? [] : [{ kind, post }];
  });
  const contrasts = PAIRS.map(([front, back, least]) => ({
    front, back, least, measured: SCENES.map(({ place }) => contrastBetween(colours.get(front)?.[place] ?? '', colours.get(back)?.[place] ?? '').toFixed(1)),
  }));
  return { names: [...colours.keys()], contrasts, examples };
});

export const meta = () => [{ title: 'The look' }, { name: 'robots', content: 'noindex' }];

type Facts = ReturnType<typeof useLoaderData<typeof loader>>;

function Colours({ facts: { names, contrasts }, scene }: { facts: Facts; scene: number }) {
  return (
    <>
      <ul className={css['swatches']}>{names.map((name) => <li key={name}><span className={`${css['swatch']} ${css[name] ?? ''}`} />{name}</li>)}</ul>
      <table className={css['table']}>
        <thead><tr><th scope="col">Stands on</th><th scope="col">Contrast</th><th scope="col">At least</th></tr></thead>
        <tbody>{contrasts.map(({ front, back, least, measured }) => <tr key={front + back}><th scope="row">{front} on {back}</th><td>{measured[scene]}</td><td>{least}</td></tr>)}</tbody>
      </table>
    </>
  );
}

const SIZES = ['xxl', 'xl', 'l', 'm', 's'] as const;
const SPACES = ['space-xs', 'space-s', 'space-m', 'space-l', 'space-xl', 'target'] as const;

function Type() {
  return (
    <div className={css['type']}>
      {SIZES.map((size) => <p key={size} className={css[`text-${size}`]}>Everything, in order <span className={css['size']}>text-{size}</span></p>)}
      <p className={css['serif']}>Nothing hidden: the one post that a page is about, and verse. <span className={css['size']}>serif</span></p>
      <p className={css['mono']}>00:21:04 <span className={css['size']}>mono</span></p>
    </div>
  );
}

function Controls({ scene }: { scene: string }) {
  const id = (name: string): string => `${scene}-${name}`;
  return (
    <>
      <p className={css['row']}>
        <button type="button" className="button next">The one next act</button><button type="button" className="button">An act</button>
        <button type="button" className="button plain">A quiet act</button><button type="button" className="button" disabled>Not now</button>
      </p>
      <p className="field"><label htmlFor={id('text')}>A field</label><input id={id('text')} defaultValue="What was written" aria-describedby={id('hint')} /><span className="hint" id={id('hint')}>What it is for.</span></p>
      <p className="field"><label htmlFor={id('wrong')}>A field with a mistake</label><input id={id('wrong')} defaultValue="too long" aria-invalid="true" aria-describedby={id('why')} /><span className="mistake" id={id('why')}>3 characters too many</span></p>
      <p className="field"><label htmlFor={id('choice')}>A choice</label><select id={id('choice')}><option>Everyone</option><option>People who follow you</option></select></p>
      <p className={css['row']}>
        <label><input type="checkbox" defaultChecked /> On</label><label><input type="checkbox" /> Off</label>
        <label><input type="radio" name={id('one')} defaultChecked /> This</label><label><input type="radio" name={id('one')} /> That</label>
        <progress value={0.6} aria-label="Sent" />
      </p>
    </>
  );
}

const PULSES: readonly Pulse[] = ['live', 'connecting', 'offline'];
const SIGNS = ['house', 'bell', 'search', 'pen-line', 'reply', 'repeat-2', 'heart', 'bookmark', 'ellipsis', 'hash', 'list', 'lock', 'globe', 'radio', 'settings', 'x'];

/** Posts hang on the line, as everywhere. The same post twice on one page needs another name. */
function Posts({ examples, night }: { examples: Facts['examples']; night: boolean }) {
  const { origin } = useHere();
  return (
    <div className={railCss['section']}>
      {PULSES.map((pulse) => <Living key={pulse} pulse={pulse} />)}
      {examples[0] !== undefined && <Day at={examples[0].post.created_at} />}
      <ol className={railCss['rail']}>
        {examples.map(({ kind, post }) => <Entry key={kind} item={{ key: post.id, at: post.created_at, node: <Post post={night ? { ...post, id: `${post.id}0` } : post} origin={origin} /> }} />)}
      </ol>
      <div className={railCss['foot']}>The end, and nothing left out.</div>
    </div>
  );
}

function Scene({ facts, name, at }: { facts: Facts; name: string; at: number }) {
  const person = facts.examples[0]?.post.account;
  return (
    <section className={css['scene']} data-scene={name} aria-labelledby={name}>
      <h2 id={name}>{name === 'day' ? 'Paper' : 'Night'}</h2>
      <div className={css['part']}><h3>Colours</h3><Colours facts={facts} scene={at} /></div>
      <div className={css['part']}><h3>Type</h3><Type /></div>
      <div className={css['part']}><h3>Space</h3><div className={css['space']}>{SPACES.map((space) => [<span key={space}>{space}</span>, <span key={`${space}-bar`} className={`${css['bar']} ${css[space]}`} />])}</div></div>
      <div className={css['part']}>
        <h3>Motion and lift</h3>
        <button type="button" className={css['runner']}><span>quick</span></button>
        <button type="button" className={`${css['runner']} ${css['calm']}`}><span>calm</span></button>
        <p className={css['lift']}>What floats has a shadow.</p>
      </div>
      <div className={css['part']}><h3>Controls</h3><Controls scene={name} /></div>
      <div className={css['part']}><h3>Signs</h3><div className={css['icons']}>{SIGNS.map((sign) => <span key={sign} title={sign}><Icon name={sign} /></span>)}</div></div>
      {person !== undefined && <div className={css['part']}><h3>People</h3><p className={css['row']}><Avatar account={person} size="large" /><Avatar account={person} /><Avatar account={person} size="small" /><Name account={person} /></p></div>}
      <div className={css['part']}><h3>The rail, with posts</h3><Posts examples={facts.examples} night={name === 'night'} /></div>
      <div className={css['part']}><h3>Nothing yet</h3><Empty act={<button type="button" className="button next">The first step</button>}>What will stand here, said in a line.</Empty></div>
    </section>
  );
}

export default function Design() {
  const facts = useLoaderData<typeof loader>();
  return (
    <div lang="en">
      <Page heading="The look" line="Every part in its states, by day and by night. The values are in src/kit/design/tokens.css, the reasons in src/rooms/web/design/README.md.">
        <div className={css['scenes']} data-beside="">{SCENES.map(({ name }, at) => <Scene key={name} facts={facts} name={name} at={at} />)}</div>
      </Page>
    </div>
  );
}
