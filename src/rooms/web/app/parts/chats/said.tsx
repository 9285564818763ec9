/** What somebody said, as they typed it: lines and spaces stay, addresses can be followed, nothing else means anything. */

import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useHere } from '../../here.tsx';
import css from './talk.module.css';

const ADDRESS = /(https?:\/\/[^\s<>"“”«»\u0000-\u001f\u202a-\u202e\u2066-\u2069]+)/;
/** What ends a sentence and not an address. */
const AFTER = /[.,;:!?…'’)\]}]+$/u;
const LONGEST_SHOWN = 70;
/** What the application itself shows; a path that begins with two slashes leads elsewhere. */
const PAGE = /^\/(?:@|tags\/|rooms\/|messages\/|groups\/)/;
const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f|\s)+$/u;
const FEW = 12;

function Address({ text, origin }: { text: string; origin: string }) {
  const shown = text.replace(/^https?:\/\//, '');
  const words = shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}…` : shown;
  const path = text.startsWith(`${origin}/`) ? text.slice(origin.length) : '';
  if (PAGE.test(path)) return <Link to={path}><bdi>{words}</bdi></Link>;
  return <a href={text} target="_blank" rel="nofollow noopener noreferrer"><bdi>{words}</bdi></a>;
}

/** An address without what stands behind it in its sentence. */
function split(found: string): readonly [address: string, rest: string] {
  const rest = AFTER.exec(found)?.[0] ?? '';
  const address = found.slice(0, found.length - rest.length);
  // A bracket that was opened in the address belongs to it.
  return rest.startsWith(')') && address.includes('(') ? [`${address})`, rest.slice(1)] : [address, rest];
}

export function Said({ text }: { text: string }) {
  const { origin } = useHere();
  const large = text.length <= FEW * 3 && ONLY_EMOJI.test(text);
  // oxlint-disable react/no-array-index-key -- The parts of one text, in their one order.
  const parts = text.split(ADDRESS).map((part, at): ReactNode => {
    if (at % 2 === 0) return part;
    const [address, rest] = split(part);
    return URL.canParse(address) ? <span key={at}><Address text={address} origin={origin} />{rest}</span> : part;
  });
  return <p className={`${css['said']} ${large ? css['large'] : ''}`} dir="auto">{parts}</p>;
}
