/** A plain text: an empty line begins a paragraph. */

import { Fragment } from 'react';

export function Paragraphs({ text }: { text: string }) {
  const paragraphs = text.split(/\n\s*\n/).map((part) => part.trim()).filter(Boolean);
  // oxlint-disable react/no-array-index-key -- The parts of one text, in their one order.
  return paragraphs.map((part, at) => (
    <p key={at} dir="auto">{part.split('\n').map((line, within) => <Fragment key={within}>{within > 0 && <br />}{line}</Fragment>)}</p>
  ));
}
