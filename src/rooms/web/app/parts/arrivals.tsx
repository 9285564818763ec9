/** The head of a list that lives in a visitor's page: whether it does, and what waits to come in. Without script it is not there. */

import * as m from '../paraglide/messages.js';
import css from './arrivals.module.css';
import { Living } from './rail.tsx';

/** Stands for any number but one; the script puts the true one in its place. */
const MANY = 7777;

/** The words are here for the script to show, which speaks no language of its own. */
export function Arrivals() {
  return (
    <div className={css['head']} data-live-head="" data-is-live={m.rail_live()} data-is-connecting={m.rail_connecting()} data-is-offline={m.rail_offline()} hidden>
      <Living pulse="still" />
      <button type="button" className={`button next ${css['more']}`} data-live-more="" data-one={m.arrivals({ count: 1 })}
        data-other={m.arrivals({ count: MANY }).replace(String(MANY), '{count}')} data-many={m.arrivals_many()} hidden>{m.arrivals({ count: 0 })}</button>
      <output className="unseen" data-live-said="" />
    </div>
  );
}
